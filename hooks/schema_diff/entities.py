"""Two schemas in the terms of drizzle-kit 1.x to their differences, by its own terms of what a difference is.

Source: the behaviour of drizzle-kit 1.0.0-rc.5 (`generateDrizzleJson`, `generateMigration` of its payload), which the tests ask as an oracle.
An index that keeps its name and changes otherwise is no change to it: it writes nothing.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.schema_diff import made, sentences
from hooks.schema_diff.change import Action, Change, Object, Risk, Thing
from hooks.schema_diff.compare import Aspect, risk
from hooks.schema_diff.entity_defaults import Unsure, are_equal
from hooks.sources.js_object import INHERITED
from hooks.sources.schema import Check, Column, ForeignKey, PrimaryKey, Schema, Table, Unique, View

Named = TypeVar("Named", ForeignKey, PrimaryKey, Unique)


def differences(before: Schema, after: Schema, place: Location | None = None) -> tuple[Change, ...]:
    """What turns `before` (what the migrations build) into `after` (what is declared), without SQL.

    Raises NoVerdict where drizzle-kit itself stops; and where nothing differs for certain, but a default may, at `place` if it is declared nowhere.
    """
    unsure: list[Unsure] = []
    changes = (*_tables(before, after, unsure), *_views(before.views, after))
    _require_safe_names(changes, place)
    if unsure and not changes:
        raise NoVerdict(unsure[0].message, unsure[0].location or place or Location("."))
    return changes


def _require_safe_names(changes: tuple[Change, ...], place: Location | None) -> None:
    """To JavaScript, every object has something named `constructor`: 1.x trips over it where it adds a column to such a table."""
    for change in changes:
        if change.thing is Thing.COLUMN and change.action is Action.ADD and change.table in INHERITED:
            message = f'drizzle-kit itself stops at {sentences.named(change.thing, change.table, change.name)}: every JavaScript object has a "{change.table}"'
            raise NoVerdict(message, change.location or place or Location("."))


def _tables(before: Schema, after: Schema, unsure: list[Unsure]) -> Iterator[Change]:
    new = [made.added(Thing.TABLE, name, name, table) for name, table in after.tables.items() if name not in before.tables]
    gone = [made.dropped(Thing.TABLE, name, name, table) for name, table in before.tables.items() if name not in after.tables and after.complete]
    yield from made.perhaps_renamed(new, gone)
    for name, table in before.tables.items():
        if name in after.tables:
            yield from _table(table, after.tables[name], unsure)


def _table(before: Table, after: Table, unsure: list[Unsure]) -> Iterator[Change]:
    yield from _columns(before, after, unsure)
    yield from _objects(Thing.FOREIGN_KEY, before.foreign_keys, _renamed(before.foreign_keys, after.foreign_keys), after)
    yield from _objects(Thing.PRIMARY_KEY, before.primary_keys, _renamed(before.primary_keys, after.primary_keys), after)
    yield from _objects(Thing.UNIQUE, before.uniques, _renamed(before.uniques, after.uniques), after)
    yield from _objects(Thing.CHECK, before.checks, after.checks, after)
    yield from _objects(Thing.INDEX, before.indexes, after.indexes, after)


def _columns(before: Table, after: Table, unsure: list[Unsure]) -> Iterator[Change]:
    new = [made.added(Thing.COLUMN, before.name, name, column) for name, column in after.columns.items() if name not in before.columns]
    gone = [made.dropped(Thing.COLUMN, before.name, name, column) for name, column in before.columns.items() if name not in after.columns and after.complete]
    yield from made.perhaps_renamed(new, gone)
    for name, old in before.columns.items():
        if name in after.columns and (aspects := differing(old, after.columns[name], after, unsure)):
            yield made.altered(Thing.COLUMN, before.name, name, old, after.columns[name], risk(old, after.columns[name], aspects))


def differing(old: Column, new: Column, table: Table, unsure: list[Unsure]) -> tuple[Aspect, ...]:
    """In what two columns of one name differ, but for being NULL in a key of its own; what cannot be told goes to `unsure`."""
    if not new.complete:
        return ()
    is_key = any(key.columns == (new.name,) for key in table.primary_keys.values())
    pairs = {
        Aspect.TYPE: old.type != new.type,
        Aspect.NOT_NULL: old.not_null != new.not_null and not is_key,
        Aspect.AUTOINCREMENT: old.autoincrement != new.autoincrement,
        Aspect.DEFAULT: _default_differs(old, new, table.name, unsure),
        Aspect.GENERATED: old.generated != new.generated,
    }
    return tuple(aspect for aspect, differs in pairs.items() if differs)


def _default_differs(old: Column, new: Column, table: str, unsure: list[Unsure]) -> bool:
    if old.default == new.default:
        return False
    before, after = (None if side.default is None else sentences.default_text(side.default) for side in (old, new))
    try:
        return not are_equal(before, after, new.type)
    except Unsure as reason:
        named = sentences.named(Thing.COLUMN, table, new.name)
        unsure.append(Unsure(f"{named}: {reason.message}", new.location))
        return False


def _renamed(before: Mapping[str, Named], after: Mapping[str, Named]) -> dict[str, Named]:
    """What is declared, where nobody chose a name under the one that the migrations gave to the same thing."""
    found = dict(after)
    for old in before.values():
        alike = [name for name, new in found.items() if not (old.explicit or new.explicit) and _essence(old) == _essence(new)]
        if len(alike) == 1 and old.name not in found:
            found[old.name] = found.pop(alike[0])._replace(name=old.name)
    return found


def _essence(record: Object) -> tuple[object, ...]:
    """All that counts of a record but its name, and whether somebody chose it."""
    match record:
        case ForeignKey():
            return record[1:6]
        case Check():
            return (record.expression,)
        case PrimaryKey() | Unique():
            return (record.columns,)
    return ()


def _objects(thing: Thing, before: Mapping[str, Object], after: Mapping[str, Object], declared: Table) -> Iterator[Change]:
    for name, old in before.items():
        new = after.get(name)
        if new is None and declared.complete:
            yield made.dropped(thing, declared.name, name, old)
        elif new is not None and new.complete and _essence(old) != _essence(new) and not _is_reordered(old, new):
            yield made.altered(thing, declared.name, name, old, new, Risk.REWRITING)
    for name, new in after.items():
        if name not in before:
            yield made.added(thing, declared.name, name, new)


def _is_reordered(old: Object, new: Object) -> bool:
    """A primary key over the same columns in another order is the same to drizzle-kit."""
    return isinstance(old, PrimaryKey) and isinstance(new, PrimaryKey) and len(old.columns) == len(new.columns) and {*old.columns} <= {*new.columns}


def _views(before: Mapping[str, View], declared: Schema) -> Iterator[Change]:
    """Views: one that exists elsewhere is never made or dropped."""
    after = declared.views
    for name, old in before.items():
        if name in after:
            if _view_differs(old, after[name]):
                yield made.altered(Thing.VIEW, name, name, old, after[name], Risk.ADDITIVE)
        elif declared.complete and not old.existing:
            yield made.dropped(Thing.VIEW, name, name, old)
    for name, new in after.items():
        if name not in before and not new.existing:
            yield made.added(Thing.VIEW, name, name, new)


def _view_differs(old: View, new: View) -> bool:
    return new.complete and (old.existing, old.definition) != (new.existing, new.definition)
