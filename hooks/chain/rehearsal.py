"""New migrations tried on a database that holds rows."""

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

from hooks.chain.losses import Loss, Tables, losses
from hooks.chain.replay import Step, replay
from hooks.finding import Location
from hooks.project import Project
from hooks.sources.sql_text import Statement
from hooks.sources.sqlite.clock import SECONDS, Clock, Failure
from hooks.sources.sqlite.database import Database
from hooks.sources.sqlite.rows import ALL_ROWS, UNIQUE_ROWS, fill, rows_of

Run = Callable[[Database, str], Failure | None]
_NOWHERE = Statement("", 0, 1)


class LossAt(NamedTuple):
    """A loss and the statement from which on it stands."""

    loss: Loss
    statement: Statement


class GoneAt(NamedTuple):
    """A name that is there before and not after, of a table or with `column` of one of its columns, and the statement that takes it away."""

    table: str
    column: str
    statement: Statement

    @property
    def subject(self) -> str:
        """What is gone, in the user's terms."""
        return f"{self.table}.{self.column}" if self.column else self.table


class Rehearsal(NamedTuple):
    """What one new migration does to rows: it fails on them, or loses some. `unsound` are tables whose rows break a check of their own.

    `unfilled` says why no rows could be made at all.
    """

    step: Step
    failure: Failure | None = None
    losses: tuple[LossAt, ...] = ()
    unsound: frozenset[str] = frozenset()
    unfilled: str = ""
    gone: tuple[GoneAt, ...] = ()

    def place(self, statement: Statement) -> Location:
        """Where a statement of the migration stands."""
        return Location(self.step.migration.path, statement.line)


@lru_cache(maxsize=2)
def rehearsals(project: Project) -> tuple[Rehearsal, ...]:
    """A rehearsal of every migration that the base lacks and that runs on an empty database. None where the base has no migrations."""
    from hooks.chain.contained import Containment

    clock = Clock(SECONDS)
    with Containment() as containment:
        run = partial(containment.run, in_child=project.in_ci)
        return tuple(_rehearsed(step, step.before, clock, run) for step in replay(project).steps if step.before and not step.failure)


def _rehearsed(step: Step, before: Database, clock: Clock, run: Run) -> Rehearsal:
    import sqlite3

    try:
        full = _tried(step, before, clock, ALL_ROWS, run)
        # Rows that no constraint ties together show what is lost even where the others make the migration fail.
        shown = _tried(step, before, clock, UNIQUE_ROWS, run) if full.failure else full
    except (sqlite3.Error, MemoryError) as error:
        return Rehearsal(step, unfilled=str(error) or "not enough memory")
    return full._replace(losses=shown.losses, gone=shown.gone)


def _tried(step: Step, before: Database, clock: Clock, which: tuple[int, ...], run: Run) -> Rehearsal:
    database = before.copy(clock)
    unsound = fill(database, which)
    rows = rows_of(database)
    failure = run(database, step.migration.sql)
    after = rows if failure else rows_of(database)
    database.close()
    found, gone = losses(rows, after), _gone(rows, after)
    if not found and not gone:
        return Rehearsal(step, failure, unsound=unsound)
    since = _since(step, before, clock, which)
    lost = tuple(LossAt(loss, since[loss.subject, True]) for loss in found)
    return Rehearsal(step, failure, lost, unsound, gone=tuple(name._replace(statement=since[name.subject, False]) for name in gone))


def _gone(before: Tables, after: Tables) -> tuple[GoneAt, ...]:
    """The names that are gone, their statements not known yet."""
    tables = [GoneAt(table, "", _NOWHERE) for table in before if table not in after]
    kept = [(table, rows, after[table]) for table, rows in before.items() if table in after]
    return (*tables, *(GoneAt(table, column, _NOWHERE) for table, rows, now in kept for column in rows.columns if column not in now.columns))


def _since(step: Step, before: Database, clock: Clock, which: tuple[int, ...]) -> dict[tuple[str, bool], Statement]:
    """Run it once more, statement by statement: by subject the one from which on a loss stands (True), or a name is gone (False), to the end.

    A statement that only a process of its own may run is stopped here: what happens later is placed there.
    """
    database = before.copy(clock)
    fill(database, which)
    rows = rows_of(database)
    since: dict[tuple[str, bool], Statement] = {}
    last = _NOWHERE
    for outcome in database.stepped(step.migration.sql):
        last = outcome.statement if isinstance(outcome, Failure) else outcome
        if isinstance(outcome, Statement):
            now = rows_of(database)
            standing = {(loss.subject, True) for loss in losses(rows, now)} | {(name.subject, False) for name in _gone(rows, now)}
            since = {key: since.get(key, outcome) for key in standing}
    database.close()
    return defaultdict(lambda: last, since)
