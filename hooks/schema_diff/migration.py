"""The SQL of changes: steps in drizzle-kit's order, and each table either changed in place or rebuilt whole."""

from collections.abc import Iterator

from hooks.schema_diff import drizzle_sql, squashed
from hooks.schema_diff.change import Action, Change, Thing
from hooks.schema_diff.steps import Phase, Step, steps
from hooks.sources import js_object
from hooks.sources.schema import ForeignKey, Schema

_VIEWS = "undefined"
"""Views are written together; drizzle-kit files them under this word, where it has a table's name for everything else."""


class _Part:
    """What is written for one table: its steps, or its rebuilding, which stands for all of them."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.rebuilt = False

    def take(self, step: Step) -> None:
        carrier = self._carrier(step)
        if self.rebuilt:
            return
        if step.sql or carrier:
            self.steps.append(step._replace(sql=step.sql or carrier))
        else:
            self.rebuilt = True

    def _carrier(self, step: Step) -> tuple[str, ...]:
        """A key of one column that is itself being added is written together with that column."""
        key = step.change.new
        if step.phase is not Phase.ADD_KEY or not isinstance(key, ForeignKey):
            return ()
        own = squashed.foreign_key_parts(squashed.foreign_key_line(step.change.table, key)).columns
        added = (other for other in self.steps if other.phase is Phase.ADD_COLUMN and (other.change.name,) == own)
        return next((column.sql for column in added), ())


def statements(changes: tuple[Change, ...], after: Schema) -> tuple[str, ...]:
    """The whole script, each statement once: drizzle-kit drops repetitions, such as the second `PRAGMA foreign_keys=OFF`."""
    script: dict[str, None] = {}
    # The statements of each table are collected under its name, so that a table named like a number comes before all others.
    for table, part in js_object.ordered(_parts(changes, after)).items():
        own = (sql for step in part.steps for sql in step.sql)
        script.update(dict.fromkeys(drizzle_sql.rebuilt_table(after.tables[table]) if part.rebuilt else own))
    return tuple(script)


def written(changes: tuple[Change, ...], after: Schema) -> Iterator[Step]:
    """The steps with SQL of their own: all but those of a table that is rebuilt."""
    for part in _parts(changes, after).values():
        if not part.rebuilt:
            yield from part.steps


def with_sql(changes: tuple[Change, ...], after: Schema) -> tuple[Change, ...]:
    """Each change with the SQL that carries it out; those of a rebuilt table share the rebuilding. What is not read whole has none."""
    parts = _parts(changes, after)
    rebuilt = {table: drizzle_sql.rebuilt_table(after.tables[table]) for table, part in parts.items() if part.rebuilt}
    own: dict[tuple[object, ...], tuple[str, ...]] = {}
    for part in parts.values():
        for step in part.steps:
            own[_identity(step.change)] = (*own.get(_identity(step.change), ()), *step.sql)
    return tuple(
        change._replace(sql=rebuilt.get(_part_of(change)) or own.get(_identity(change), ())) if _is_whole(change, after) else change for change in changes
    )


def _is_whole(change: Change, after: Schema) -> bool:
    table = after.tables.get(change.table)
    return (table is None or table.complete) and (change.new is None or change.new.complete)


def _identity(change: Change) -> tuple[object, ...]:
    return change[:4]


def _part_of(change: Change) -> str:
    return _VIEWS if change.thing is Thing.VIEW else change.table


def _parts(changes: tuple[Change, ...], after: Schema) -> dict[str, _Part]:
    """What is written for each table, tables in the order in which drizzle-kit first comes to them."""
    keys: dict[str, list[ForeignKey]] = {}
    for change in changes:
        if change.action is Action.ADD and isinstance(change.new, ForeignKey):
            keys.setdefault(change.table, []).append(change.new)
    todo = [step for change in changes for step in steps(change, keys.get(change.table, []), after)]
    parts: dict[str, _Part] = {}
    for step in sorted(todo, key=lambda step: step.phase):
        parts.setdefault(_part_of(step.change), _Part()).take(step)
    return parts
