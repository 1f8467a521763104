"""Where bytes come from: the working tree, the git index, or any commit."""

import os
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple, Protocol

from hooks.errors import CONFLICT, NoVerdict, UsageError
from hooks.finding import Location
from hooks.trees import git as git_edge

SYMLINK, _SUBMODULE = "120000", "160000"
_MAX_WALKED = 50_000
_UNTRACKED, _SPARSE = "?", "S"  # of `git ls-files -t`
_UNLISTED = frozenset({".git", "node_modules"})


class Entry(NamedTuple):
    """One path of a tree: git's mode and, where git has it, the object's id. `conflicted` paths have no single content.

    A working tree also holds files that git does not track.
    """

    mode: str
    oid: str = ""
    conflicted: bool = False
    tracked: bool = True


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

    def __init__(self, top: str | os.PathLike[str], git: git_edge.Git | None = None) -> None:
        self.top = os.fspath(top)
        self._git = git

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every listed path that is a file now, or would be one without a sparse checkout."""
        return {path: Entry("100644", tracked=tag != _UNTRACKED) for path, tag in sorted(self._listed.items()) if tag == _SPARSE or self._on_disk(path)}

    @cached_property
    def _listed(self) -> dict[str, str]:
        """Each path with the letter that `git ls-files -t` writes before it."""
        if self._git is None:
            return dict.fromkeys(_walked(self.top), _UNTRACKED)
        listed = self._git("ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard")
        return {record[2:]: record[0] for record in _split(listed)}

    def has(self, path: str) -> bool:
        """Whether a file lies on disk, ignored by git or not, or is only left out by a sparse checkout."""
        return self._on_disk(path) or self._listed.get(path) == _SPARSE

    def _on_disk(self, path: str) -> bool:
        return os.path.isfile(os.path.join(self.top, path))

    def unstaged(self, directory: str) -> frozenset[str]:
        """The tracked files below `directory` that the index holds otherwise, or that are gone from the disk; line endings as git counts them."""
        if self._git is None:
            return frozenset()
        # No optional locks: a hook must not write to the index that its commit is made from.
        listed = self._git("--no-optional-locks", "diff", "--name-only", "--no-ext-diff", "--no-renames", "-z", "--", f":(top,literal){directory}")
        return frozenset(_split(listed))

    def on_disk(self, directory: str) -> tuple[str, ...]:
        """Every file below `directory`, sorted, those that git ignores included."""
        return tuple(sorted(f"{directory}/{path}" for path in _walked(os.path.join(self.top, directory))))

    def read(self, path: str) -> bytes:
        """The file's bytes; the index's where a sparse checkout leaves it out. Raises NoVerdict."""
        if self._git is not None and not self._on_disk(path) and self._listed.get(path) == _SPARSE:
            return self._git.objects.read(f":{path}", path)
        file = os.path.join(self.top, path)
        if not self._inside(file):
            raise NoVerdict("symbolic link that leads out of the repository: not followed", Location(path))
        try:
            if (size := os.stat(file).st_size) > git_edge.MAX_BLOB_BYTES:
                raise git_edge.too_large(path, size)
            with open(file, "rb") as opened:
                return opened.read()
        except OSError as error:
            raise NoVerdict(f"cannot be read: {error.strerror or error}", Location(path)) from error

    def _inside(self, file: str) -> bool:
        return not os.path.islink(file) or os.path.realpath(file).startswith(f"{os.path.realpath(self.top)}{os.sep}")


class _ObjectTree:
    """What index and commit have in common: entries that name objects, read through one `git cat-file --batch`."""

    name = ""

    def __init__(self, git: git_edge.Git) -> None:
        self._git = git

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
            content = self._git.objects.read(entry.oid, target)
            if entry.mode != SYMLINK:
                return content
            target = os.path.normpath(os.path.join(os.path.dirname(target), content.decode("utf-8", "surrogateescape")))
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
            raise NoVerdict(CONFLICT, Location(path))
        return entry


class IndexTree(_ObjectTree):
    """What the next commit would hold. `GIT_INDEX_FILE` is honoured, as git itself does."""

    name = "index"

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every path of the index."""
        found: dict[str, Entry] = {}
        for record in _split(self._git("ls-files", "-z", "--stage")):
            head, _, path = record.partition("\t")
            mode, oid, stage = head.split(" ")
            found[path] = Entry(mode, oid, conflicted=stage != "0")
        return found


class CommitTree(_ObjectTree):
    """The files of one commit; `name` is its short id."""

    def __init__(self, git: git_edge.Git, commit: str) -> None:
        super().__init__(git)
        self.commit = commit
        self.name = f"commit {commit[:10]}"

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every path of the commit."""
        found: dict[str, Entry] = {}
        for record in _split(self._git("ls-tree", "-r", "-z", "--full-tree", self.commit)):
            head, _, path = record.partition("\t")
            mode, _kind, oid = head.split(" ")
            found[path] = Entry(mode, oid)
        return found


def _split(listed: str) -> Iterator[str]:
    return (item for item in listed.split("\0") if item)


def _walked(top: str) -> Iterator[str]:
    left = _MAX_WALKED
    for directory, names, files in os.walk(top):
        names[:] = sorted(name for name in names if name not in _UNLISTED)
        left -= len(files)
        if left < 0:
            raise UsageError(f"{top} is in no git repository and holds more than {_MAX_WALKED:,} files: name the project's directory")
        for file in files:
            yield os.path.relpath(os.path.join(directory, file), top)
