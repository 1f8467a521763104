"""Migrations run in a process of their own, which the system ends when its time is over.

SQLite looks at the clock between two steps, and one function call over a long value is a single step: `instr` over 2 MB takes many seconds
in which nothing in the same process can stop it. So values above `MAX_VALUE_BYTES` are built only there, up to D1's own limit; and in CI
every migration that the base lacks runs there, because a pull request may be a stranger's and a fault in SQLite must not become one in the
process that reports. The child gets the database as an image and gives it back the same way.
"""

from collections.abc import Mapping
from types import TracebackType
from typing import Any

from hooks.chain.sqlite_child import Ended, SqliteChild
from hooks.sources.sql_text import Statement, statements
from hooks.sources.sqlite.clock import Clock, Failure
from hooks.sources.sqlite.database import Database, Touch


class Containment:
    """Runs migrations. One child serves them all: it is started for the first that needs it, again where one ended it, and ended with the block."""

    def __init__(self) -> None:
        self._child: SqliteChild | None = None

    def __enter__(self) -> "Containment":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._child is not None:
            self._child.end()

    def run(self, database: Database, sql: str, *, in_child: bool) -> Failure | None:
        """Run one migration as `Database.run` does: in the child where that is asked for, or where it builds values too long for this process."""
        touched = len(database.touches)
        if not in_child:
            failure = database.run(sql)
            if failure is None or not failure.too_long:
                return failure
        del database.touches[touched:]  # the batch was undone
        return self._run_in_child(database, sql)

    def _run_in_child(self, database: Database, sql: str) -> Failure | None:
        import sqlite3

        found = (Statement("", 0, 1), *statements(sql))
        first = found[min(1, len(found) - 1)]
        if database.clock.is_used_up:
            return database.clock.not_begun(first)
        try:
            image = database.image()
            self._child = self._child or SqliteChild()
            answer = self._child.ask(sql, database.clock.left, image)
            if isinstance(answer, Ended):
                self._child = None
                return _ended(database.clock, answer, found[min(answer.ran + 1, len(found) - 1)])
            return _taken(database, answer.facts, answer.image, found)
        except (sqlite3.Error, MemoryError) as error:
            return Failure(first, f"the database cannot be handed to a process of its own: {error or 'not enough memory'}", undecided=True)


def _ended(clock: Clock, ended: Ended, statement: Statement) -> Failure:
    if ended.took_too_long:
        clock.spend(clock.left)
        return Failure(statement, f"did not end within {clock.seconds:g} s and was stopped", undecided=True)
    return Failure(statement, f"SQLite ended its process with code {ended.code}", undecided=True)


def _taken(database: Database, facts: Mapping[str, Any], image: bytes, found: tuple[Statement, ...]) -> Failure | None:
    """Make the child's database this one. Raises sqlite3.Error, MemoryError."""
    database.clock.spend(facts["seconds"])
    if facts["failure"]:
        number, words, undecided = facts["failure"]
        return Failure(found[number], words, undecided)
    database.load(image)
    database.touches += [Touch(found[number], *write) for number, *write in facts["touches"]]
    return None
