"""One runner at a time per checkout: two `edgespark` commands share `.edgespark/tmp` and spoil each other's work."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from hooks.errors import EdgesparkError, UsageError


class Locked(EdgesparkError):  # noqa: N818 - it names a state
    """Another run holds this checkout (exit 5)."""

    exit_code = 5


@contextlib.contextmanager
def held(path: Path) -> Iterator[int]:
    """Hold the lock file at `path`; gives its descriptor, which children must inherit, so that they outlive a killed runner under it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UsageError(f"the lock {path} cannot be made: {error.strerror or error}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Locked(f"another edgespark-ci, or a command it started, is at work in this checkout ({_holder(descriptor)}): wait for it") from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}\n".encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    return os.pread(descriptor, 100, 0).decode("ascii", "replace").strip() or "unknown process"
