"""What each change does, and in which phase of a migration."""

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from hooks.schema_diff import drizzle_sql
from hooks.schema_diff.change import Action, Change, Thing
from hooks.schema_diff.compare import Aspect, differing
from hooks.sources.schema import Column, ForeignKey, Index, Schema, Table, View


class Phase(IntEnum):
    """When a step is written: drizzle-kit goes through all tables phase by phase."""

    CREATE_TABLE = 0
    DROP_TABLE = 1
    DROP_KEY = 2
    DROP_CHECK = 3
    DROP_INDEX = 4
    REPLACED_INDEX = 5
    DROP_PRIMARY_KEY = 6
    ALTER_COLUMN = 7
    ADD_PRIMARY_KEY = 8
    ADD_COLUMN = 9
    INDEX_OF_NEW_TABLE = 10
    ADD_INDEX = 11
    REPLACING_INDEX = 12
    ADD_CHECK = 13
    ADD_KEY = 14
    DROP_COLUMN = 15
    ALTER_PRIMARY_KEY = 16
    DROP_VIEW = 17
    REPLACED_VIEW = 18
    CREATE_VIEW = 19
    REPLACING_VIEW = 20


class Step(NamedTuple):
    """What a change does in one phase; without SQL of its own, the table must be rebuilt."""

    phase: Phase
    change: Change
    sql: tuple[str, ...] = ()


_REBUILDING = {
    (Thing.FOREIGN_KEY, Action.ADD): Phase.ADD_KEY,
    (Thing.FOREIGN_KEY, Action.DROP): Phase.DROP_KEY,
    (Thing.FOREIGN_KEY, Action.ALTER): Phase.DROP_KEY,
    (Thing.PRIMARY_KEY, Action.ADD): Phase.ADD_PRIMARY_KEY,
    (Thing.PRIMARY_KEY, Action.DROP): Phase.DROP_PRIMARY_KEY,
    (Thing.PRIMARY_KEY, Action.ALTER): Phase.ALTER_PRIMARY_KEY,
    (Thing.CHECK, Action.ADD): Phase.ADD_CHECK,
    (Thing.CHECK, Action.DROP): Phase.DROP_CHECK,
    (Thing.CHECK, Action.ALTER): Phase.DROP_CHECK,
}
"""What SQLite cannot change in a table, and when drizzle-kit comes to it."""


def steps(change: Change, added_keys: list[ForeignKey], after: Schema) -> Iterator[Step]:
    """The steps of one change; `added_keys` are the foreign keys that its table gains."""
    match change.thing, change.action:
        case ((Thing.TABLE | Thing.VIEW | Thing.INDEX), _):
            yield from (Step(phase, change, sql) for phase, sql in _whole(change, after))
        case Thing.COLUMN, Action.ADD if isinstance(change.new, Column):
            # SQLite cannot add a primary key to a table.
            sql = () if change.new.primary_key else (drizzle_sql.added_column(change.table, change.new, added_keys),)
            yield Step(Phase.ADD_COLUMN, change, sql)
        case Thing.COLUMN, Action.DROP:
            yield Step(Phase.DROP_COLUMN, change, (drizzle_sql.dropped_column(change.table, change.name),))
        case Thing.COLUMN, Action.ALTER:
            yield Step(Phase.ALTER_COLUMN, change, _regenerated(change))
        case thing, action:
            yield Step(_REBUILDING[thing, action], change)


def _whole(change: Change, after: Schema) -> Iterator[tuple[Phase, tuple[str, ...]]]:
    """The steps of what is only made and dropped; altered, it is dropped and made anew."""
    altered = change.action is Action.ALTER
    match change.old:
        case Table() as table:
            yield Phase.DROP_TABLE, (drizzle_sql.dropped_table(table),)
        case Index() as index:
            yield Phase.REPLACED_INDEX if altered else Phase.DROP_INDEX, (drizzle_sql.dropped_index(index),)
        case View() as view:
            yield Phase.REPLACED_VIEW if altered else Phase.DROP_VIEW, (drizzle_sql.dropped_view(view),)
    match change.new:
        case Table() as table:
            yield Phase.CREATE_TABLE, (drizzle_sql.created_table(table),)
            for index in table.indexes.values():
                yield Phase.INDEX_OF_NEW_TABLE, (drizzle_sql.created_index(table, index),)
        case Index() as index:
            yield Phase.REPLACING_INDEX if altered else Phase.ADD_INDEX, (drizzle_sql.created_index(after.tables[change.table], index),)
        case View() as view:
            yield Phase.REPLACING_VIEW if altered else Phase.CREATE_VIEW, (drizzle_sql.created_view(view),)


def _regenerated(change: Change) -> tuple[str, ...]:
    """A column whose expression alone differs is dropped and added; any other difference needs a rebuilt table."""
    old, new = change.old, change.new
    if not isinstance(old, Column) or not isinstance(new, Column) or differing(old, new) != (Aspect.GENERATED,):
        return ()
    return drizzle_sql.dropped_column(change.table, change.name), drizzle_sql.added_column(change.table, new)
