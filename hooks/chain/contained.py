"""A migration run in a process of its own, which the system ends when its time is over.

SQLite looks at the clock between two steps, and one function call over a long value is a single step: `instr` over 2 MB takes many seconds
in which nothing in the same process can stop it. So values above `MAX_VALUE_BYTES` are built only here, up to D1's own limit; and in CI
every new migration runs here, because a pull request may be a stranger's and a fault in SQLite must not become one in the process that
reports. The child (`hooks/sources/sqlite_process.py`) gets the database as an image and gives it back the same way; of the environment it
sees the loader's variables only.
"""

import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

from hooks import child
from hooks.sources.sql_text import Statement, statements
from hooks.sources.sqlite import Clock, Database, Failure, Touch

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
# Appended, so that nothing beside this package can stand in for a module of Python's.
_START = "import sys; sys.path.append(sys.argv[1]); from hooks.sources.sqlite_process import serve; serve()"
_LOADER = ("LD_", "DYLD_")  # where a Python that was unpacked somewhere finds its own libraries
_LONGEST_WAIT_SECONDS = 60.0  # the bound is processor time; this one is for a machine that gives the child none


def run(database: Database, sql: str, *, in_child: bool) -> Failure | None:
    """Run one migration as `Database.run` does: in a child where that is asked for, or where it builds values too long for this process."""
    touched = len(database.touches)
    if not in_child:
        failure = database.run(sql)
        if failure is None or not failure.too_long:
            return failure
    del database.touches[touched:]  # the batch was undone
    return _run_in_child(database, sql)


def _run_in_child(database: Database, sql: str) -> Failure | None:
    import json
    import sqlite3

    found = (Statement("", 0, 1), *statements(sql))
    first = found[min(1, len(found) - 1)]
    if database.clock.is_used_up:
        return database.clock.not_begun(first)
    asked = json.dumps({"sql": sql, "seconds": database.clock.left}).encode()
    try:
        done = _asked(asked + b"\n" + database.image())
        head, _, image = done.stdout.partition(b"\n")
        if done.code:
            return _ended(database.clock, done, found[min(done.stderr.count(b"\n") + 1, len(found) - 1)])
        return _taken(database, json.loads(head), image, found)
    except (sqlite3.Error, MemoryError) as error:
        return Failure(first, f"the database cannot be handed to a process of its own: {error or 'not enough memory'}", undecided=True)


def _asked(question: bytes) -> child.Completed:
    return child.run(
        (sys.executable, "-I", "-S", "-c", _START, _ROOT),
        seconds=_LONGEST_WAIT_SECONDS,
        env={name: value for name, value in os.environ.items() if name.startswith(_LOADER)},
        stdin=question,
    )


def _ended(clock: Clock, done: child.Completed, statement: Statement) -> Failure:
    """What became of a child that gave no answer: it said the number of each statement that it had run."""
    if done.timed_out or done.code in {-signal.SIGKILL, -signal.SIGXCPU}:
        clock.spend(clock.left)
        return Failure(statement, f"did not end within {clock.seconds:g} s and was stopped", undecided=True)
    return Failure(statement, f"SQLite ended its process with code {done.code}", undecided=True)


def _taken(database: Database, answer: Mapping[str, Any], image: bytes, found: tuple[Statement, ...]) -> Failure | None:
    """Make the child's database this one. Raises sqlite3.Error, MemoryError."""
    database.clock.spend(answer["seconds"])
    if answer["failure"]:
        number, words, undecided = answer["failure"]
        return Failure(found[number], words, undecided)
    database.load(image)
    database.touches += [Touch(found[number], table, action) for number, table, action in answer["touches"]]
    return None
