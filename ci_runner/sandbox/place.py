"""Where a sandbox lies while it is used: a directory of its own, which the next sandbox removes where a killed process left it."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "edgespark-ci-trial-"


@contextlib.contextmanager
def temporary() -> Iterator[Path]:
    """A directory that is gone at the end of the block. Sandboxes whose process is no more are swept away first. Raises OSError."""
    _sweep()
    place, descriptor = _claimed()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(descriptor)


def _claimed() -> tuple[Path, int]:
    """A new directory, and the descriptor whose lock says that it is in use: the system drops the lock with the process, however that ends."""
    while True:
        place = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
        with contextlib.suppress(FileNotFoundError):  # swept away between its making and its lock: another one
            descriptor = os.open(place, os.O_RDONLY)
            with contextlib.suppress(OSError):  # a file system without locks: nobody sweeps there either
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            if place.exists():
                return place, descriptor
            os.close(descriptor)


def _sweep() -> None:
    for place in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # in use, of somebody else, or gone
            _remove_unused(place)


def _remove_unused(place: Path) -> None:
    """Remove a directory of ours whose lock is free. Raises OSError where it is not."""
    descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_uid == os.getuid():
            shutil.rmtree(place, ignore_errors=True)
    finally:
        os.close(descriptor)
