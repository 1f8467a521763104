"""Two branches of migrations that part at one schema: whether they get in each other's way, and what they build together.

Source: what drizzle-kit 1.0.0-rc.5 calls commutative. A pair of its statements collides where both touch one object, by the table below.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, product
from typing import NamedTuple, TypeVar

from hooks.schema_diff.change import Action, Change, Thing
from hooks.schema_diff.compare import Aspect
from hooks.schema_diff.entities import differences, differing
from hooks.sources.schema import Column, ForeignKey, Schema, Table

Record = TypeVar("Record")
_OF_TABLES = frozenset({"create table", "drop table", "rebuild table"})
_OF_COLUMNS = frozenset({"add column", "drop column", "replace column"})
_OF_INDEXES = frozenset({"create index", "drop index"})
_OF_VIEWS = frozenset({"create view", "drop view"})
_COLLIDE = {
    "create table": _OF_TABLES,
    "drop table": _OF_TABLES | _OF_COLUMNS | _OF_INDEXES,
    "rebuild table": _OF_TABLES | _OF_COLUMNS | _OF_INDEXES,
    **dict.fromkeys(_OF_COLUMNS, _OF_COLUMNS),
    **dict.fromkeys(_OF_INDEXES, _OF_INDEXES),
    **dict.fromkeys(_OF_VIEWS, _OF_VIEWS),
}
_REBUILDING = frozenset({Thing.FOREIGN_KEY, Thing.PRIMARY_KEY, Thing.UNIQUE, Thing.CHECK})


class Statement(NamedTuple):
    """One statement that a branch makes: what it does, and to what; `name` is empty where that is the table or view itself."""

    kind: str
    table: str
    name: str = ""

    @property
    def words(self) -> str:
        """The statement as one would say it."""
        return f'{self.kind} "{self.table}.{self.name}"' if self.name else f'{self.kind} "{self.table}"'


def collision(before: Schema, one: Schema, other: Schema) -> tuple[Statement, Statement] | None:
    """The first pair of statements, one of each branch, after which the order of the branches matters."""
    pairs = product(_statements(before, one), _statements(before, other))
    return next(((left, right) for left, right in pairs if _collide(left, right) or _collide(right, left)), None)


def _collide(left: Statement, right: Statement) -> bool:
    return left.kind in _COLLIDE[right.kind] and left.table == right.table and right.name in {left.name, ""}


def _statements(before: Schema, after: Schema) -> list[Statement]:
    changes = differences(before, after)
    rebuilt = dict.fromkeys(change.table for change in changes if _rebuilds(change, changes, after))
    found = [statement for change in changes for statement in _of(change, is_rebuilt=change.table in rebuilt)]
    for table in rebuilt:
        found += [Statement("rebuild table", table), *(Statement("create index", table, name) for name in after.tables[table].indexes)]
    return found


def _rebuilds(change: Change, changes: Sequence[Change], after: Schema) -> bool:
    """Whether SQLite cannot make the change in the table as it stands."""
    if isinstance(change.new, ForeignKey) and change.action is Action.ADD:
        first = change.new.columns[:1]
        return not any(one.thing is Thing.COLUMN and one.action is Action.ADD and (one.table, (one.name,)) == (change.table, first) for one in changes)
    if change.thing in _REBUILDING:
        return True
    if not isinstance(change.new, Column):
        return False
    stored = change.new.generated is not None and change.new.generated.kind == "stored"
    if change.action is Action.ADD or not isinstance(change.old, Column):
        return stored
    aspects = differing(change.old, change.new, after.tables[change.table], [])
    return aspects != (Aspect.GENERATED,) or stored


def _of(change: Change, *, is_rebuilt: bool) -> Iterator[Statement]:
    match change.thing, change.action:
        case Thing.TABLE, action:
            verb, table = ("create", change.new) if action is Action.ADD else ("drop", change.old)
            yield Statement(f"{verb} table", change.table)
            if isinstance(table, Table):
                yield from (Statement(f"{verb} index", change.table, name) for name in table.indexes)
        case Thing.VIEW, action:
            yield from (Statement(kind, change.table) for kind, other in (("drop view", Action.ADD), ("create view", Action.DROP)) if action is not other)
        case Thing.INDEX, action:
            yield Statement("create index" if action is Action.ADD else "drop index", change.table, change.name)
        case Thing.COLUMN, Action.ADD:
            yield Statement("add column", change.table, change.name)
        case Thing.COLUMN, action if not is_rebuilt:
            yield Statement("drop column" if action is Action.DROP else "replace column", change.table, change.name)


def merged(before: Schema, sides: Sequence[Schema]) -> Schema:
    """What branches that do not collide build together."""
    tables = _picked(before.tables, [side.tables for side in sides], _joined)
    return Schema(tables, _picked(before.views, [side.views for side in sides]))


def _joined(before: Table, sides: Sequence[Table]) -> Table:
    """A table that several branches change, each in another place."""
    return before._replace(
        columns=_picked(before.columns, [side.columns for side in sides]),
        indexes=_picked(before.indexes, [side.indexes for side in sides]),
        foreign_keys=_picked(before.foreign_keys, [side.foreign_keys for side in sides]),
        primary_keys=_picked(before.primary_keys, [side.primary_keys for side in sides]),
        uniques=_picked(before.uniques, [side.uniques for side in sides]),
        checks=_picked(before.checks, [side.checks for side in sides]),
    )


def _picked(
    before: Mapping[str, Record], sides: Sequence[Mapping[str, Record]], join: Callable[[Record, Sequence[Record]], Record] | None = None
) -> dict[str, Record]:
    """Each record as the branch has it that changed it."""
    found = {}
    for name in dict.fromkeys(chain(before, *sides)):
        old = before.get(name)
        changed = [side.get(name) for side in sides if side.get(name) != old]
        kept = [record for record in changed if record is not None]
        if join and old is not None and len(kept) == len(changed) > 1:
            found[name] = join(old, kept)
        elif kept or (old is not None and not changed):
            found[name] = kept[-1] if kept else before[name]
    return found
