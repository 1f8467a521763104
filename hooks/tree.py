"""Where bytes come from: the working tree, the git index, or any commit. The one git edge of this package."""

import os
import subprocess
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol

from hooks import child
from hooks.errors import EdgesparkError, NoVerdict, UsageError
from hooks.finding import Location

MAX_BLOB_BYTES = 32_000_000
_GIT_SECONDS = 60.0
_SYMLINK, _SUBMODULE = "120000", "160000"
_MAX_WALKED = 50_000
_UNLISTED = frozenset({".git", "node_modules"})


class GitFailed(EdgesparkError):  # noqa: N818 - it names what happened
    """Git itself could not do what was asked; carries git's own words."""


class Entry(NamedTuple):
    """One path of a tree: git's mode and, where git has it, the object's id. `conflicted` paths have no single content."""

    mode: str
    oid: str = ""
    conflicted: bool = False


class Tree(Protocol):
    """A set of files with a name that a reader recognises. Paths are repository-relative and POSIX."""

    name: str

    @property
    def entries(self) -> dict[str, Entry]:
        """Every path with its entry, sorted by path."""

    def has(self, path: str) -> bool:
        """Whether a regular file or a link to one lies at `path`."""

    def read(self, path: str) -> bytes:
        """The bytes at `path`. Raises NoVerdict where there are none to judge: a directory, a submodule, a conflict, a huge file."""


class WorkTree:
    """Files as they lie on disk below `top`: tracked ones and those that git does not ignore; outside git, all but dependencies."""

    name = "working tree"

    def __init__(self, top: Path, repository: "Repository | None" = None) -> None:
        self.top = top
        self._repository = repository

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every listed path that is a file now."""
        return {path: Entry("100644") for path in sorted(self._listed()) if self.has(path)}

    def _listed(self) -> Iterator[str]:
        if self._repository is None:
            yield from _walked(self.top)
            return
        listed = self._repository.git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
        yield from _split(listed)

    def has(self, path: str) -> bool:
        """Whether a file lies on disk, ignored by git or not."""
        return os.path.isfile(os.path.join(self.top, path))  # noqa: PTH113, PTH118 - asked of every path; pathlib takes five times as long

    def read(self, path: str) -> bytes:
        """The file's bytes. Raises NoVerdict."""
        file = self.top / path
        if not self._inside(file):
            raise NoVerdict("symbolic link that leads out of the repository: not followed", Location(path))
        try:
            if file.stat().st_size > MAX_BLOB_BYTES:
                raise _too_large(path, file.stat().st_size)
            return file.read_bytes()
        except OSError as error:
            raise NoVerdict(f"cannot be read: {error.strerror or error}", Location(path)) from error

    def _inside(self, file: Path) -> bool:
        # realpath, because Path.resolve() raises RuntimeError on a link that leads to itself
        return not file.is_symlink() or Path(os.path.realpath(file)).is_relative_to(os.path.realpath(self.top))


class _ObjectTree:
    """What index and commit have in common: entries that name objects, read through one `git cat-file --batch`."""

    name = ""

    def __init__(self, repository: "Repository") -> None:
        self._repository = repository

    @property
    def entries(self) -> dict[str, Entry]:
        raise NotImplementedError

    def has(self, path: str) -> bool:
        """Whether the tree holds a file or a link at `path`."""
        entry = self.entries.get(path)
        return entry is not None and entry.mode != _SUBMODULE

    def read(self, path: str) -> bytes:
        """The blob's bytes, links followed inside the tree. Raises NoVerdict."""
        target, seen = path, {path}
        while True:
            entry = self._readable(target)
            content = self._repository.objects.read(entry.oid, target)
            if entry.mode != _SYMLINK:
                return content
            target = os.path.normpath(os.path.join(os.path.dirname(target), content.decode("utf-8", "surrogateescape")))  # noqa: PTH118, PTH120 - POSIX text, not files
            if target in seen or target.startswith(("..", "/")):
                raise NoVerdict("symbolic link that leads nowhere in the repository", Location(path))
            seen.add(target)

    def _readable(self, path: str) -> Entry:
        entry = self.entries.get(path)
        if entry is None:
            raise NoVerdict(f"no such file in the {self.name}", Location(path))
        if entry.mode == _SUBMODULE:
            raise NoVerdict("submodule: its files are not in this repository", Location(path))
        if entry.conflicted:
            raise NoVerdict("unresolved merge conflict", Location(path))
        return entry


class IndexTree(_ObjectTree):
    """What the next commit would hold. `GIT_INDEX_FILE` is honoured, as git itself does."""

    name = "index"

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every path of the index."""
        found: dict[str, Entry] = {}
        for record in _split(self._repository.git("ls-files", "-z", "--stage")):
            head, _, path = record.partition("\t")
            mode, oid, stage = head.split(" ")
            found[path] = Entry(mode, oid, conflicted=stage != "0")
        return found


class CommitTree(_ObjectTree):
    """The files of one commit; `name` is its short id."""

    def __init__(self, repository: "Repository", commit: str) -> None:
        super().__init__(repository)
        self.commit = commit
        self.name = f"commit {commit[:10]}"

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every path of the commit."""
        found: dict[str, Entry] = {}
        for record in _split(self._repository.git("ls-tree", "-r", "-z", "--full-tree", self.commit)):
            head, _, path = record.partition("\t")
            mode, _kind, oid = head.split(" ")
            found[path] = Entry(mode, oid)
        return found


