"""The repository around a directory: which trees it offers, and how commits relate."""

import os

from hooks.errors import UsageError
from hooks.trees.git import Git
from hooks.trees.tree import CommitTree, IndexTree, WorkTree

_REMOTES = "refs/remotes/"
_DEFAULT_BRANCHES = tuple(f"{_REMOTES}origin/{name}" for name in ("HEAD", "main", "master"))
_HEADS = "refs/heads/"
_LOCAL_BRANCHES = (f"{_HEADS}main", f"{_HEADS}master")


class Repository:
    """A git repository as this tool needs it: `directory` is where git runs, `top` the working tree's root (None: bare).

    Close it when done: its reader of objects is a process.
    """

    def __init__(self, directory: str | os.PathLike[str], top: str | None) -> None:
        self.git = Git(directory)
        self.top = top
        self._commits: dict[str, CommitTree] = {}

    @classmethod
    def around(cls, directory: str | os.PathLike[str]) -> "Repository | None":
        """The repository that holds `directory`, or None where there is none."""
        if top := _top_above(directory):
            return cls(top, top)
        answer = Git(directory).answer("rev-parse", "--is-bare-repository", "--show-toplevel")
        lines = answer.stdout.decode("utf-8", "surrogateescape").splitlines()
        if not lines or lines[0] not in {"true", "false"}:
            _refuse_unsafe(answer.stderr)
            return None
        top = lines[1] if len(lines) > 1 else None
        return cls(top or directory, top)

    def close(self) -> None:
        """End what was started; the repository may be used again."""
        self.git.close()

    def resolved(self, ref: str) -> str | None:
        """The full id of the commit that `ref` names, or None."""
        return self.git.objects.commit(ref)

    def commit(self, ref: str) -> CommitTree:
        """The tree of the commit that `ref` names. Raises UsageError."""
        commit = self.resolved(ref)
        if commit is None:
            raise UsageError(f"{ref!r} names no commit here; in a shallow clone fetch more history (GitHub: `fetch-depth: 0`)")
        return self.at(commit)

    def at(self, commit: str) -> CommitTree:
        """The tree of a commit, given its full id: tip, fork and HEAD are often one commit, which is listed once."""
        return self._commits.setdefault(commit, CommitTree(self.git, commit))

    def index(self) -> IndexTree:
        """The index."""
        return IndexTree(self.git)

    def working(self) -> WorkTree | None:
        """The working tree; None in a bare repository."""
        return None if self.top is None else WorkTree(self.top, self.git)

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor of two commits, or None where history is unrelated or cut off."""
        if one == other:
            return one
        answer = self.git.answer("merge-base", one, other)
        return answer.stdout.decode().strip() or None if answer.code == 0 else None

    def usual_base(self, *, locally: bool) -> str | None:
        """The remote's default branch as last fetched (`origin/main`). Without one and if asked, the local `main` or `master` beside the current branch."""
        listed = self.git("for-each-ref", "--format=%(refname) %(symref)%(HEAD)", *_DEFAULT_BRANCHES, *_LOCAL_BRANCHES).splitlines()
        found = {ref: target.strip() for ref, _, target in (line.partition(" ") for line in listed)}
        if remote := next((ref for ref in _DEFAULT_BRANCHES if ref in found), None):
            # `origin/HEAD` only points to a branch: that one's name is wanted, since rules speak of branches.
            return (found[remote] or remote).removeprefix(_REMOTES)
        own = next((ref for ref in _LOCAL_BRANCHES if ref in found), None)
        is_there = any(target.endswith("*") for target in found.values())
        return own.removeprefix(_HEADS) if locally and own and not is_there else None


def _top_above(directory: str | os.PathLike[str]) -> str | None:
    """The working tree around `directory`, found as git finds it; None where only git itself can tell."""
    if "GIT_DIR" in os.environ or "GIT_WORK_TREE" in os.environ:
        return None
    path = os.path.realpath(directory)
    while path != (parent := os.path.dirname(path)):
        mark = os.path.join(path, ".git")
        if os.path.lexists(mark):
            # A file stands for a linked worktree or a submodule; anything odd is git's to judge as well.
            return path if os.path.isfile(os.path.join(mark, "HEAD")) else None
        path = parent
    return None


def _refuse_unsafe(stderr: bytes) -> None:
    """Git refuses a repository that another user owns; that is no reason to act as if there were none."""
    if b"dubious ownership" in stderr:
        raise UsageError("git does not trust this repository (another user owns it): run `git config --global --add safe.directory <path>`")
