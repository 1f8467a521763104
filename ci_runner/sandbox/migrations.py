"""The migrations ledger, and how the sandbox applies what a journal lists.

As seen in the field, an entry is applied only if its `when` is greater than the newest applied one; any other is skipped without a word.
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from ci_runner.sandbox import database
from ci_runner.sandbox.state import State, now


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry with its SQL."""

    tag: str
    when: int
    sql: str

    @property
    def sha256(self) -> str:
        """What the ledger knows the SQL by."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Applied:
    """A line of the ledger."""

    tag: str
    when: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What applying came to: what was applied, what would be lost without confirmation, and what failed."""

    applied: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    failed: str = ""
    error: str = ""


def ledger(state: State, project: str, environment: str) -> tuple[Applied, ...]:
    """Every applied migration, in the order in which it was applied."""
    values = (project, environment)
    rows = state.rows("SELECT tag, moment, sha256 FROM migration WHERE project = ? AND environment = ? ORDER BY rowid", values)
    return tuple(Applied(*row) for row in rows)


def pending(known: Sequence[Applied], entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that would be applied: those later than everything applied and everything before them."""
    newest = max((line.when for line in known), default=-1)
    found = []
    for entry in entries:
        if entry.when > newest:
            found.append(entry)
            newest = entry.when
    return tuple(found)


def apply(state: State, project: str, environment: str, entries: Sequence[Entry], *, confirmed: bool) -> Outcome:
    """Apply what is pending, one transaction each. What would lose something of today's database is refused as a whole unless `confirmed`."""
    with state.writing(), database.opened(state.database(project, environment)) as connection:
        waiting = pending(ledger(state, project, environment), entries)
        losses = () if confirmed else _foreseen_losses(connection, waiting)
        if losses:
            return Outcome(losses=losses)
        applied: list[str] = []
        for entry in waiting:
            error = _failure(connection, entry)
            if error:
                return Outcome(applied=tuple(applied), failed=entry.tag, error=error)
            state.write(
                "INSERT INTO migration (project, environment, tag, moment, sha256, applied) VALUES (?, ?, ?, ?, ?, ?)",
                (project, environment, entry.tag, entry.when, entry.sha256, now()),
            )
            applied.append(entry.tag)
        return Outcome(applied=tuple(applied))


def _failure(connection: sqlite3.Connection, entry: Entry) -> str:
    database.provide_system_tables(connection, entry.sql)
    try:
        database.run(connection, database.statements(entry.sql))
    except sqlite3.Error as error:
        return str(error)
    return ""


def _foreseen_losses(connection: sqlite3.Connection, waiting: Sequence[Entry]) -> tuple[str, ...]:
    """What a copy of the database loses when it goes first, up to the migration that fails, if one does."""
    with database.copied(connection) as copy:
        for entry in waiting:
            if _failure(copy, entry):
                break
        return database.losses(connection, copy)
