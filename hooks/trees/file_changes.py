"""Files as they should be, and the one place that makes them so."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from hooks.errors import UsageError


class FileChange(NamedTuple):
    """A file as it should be; None: it should not be."""

    path: str
    content: bytes | None


def carry_out(changes: Iterable[FileChange], top: Path) -> None:
    """Write and delete below `top`. Nothing is replaced before all is written, and nothing touched that lies elsewhere. Raises UsageError."""
    todo = [(_inside(top, change.path), change.content) for change in changes]
    written: list[tuple[Path, Path]] = []
    try:
        for file, content in todo:
            if content is not None:
                target = file.resolve()  # a link stays a link
                written.append((_beside(target, content), target))
        for new, target in written:
            new.replace(target)
        for file, content in todo:
            if content is None:
                file.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be changed: {error.strerror}") from error
    finally:
        for new, _target in written:
            new.unlink(missing_ok=True)


def _beside(target: Path, content: bytes) -> Path:
    """The content in a new file beside `target`, which it can replace at one stroke; with the same rights."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".{target.name}.edgespark-ci")
    new.write_bytes(content)
    if target.exists():
        new.chmod(target.stat().st_mode)
    return new


def _inside(top: Path, path: str) -> Path:
    if not Path(os.path.realpath(top / path)).is_relative_to(os.path.realpath(top)):
        raise UsageError(f"{path} is reached by a symbolic link that leads out of the repository: not changed")
    return top / path
