"""The checkout as the pipeline needs it. The only user of GitPython."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from git import GitCommandError, InvalidGitRepositoryError, NoSuchPathError, Repo

from ci_runner.event import Checkout
from hooks.errors import UsageError
from hooks.repository import Repository

# Asking a remote must not hang on a password prompt, nor for ever on a dead network.
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oConnectTimeout=15"}
_REMOTE_SECONDS = 60


class Unreachable(Exception):  # noqa: N818 - it names a state
    """The remote cannot be asked; carries git's own words."""


class GitRepo:
    """One checkout with a working tree."""

    def __init__(self, directory: Path) -> None:
        """Raises UsageError where no checkout is."""
        try:
            self._repo = Repo(directory, search_parent_directories=True)
        except (InvalidGitRepositoryError, NoSuchPathError) as error:
            raise UsageError(f"{directory} is in no git repository: the pipeline runs on commits") from error
        if self._repo.working_tree_dir is None:
            raise UsageError(f"{directory} is a bare repository: the pipeline needs a checkout")
        self.top = Path(self._repo.working_tree_dir)
        self.git_directory = Path(self._repo.git_dir)
        self.reader = Repository(self.top, str(self.top))

    def __enter__(self) -> "GitRepo":
        return self

    def __exit__(self, *_error: object) -> None:
        self.reader.close()
        self._repo.close()  # both keep helper processes

    @property
    def checkout(self) -> Checkout:
        """What is checked out. Raises UsageError before the first commit."""
        if not self._repo.head.is_valid():
            raise UsageError("this repository has no commit yet")
        branch = "" if self._repo.head.is_detached else self._repo.active_branch.name
        return Checkout(self._repo.head.commit.hexsha, branch, self._default_branch())

    def commit(self, expression: str) -> str | None:
        """The full id of the commit that `expression` names, or None."""
        try:
            return str(self._repo.git.rev_parse("--verify", "--quiet", "--end-of-options", f"{expression}^{{commit}}"))
        except GitCommandError:
            return None

    def tree(self, commit: str, path: str = ".") -> str:
        """The id of the tree at `path` in `commit`."""
        return str(self._repo.git.rev_parse(f"{commit}^{{tree}}" if path == "." else f"{commit}:{path}"))

    def changed_paths(self, path: str = ".") -> tuple[str, ...]:
        """Paths below `path` whose content is not the commit's, new files included and ignored ones not."""
        listed = self._repo.git.status("--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", path, strip_newline_in_stdout=False)
        return tuple(entry[3:] for entry in listed.split("\0") if entry)

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether `older` is `newer` or lies before it. Both must be commits of this repository."""
        return bool(self._repo.is_ancestor(self._repo.commit(older), self._repo.commit(newer)))

    def remote_tip(self, branch: str, remote: str = "origin") -> str | None:
        """The commit that `branch` has on `remote` now, or None where it has no such branch. Raises Unreachable."""
        if remote not in {known.name for known in self._repo.remotes}:
            raise Unreachable(f"there is no remote {remote!r}")
        try:
            with self._repo.git.custom_environment(**_QUIET):
                listed = str(self._repo.git.ls_remote(remote, f"refs/heads/{branch}", kill_after_timeout=_REMOTE_SECONDS))
        except GitCommandError as error:
            raise Unreachable(_last_line(error)) from error
        return listed.split(maxsplit=1)[0] if listed else None

    def fetch_around(self, commit: str, remote: str = "origin") -> None:
        """Fetch the parents of `commit`, where a shallow clone lacks them. Does nothing where it cannot."""
        if self.is_shallow:
            with contextlib.suppress(GitCommandError), self._repo.git.custom_environment(**_QUIET):
                self._repo.git.fetch("--quiet", "--no-tags", "--depth=2", remote, commit, kill_after_timeout=_REMOTE_SECONDS)

    @property
    def is_shallow(self) -> bool:
        """Whether history is cut off somewhere."""
        return str(self._repo.git.rev_parse("--is-shallow-repository")) == "true"

    def stand_on_branch(self, branch: str) -> bool:
        """Make `branch` the checked-out branch where HEAD is detached at its commit; the files stay as they are. Whether it now is.

        The platform's CLI finds the branch from git, and a CI checkout has none.
        """
        if self._repo.head.is_detached:
            here = self._repo.head.commit.hexsha
            if self.commit(f"refs/heads/{branch}") not in {None, here}:
                return False
            self._repo.git.checkout("--quiet", "--no-track", "-B", branch)
        return bool(self._repo.active_branch.name == branch)

    def _default_branch(self) -> str:
        """The remote's default branch as last fetched; without one, the usual name that exists here, or nothing."""
        with contextlib.suppress(GitCommandError):
            return str(self._repo.git.symbolic_ref("--short", "refs/remotes/origin/HEAD")).removeprefix("origin/")
        names = [f"refs/{place}/{name}" for place in ("remotes/origin", "heads") for name in ("main", "master")]
        return next((name.rpartition("/")[2] for name in names if self.commit(name)), "")

    @contextlib.contextmanager
    def throw_away_worktree(self, commit: str) -> Iterator[Path]:
        """A second working tree at `commit`, outside the checkout, gone at the end whatever happened in it."""
        parent = Path(tempfile.mkdtemp(prefix="edgespark-ci-"))
        tree = parent / "tree"
        try:
            self._repo.git.worktree("add", "--detach", "--quiet", str(tree), commit)
            yield tree
        finally:
            shutil.rmtree(parent, ignore_errors=True)
            with contextlib.suppress(GitCommandError):
                self._repo.git.worktree("prune")


def _last_line(error: GitCommandError) -> str:
    text = str(error.stderr).strip().removeprefix("stderr: ").strip("' \n")
    return text.splitlines()[-1] if text else f"git ended with {error.status}"
