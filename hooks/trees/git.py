"""Git as this package uses it: one command at a time, and one long reader of objects. GitPython stays with the pipeline: it loads slowly."""

import os
import subprocess
from contextlib import suppress
from functools import cached_property
from typing import NamedTuple

from hooks import child
from hooks.errors import EdgesparkError, NoVerdict
from hooks.finding import Location

MAX_BLOB_BYTES = 32_000_000
_SECONDS = 60.0


class GitFailed(EdgesparkError):  # noqa: N818 - it names what happened
    """Git itself could not do what was asked; carries git's own words."""


class Git:
    """Git, run in `directory`. Close it when done: its reader of objects is a process."""

    def __init__(self, directory: str | os.PathLike[str]) -> None:
        self.directory = directory

    def __call__(self, *arguments: str) -> str:
        """What `git ARGUMENTS` prints. Raises GitFailed."""
        answer = self.answer(*arguments)
        if answer.code != 0:
            raise GitFailed(f"git {arguments[0]} failed: {_last_line(answer.stderr) or f'exit {answer.code}'}")
        return answer.stdout.decode("utf-8", "surrogateescape")

    def answer(self, *arguments: str) -> child.Completed:
        """How `git ARGUMENTS` ended, for questions that may be answered with a no."""
        return child.run(("git", *arguments), seconds=_SECONDS, cwd=self.directory)

    @cached_property
    def objects(self) -> "Objects":
        """The one reader of objects."""
        return Objects(self.directory)

    def close(self) -> None:
        """End what was started; git may be used again."""
        self.objects.close()


class _Object(NamedTuple):
    oid: str
    content: bytes


class Objects:
    """One `git cat-file --batch` for all objects of a run; closed with the process."""

    def __init__(self, directory: str | os.PathLike[str]) -> None:
        self._directory = directory

    @cached_property
    def _process(self) -> "subprocess.Popen[bytes]":
        return child.start(("git", "cat-file", "--batch"), cwd=self._directory)

    def read(self, oid: str, path: str) -> bytes:
        """The blob `oid`, which lies at `path`. Raises NoVerdict where the object is missing (a partial or shallow clone) or huge."""
        found = self._asked(oid)
        if found is None:
            raise NoVerdict("git has no object for it: a partial clone, or a damaged repository", Location(path))
        if len(found.content) > MAX_BLOB_BYTES:
            raise too_large(path, len(found.content))
        return found.content

    def commit(self, ref: str) -> str | None:
        """The full id of the commit that `ref` names, or None."""
        found = None if "\n" in ref else self._asked(f"{ref}^{{commit}}")
        return found.oid if found else None

    def _asked(self, name: str) -> "_Object | None":
        ask, answer = self._process.stdin, self._process.stdout
        if ask is None or answer is None:
            raise GitFailed("git cat-file has no pipes")
        with suppress(BrokenPipeError):
            ask.write(f"{name}\n".encode("utf-8", "surrogateescape"))
            ask.flush()
        header = answer.readline().split()  # `<oid> <kind> <size>`, else `<name> missing` or `<name> ambiguous`
        if not header:
            self.close()  # a damaged object ends the process; the next question starts another
        if not header or not header[-1].isdigit():
            return None
        size = int(header[-1])
        return _Object(header[0].decode(), answer.read(size + 1)[:size])

    def close(self) -> None:
        """End the batch process, if it was ever started."""
        if process := self.__dict__.pop("_process", None):
            process.communicate(timeout=_SECONDS)


def too_large(path: str, size: int) -> NoVerdict:
    """The verdict on a file above MAX_BLOB_BYTES."""
    return NoVerdict(f"file is {size / 1e6:.0f} MB, above the limit of {MAX_BLOB_BYTES // 1_000_000} MB: not read", Location(path))


def _last_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""
