"""SIGINT and SIGTERM end the step that runs, never the report about it."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType


class Interrupted(BaseException):
    """Raised in the step that a signal ended; a BaseException, so that no step takes it for a failure of its own."""


class Signals:
    """Remembers the first signal, and raises it only where a step can be ended."""

    def __init__(self) -> None:
        self.received: str | None = None
        self._in_step = False

    @contextlib.contextmanager
    def watched(self) -> Iterator["Signals"]:
        """Handle both signals until the end of the block."""
        before = {number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextlib.contextmanager
    def ending_this(self) -> Iterator[None]:
        """Let a signal end the block with Interrupted."""
        self._in_step = True
        try:
            if self.received:
                raise Interrupted
            yield
        finally:
            self._in_step = False

    def _note(self, number: int, _frame: FrameType | None) -> None:
        first = self.received is None
        self.received = self.received or signal.Signals(number).name
        if self._in_step and first:  # a second one must not cut off the ending of the first
            raise Interrupted
