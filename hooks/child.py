"""The one way this tool starts another process: an argument list, a deadline, a group that ends as a whole."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hooks.errors import EdgesparkError

_GRACE_SECONDS = 2.0


class Completed(NamedTuple):
    """How a child ended: its exit code (negative: the signal), what it printed, and whether the deadline stopped it."""

    code: int
    stdout: bytes
    stderr: bytes
    timed_out: bool = False


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
        except BaseException:
            end_group(process)
            raise


def start(
    argv: Sequence[str],
    *,
    cwd: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """Start `argv` in a session of its own, with pipes on all three streams. Raises NotStarted."""
    try:
        return subprocess.Popen(
            list(argv),
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            pass_fds=tuple(pass_fds),
        )
    except OSError as error:
        raise NotStarted(f"cannot run {argv[0]!r}: {error.strerror or error}") from error


def end_group(process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes]:
    """End the process and all its children: TERM, a short grace, then KILL. Returns what it had printed."""
    for name in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, name)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=_GRACE_SECONDS)
    return b"", b""
