"""What a batch of SQL from outside may take, and what becomes of one that does not run to its end."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from hooks.sources.sql_text import Statement

SECONDS = 4.0


class Failure(NamedTuple):
    """Why a batch did not run: the statement, and SQLite's words or ours. `undecided`: it was stopped or not understood here, D1 may run it.

    `too_long`: it was stopped at a bound below D1's; a process that can be ended may go on to that one (`hooks/chain/contained.py`).
    """

    statement: Statement
    words: str
    undecided: bool = False
    too_long: bool = False


class Clock:
    """The time that SQL from outside may take, over all databases of one replay: only what runs under `running` counts.

    Processor time of this thread: a busy machine must not turn good migrations into "no verdict".
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._left = seconds
        self._end: float | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time until the end of the block."""
        started = time.thread_time()
        self._end = started + self._left
        try:
            yield
        finally:
            self._left -= time.thread_time() - started
            self._end = None

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self._left

    @property
    def is_used_up(self) -> bool:
        """Whether nothing more may be started."""
        return self._left <= 0

    def spend(self, seconds: float) -> None:
        """Count time that another process took."""
        self._left -= seconds

    def not_begun(self, statement: Statement) -> Failure:
        """What becomes of a statement when the time is used up."""
        return Failure(statement, f"not begun: all migrations together have run for {self.seconds:g} s", undecided=True)

    def is_over(self) -> bool:
        """Whether what runs now must stop."""
        return self._end is not None and time.thread_time() > self._end
