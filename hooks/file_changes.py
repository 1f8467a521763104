"""Files as they should be, and the one place that makes them so."""

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
    """Write and delete below `top`. Nothing is deleted before all is written, and nothing touched that lies elsewhere. Raises UsageError."""
    todo = [(_inside(top, change.path), change.content) for change in changes]
    try:
        for file, content in todo:
            if content is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        for file, content in todo:
            if content is None:
                file.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be changed: {error.strerror}") from error


def _inside(top: Path, path: str) -> Path:
    if not Path(os.path.realpath(top / path)).is_relative_to(os.path.realpath(top)):
        raise UsageError(f"{path} is reached by a symbolic link that leads out of the repository: not changed")
    return top / path