class Objects:
    """One `git cat-file --batch` for all blobs of a run; closed with the process."""

    def __init__(self, repository: "Repository") -> None:
        self._repository = repository

    @cached_property
    def _process(self) -> "subprocess.Popen[bytes]":
        return child.start(("git", "cat-file", "--batch"), cwd=self._repository.directory)

    def read(self, oid: str, path: str) -> bytes:
        """The blob `oid`, which lies at `path`. Raises NoVerdict where the object is missing (a partial or shallow clone) or huge."""
        ask, answer = self._process.stdin, self._process.stdout
        if ask is None or answer is None:
            raise GitFailed("git cat-file has no pipes")
        ask.write(f"{oid}\n".encode())
        ask.flush()
        header = answer.readline().split()
        if len(header) < 3:  # noqa: PLR2004 - `<oid> missing`
            raise NoVerdict("git has no object for it: a partial clone, or a damaged repository", Location(path))
        size = int(header[2])
        content = answer.read(size + 1)[:size]
        if size > MAX_BLOB_BYTES:
            raise _too_large(path, size)
        return content

    def close(self) -> None:
        """End the batch process, if it was ever started."""
        if process := self.__dict__.pop("_process", None):
            process.communicate(timeout=_GIT_SECONDS)


class Repository:
    """A git repository as this tool needs it: `directory` is where git runs, `top` the working tree's root (None: bare).

    Close it when done: its reader of blobs is a process.
    """

    def __init__(self, directory: Path, top: Path | None) -> None:
        self.directory = directory
        self.top = top

    @classmethod
    def around(cls, directory: Path) -> "Repository | None":
        """The repository that holds `directory`, or None where there is none."""
        answer = child.run(("git", "rev-parse", "--is-bare-repository", "--show-toplevel"), seconds=_GIT_SECONDS, cwd=directory)
        lines = answer.stdout.decode("utf-8", "surrogateescape").splitlines()
        if not lines or lines[0] not in {"true", "false"}:
            _refuse_unsafe(answer.stderr)
            return None
        top = Path(lines[1]) if len(lines) > 1 else None
        return cls(top or directory, top)

    @cached_property
    def objects(self) -> Objects:
        """The shared reader of blobs."""
        return Objects(self)

    def close(self) -> None:
        """End what was started; the repository may be used again."""
        self.objects.close()

    def git(self, *arguments: str) -> str:
        """What `git ARGUMENTS` prints. Raises GitFailed."""
        answer = child.run(("git", *arguments), seconds=_GIT_SECONDS, cwd=self.directory)
        if answer.code != 0:
            raise GitFailed(f"git {arguments[0]} failed: {_last_line(answer.stderr) or f'exit {answer.code}'}")
        return answer.stdout.decode("utf-8", "surrogateescape")

    def resolved(self, ref: str) -> str | None:
        """The full id of the commit that `ref` names, or None."""
        answer = child.run(("git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"), seconds=_GIT_SECONDS, cwd=self.directory)
        return answer.stdout.decode().strip() or None if answer.code == 0 else None

    def commit(self, ref: str) -> CommitTree:
        """The tree of the commit that `ref` names. Raises UsageError."""
        commit = self.resolved(ref)
        if commit is None:
            raise UsageError(f"{ref!r} names no commit here; in a shallow clone fetch more history (GitHub: `fetch-depth: 0`)")
        return CommitTree(self, commit)

    def index(self) -> IndexTree:
        """The index."""
        return IndexTree(self)

    def working(self) -> WorkTree | None:
        """The working tree; None in a bare repository."""
        return None if self.top is None else WorkTree(self.top, self)

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor of two commits, or None where history is unrelated or cut off."""
        answer = child.run(("git", "merge-base", one, other), seconds=_GIT_SECONDS, cwd=self.directory)
        return answer.stdout.decode().strip() or None if answer.code == 0 else None

    def default_branch(self) -> str | None:
        """The remote's default branch as last fetched (`origin/main`), or None."""
        for ref in ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master"):
            if self.resolved(ref):
                return ref.removeprefix("refs/remotes/")
        return None


def _split(listed: str) -> Iterator[str]:
    return (item for item in listed.split("\0") if item)


def _walked(top: Path) -> Iterator[str]:
    left = _MAX_WALKED
    for directory, names, files in os.walk(top):
        names[:] = sorted(name for name in names if name not in _UNLISTED)
        left -= len(files)
        if left < 0:
            raise UsageError(f"{top} is in no git repository and holds more than {_MAX_WALKED:,} files: name the project's directory")
        for file in files:
            yield (Path(directory) / file).relative_to(top).as_posix()


def _too_large(path: str, size: int) -> NoVerdict:
    return NoVerdict(f"file is {size / 1e6:.0f} MB, above the limit of {MAX_BLOB_BYTES // 1_000_000} MB: not read", Location(path))


def _last_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""


def _refuse_unsafe(stderr: bytes) -> None:
    """Git refuses a repository that another user owns; that is no reason to act as if there were none."""
    if b"dubious ownership" in stderr:
        raise UsageError("git does not trust this repository (another user owns it): run `git config --global --add safe.directory <path>`")
