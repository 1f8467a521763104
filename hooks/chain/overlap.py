"""What the new migrations of both sides of a merge change: the schema, as SQL and snapshots show it, and the rows, as SQLite tells while they run."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import NamedTuple

from hooks.chain.replay import Replay, replay
from hooks.errors import NoVerdict
from hooks.project import Project
from hooks.sources.schema import Schema
from hooks.sources.sqlite.database import Database

Subjects = set[tuple[str, str]]
"""Each a table and what is changed of it: a column, an index, or the table itself."""


class Overlap(NamedTuple):
    """A table that both sides change, and what of it is the very same (nothing: they change different things)."""

    table: str
    subjects: tuple[str, ...]


def overlaps(project: Project, tip: Project, ours: Collection[str], theirs: Collection[str]) -> Iterator[Overlap]:
    """The tables that the migrations `ours` of the project and `theirs` of the base's tip both change, sorted.

    What cannot be read or does not run tells nothing here: other rules say so.
    """
    sides = [_by_snapshots(project, side) for side in (project, tip)]
    with suppress(NoVerdict):
        first, second = replay(project), replay(tip)
        fork = next((step.before for step in first.steps if step.migration.tag in ours), None)
        if fork and first.database and second.database:
            before = _schema(fork)
            sides = [sides[0] | _by_running(before, first, ours), sides[1] | _by_running(before, second, theirs)]
    for table in sorted({table for table, _subject in sides[0]} & {table for table, _subject in sides[1]}):
        yield Overlap(table, tuple(sorted(subject for owner, subject in sides[0] & sides[1] if owner == table != subject)))


def _by_snapshots(project: Project, side: Project) -> Subjects:
    """What the newest snapshot of a side says beyond that of the fork."""
    fork = project.base.fork if project.base else None
    with suppress(NoVerdict):
        before, after = fork.newest_snapshot if fork else None, side.newest_snapshot
        if after is not None:
            return _differing(before.schema if before else Schema({}, {}), after.schema)
    return set()


def _by_running(before: Schema, side: Replay, own: Collection[str]) -> Subjects:
    """What the database of a side has beyond that of the fork, and each table and column of the fork that its migrations write to."""
    writes = (touch for step in side.steps if step.migration.tag in own for touch in step.touches if touch.table in before.tables)
    written = {(touch.table, f"{touch.table}.{touch.column}" if touch.column else touch.table) for touch in writes}
    return written | (_differing(before, _schema(side.database)) if side.database else set())


def _differing(before: Schema, after: Schema) -> Subjects:
    from hooks.schema_diff.compare import compared

    return {(change.table, change.subject) for change in compared(before, after)}


def _schema(database: Database) -> Schema:
    from hooks.sources.sqlite.schema import schema_of

    return schema_of(database.connection)
