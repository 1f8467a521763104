"""New migrations tried on a database that holds rows."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from hooks.chain.losses import Loss, losses
from hooks.chain.replay import Step, replay
from hooks.finding import Location
from hooks.project import Project
from hooks.sources import sqlite_rows
from hooks.sources.sql_text import Statement
from hooks.sources.sqlite import SECONDS, Clock, Database, Failure


class LossAt(NamedTuple):
    """A loss and the statement from which on it stands."""

    loss: Loss
    statement: Statement


class Rehearsal(NamedTuple):
    """What one new migration does to rows: it fails on them, or loses some. `unsound` are tables whose rows break a check of their own.

    `unfilled` says why no rows could be made at all. `gone` are the tables and columns whose names are there before and not after.
    """

    step: Step
    failure: Failure | None = None
    losses: tuple[LossAt, ...] = ()
    unsound: frozenset[str] = frozenset()
    unfilled: str = ""
    gone: tuple[tuple[str, str], ...] = ()

    def place(self, statement: Statement) -> Location:
        """Where a statement of the migration stands."""
        return Location(self.step.migration.path, statement.line)


@lru_cache(maxsize=2)
def rehearsals(project: Project) -> tuple[Rehearsal, ...]:
    """A rehearsal of every migration that the base lacks and that runs on an empty database. None where the base has no migrations."""
    clock = Clock(SECONDS)
    return tuple(_rehearsed(step, step.before, clock, in_child=project.in_ci) for step in replay(project).steps if step.before and not step.failure)


def _rehearsed(step: Step, before: Database, clock: Clock, *, in_child: bool) -> Rehearsal:
    import sqlite3

    try:
        full = _tried(step, before, clock, sqlite_rows.ALL_ROWS, in_child=in_child)
        # Rows that no constraint ties together show what is lost even where the others make the migration fail.
        shown = _tried(step, before, clock, sqlite_rows.UNIQUE_ROWS, in_child=in_child) if full.failure else full
    except (sqlite3.Error, MemoryError) as error:
        return Rehearsal(step, unfilled=str(error) or "not enough memory")
    return full._replace(losses=shown.losses, gone=shown.gone)


def _tried(step: Step, before: Database, clock: Clock, which: tuple[int, ...], *, in_child: bool) -> Rehearsal:
    from hooks.chain.contained import run

    database = before.copy(clock)
    unsound = sqlite_rows.fill(database, which)
    rows = sqlite_rows.rows_of(database)
    failure = run(database, step.migration.sql, in_child=in_child)
    after = rows if failure else sqlite_rows.rows_of(database)
    found = losses(rows, after)
    database.close()
    return Rehearsal(step, failure, _located(step, before, clock, which, found) if found else (), unsound, gone=tuple(_gone(rows, after)))


def _gone(before: Mapping[str, sqlite_rows.Rows], after: Mapping[str, sqlite_rows.Rows]) -> Iterator[tuple[str, str]]:
    for table, rows in before.items():
        if table not in after:
            yield table, ""
        else:
            yield from ((table, column) for column in rows.columns if column not in after[table].columns)


def _located(step: Step, before: Database, clock: Clock, which: tuple[int, ...], found: tuple[Loss, ...]) -> tuple[LossAt, ...]:
    """Run it once more, statement by statement: each loss with the statement from which on it stands to the end.

    A statement that only a process of its own may run is stopped here: what is lost later is placed there.
    """
    database = before.copy(clock)
    sqlite_rows.fill(database, which)
    rows = sqlite_rows.rows_of(database)
    since: dict[tuple[str, str], Statement] = {}
    last = Statement("", 0, 1)
    for outcome in database.stepped(step.migration.sql):
        last = outcome.statement if isinstance(outcome, Failure) else outcome
        if isinstance(outcome, Statement):
            lost = {(loss.table, loss.column) for loss in losses(rows, sqlite_rows.rows_of(database))}
            since = {key: since.get(key, outcome) for key in lost}
    database.close()
    return tuple(LossAt(loss, since.get((loss.table, loss.column), last)) for loss in found)
