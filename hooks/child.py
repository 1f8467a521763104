"""The one way this tool starts another process: an argument list, a deadline, a group that ends as a whole."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.errors import EdgesparkError

if TYPE_CHECKING:
    from types import TracebackType

_GRACE_SECONDS = 2.0


class Completed(NamedTuple):
    """How a child ended: its exit code (negative: the signal), what it printed, and whether the deadline stopped it."""

    code: int
    stdout: bytes
    stderr: bytes
    timed_out: bool = False


class _Process(subprocess.Popen[bytes]):
    """A child in a session of its own. Where a signal's handler raises, neither its start nor its block leaves it behind."""

    def __init__(self, argv: Sequence[str], **options: Any) -> None:
        try:
            with _signals_wait():
                super().__init__(argv, start_new_session=True, **options)
        except BaseException as error:
            if self.pid and self.returncode is None:
                self.__exit__(type(error), error, error.__traceback__)
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None") -> None:
        if kind is not None:
            stop_group(self)
        super().__exit__(kind, error, trace)


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """Handle signals behind the block: one that raises between the fork and the moment when its id is known would leave a child that nobody ends."""
    came: list[int] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    # Only the main thread handles signals; one that is ignored or has its default stays so, since the child inherits that.
    waiting = {number: handler for number, handler in handlers.items() if callable(handler) and threading.current_thread() is threading.main_thread()}
    for number in waiting:
        signal.signal(number, lambda number, _frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in waiting.items():
            signal.signal(number, handler)
        for late in came:
            signal.raise_signal(late)


class NotStarted(EdgesparkError):  # noqa: N818 - it names a state
    """The program does not exist or may not be run."""


def run(
    argv: Sequence[str],
    *,
    seconds: float,
    cwd: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    pass_fds: Sequence[int] = (),
) -> Completed:
    """Run `argv` to its end, or end its whole process group after `seconds`. Raises NotStarted where it cannot start."""
    with start(argv, cwd=cwd, env=env, pass_fds=pass_fds) as process:
        try:
            stdout, stderr = process.communicate(stdin, timeout=seconds)
            return Completed(process.returncode, stdout, stderr)
        except subprocess.TimeoutExpired:
            stdout, stderr = end_group(process)
            return Completed(process.returncode, stdout, stderr, timed_out=True)


def start(
    argv: Sequence[str],
    *,
    cwd: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """Start `argv` in a session of its own, with pipes on all three streams. Raises NotStarted."""
    try:
        return _Process(
            list(argv),
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=tuple(pass_fds),
        )
    except OSError as error:
        raise NotStarted(f"cannot run {argv[0]!r}: {error.strerror or error}") from error


def end_group(process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes]:
    """End the process and all its children: TERM, a short grace, then KILL for whatever of the group is left. Returns what it had printed."""
    printed = b"", b""
    for number in (signal.SIGTERM, signal.SIGKILL):
        _signal_group(process, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            printed = process.communicate(timeout=_GRACE_SECONDS)
    return printed


def stop_group(process: "subprocess.Popen[bytes]") -> None:
    """The same for a process whose pipes somebody else reads: TERM, a short grace, then KILL for whatever of the group is left."""
    _signal_group(process, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE_SECONDS)
    _signal_group(process, signal.SIGKILL)
    process.wait()


def _signal_group(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
