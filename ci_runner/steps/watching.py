"""A window of the app's log after a deploy: how many exceptions and answers of 500 and above it may hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ci_runner.config import Watch
from ci_runner.context import Context
from ci_runner.log_counts import LogCounts
from ci_runner.log_tail import LogTail
from ci_runner.model import StepResult
from ci_runner.results import failed, passed, skipped

_OPENING_SECONDS = 10.0
# No rollback happens by itself.
TODO = ("it stays deployed: look at its logs, or deploy a repair",)


@dataclass(frozen=True, slots=True)
class Window:
    """The log while it is watched; `tail` is None where this CLI has no `log tail`."""

    watch: Watch
    tail: LogTail | None

    def seen(self) -> StepResult:
        """Wait until the window is over, and judge what was counted."""
        if self.tail is None:
            return skipped("no-log-tail", "this CLI has no `log tail`: its log was not watched")
        lost_after = self.tail.watched(self.watch.seconds)
        return judged(self.tail.counts, self.watch, lost_after)


@contextmanager
def window(context: Context, watch: Watch, environment: str) -> Iterator[Window]:
    """Watch the log of an environment until the end of the block, from before its first request on."""
    if not context.cli.has("log", "tail"):
        yield Window(watch, None)
        return
    with context.cli.tailing(environment) as tail:
        tail.wait_until_open(_OPENING_SECONDS)
        yield Window(watch, tail)


def judged(counts: LogCounts, watch: Watch, lost_after: float | None) -> StepResult:
    """Too much of something fails; a stream that was lost does not, since the deployment is live whoever watches it."""
    length = f"{watch.seconds} s" if lost_after is None else f"{lost_after:.0f} s, after which the log stream was lost"
    words = f"in {length}: {counts.words}"
    if counts.exceptions.total() > watch.exceptions:
        return failed("too-many-exceptions", f"{words}; at most {watch.exceptions} exceptions are let through", todo=TODO)
    if counts.server_errors > watch.server_errors:
        return failed("too-many-server-errors", f"{words}; at most {watch.server_errors} answers of 500 or more are let through", todo=TODO)
    if not counts.is_readable:
        return passed(f"in {length}: {counts.unread} lines of a form that nobody outside has seen, so nothing could be counted", reason="log-unread")
    return passed(words, reason="log-lost" if lost_after is not None else "ok")
