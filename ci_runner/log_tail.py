"""A running `edgespark log tail`, whose lines are counted as they come and kept nowhere."""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ci_runner.log_counts import LogCounts
from hooks import child

_LONGEST_LINE = 65_536
_JOIN_SECONDS = 2.0
# What 0.0.9 says on stderr once the stream is open.
_CONNECTED = b"Connected"


class LogTail:
    """The stream of `process`; its `counts` are whole after `stop`."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.counts = LogCounts()
        self._process = process
        self._since = self._until = time.monotonic()
        self._open = threading.Event()
        self._readers = [threading.Thread(target=read, daemon=True) for read in (self._count, self._listen)]
        if process.stdin:
            process.stdin.close()
        for reader in self._readers:
            reader.start()

    def wait_until_open(self, seconds: float) -> None:
        """Until the stream says that it is open, at most `seconds`; one that never says so may be open all the same."""
        self._open.wait(seconds)
        self._since = time.monotonic()

    def watched(self, seconds: float) -> float | None:
        """Wait until `seconds` after it opened, then stop it. Where it ended before by itself: after how many seconds."""
        try:
            self._process.wait(max(self._since + seconds - time.monotonic(), 0.0))
        except subprocess.TimeoutExpired:
            self.stop()
            return None
        self.stop()
        return max(self._until - self._since, 0.0)

    def stop(self) -> None:
        """End it with its whole group, and let what it had printed be counted."""
        child.stop_group(self._process)
        for reader in self._readers:
            reader.join(_JOIN_SECONDS)

    def _count(self) -> None:
        for line in _lines(self._process.stdout):
            self.counts.see(line.decode("utf-8", "replace").rstrip("\r\n"))
        self._until = time.monotonic()

    def _listen(self) -> None:
        for line in _lines(self._process.stderr):
            if _CONNECTED in line:
                self._open.set()
        self._open.set()  # it has ended: nobody needs to wait


@contextmanager
def following(process: "subprocess.Popen[bytes]") -> Iterator[LogTail]:
    """Follow `process` until the end of the block, which ends it whatever happened."""
    tail = LogTail(process)
    try:
        yield tail
    finally:
        tail.stop()


def _lines(stream: IO[bytes] | None) -> Iterator[bytes]:
    """The stream's lines, a very long one in parts. Its reader closes it: a `close` elsewhere would wait for a reader that is blocked."""
    if stream is not None:
        with stream:
            yield from iter(lambda: stream.readline(_LONGEST_LINE), b"")
