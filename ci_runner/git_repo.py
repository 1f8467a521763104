"""The checkout as the pipeline needs it. The only user of GitPython."""

import base64
import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from git import GitCommandError, InvalidGitRepositoryError, NoSuchPathError, Repo

from ci_runner.event import Checkout
from hooks import child
from hooks.errors import EdgesparkError, UsageError
from hooks.platform import environment
from hooks.trees.repository import Repository

# Asking a remote must not hang on a password prompt, nor for ever on a dead network.
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oConnectTimeout=15"}
_REMOTE_SECONDS = 60
# A repository may keep its hooks among its files (husky does): what is judged here is not run beside what this process knows.
_NO_HOOKS = f"core.hooksPath={os.devnull}"


class Unreachable(Exception):  # noqa: N818 - it names a state
    """The remote cannot be asked; carries git's own words."""


class NoWorktree(EdgesparkError):  # noqa: N818 - it names a state
    """A second working tree cannot be made; carries git's own words (exit 4)."""

    exit_code = 4


class GitRepo:
    """One checkout with a working tree."""

    def __init__(self, directory: Path, credentials: Mapping[str, str] | None = None) -> None:
        """`credentials` are variables that let git ask the remote (see `credentials`). Raises UsageError where no checkout is."""
        self._credentials = dict(credentials or {})
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

    def changed_paths(self, *paths: str) -> tuple[str, ...]:
        """Paths at and below `paths` (without any: everywhere) whose content is not the commit's, new files included and ignored ones not."""
        listed = self._repo.git.status("--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *paths, strip_newline_in_stdout=False)
        return tuple(entry[3:] for entry in listed.split("\0") if entry)

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether `older` is `newer` or lies before it. Both must be commits of this repository."""
        return bool(self._repo.is_ancestor(self._repo.commit(older), self._repo.commit(newer)))

    def remote_tip(self, branch: str, remote: str = "origin") -> str | None:
        """The commit that `branch` has on `remote` now, or None where it has no such branch. Raises Unreachable."""
        if remote not in {known.name for known in self._repo.remotes}:
            raise Unreachable(f"there is no remote {remote!r}")
        name = f"refs/heads/{branch}"
        listed = (line.split("\t") for line in self._asked("ls-remote", remote, name).splitlines())
        # git lists whatever ends in that name, `refs/another/refs/heads/main` too.
        return next((commit for commit, found in listed if found == name), None)

    def fetch(self, commit: str, remote: str = "origin") -> None:
        """Have `commit` and what leads to it. Raises Unreachable."""
        if not self.commit(commit):
            self._asked("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote, commit)

    def differs(self, one: str, other: str, paths: Sequence[str]) -> bool:
        """Whether anything at or below `paths` is another in the commit `other` than in `one`."""
        return bool(self._repo.git.diff_tree("-r", "--name-only", "--ignore-submodules=none", one, other, "--", *paths))

    def newest_touching(self, older: str, newer: str, paths: Sequence[str]) -> str | None:
        """The newest commit behind `older`, up to `newer`, that changes one of `paths`; None where none does.

        A merge that takes back what one of its sides did is no change to the other side, so git does not list it: then it is `newer` itself.
        """
        listed = str(self._repo.git.log("-1", "--format=%H", f"{older}..{newer}", "--", *paths))
        return listed or (newer if self.differs(older, newer, paths) else None)

    def _asked(self, *arguments: str) -> str:
        """What git prints when it asks a remote: without prompts, with the token that the host gave for it, and not for ever. Raises Unreachable."""
        environ = {**environment.for_remote(os.environ), **_QUIET, **self._credentials}
        answer = child.run(("git", "-c", _NO_HOOKS, *arguments), seconds=_REMOTE_SECONDS, cwd=self.top, env=environ)
        if answer.timed_out:
            raise Unreachable(f"no answer within {_REMOTE_SECONDS} seconds")
        if answer.code != 0:
            raise Unreachable(_last_line(answer.stderr.decode("utf-8", "replace")) or f"git ended with {answer.code}")
        return answer.stdout.decode("utf-8", "replace")

    def fetch_around(self, commit: str, remote: str = "origin") -> None:
        """Fetch the parents of `commit`, where a shallow clone lacks them. Does nothing where it cannot."""
        if self.is_shallow:
            with contextlib.suppress(Unreachable):
                self._asked("fetch", "--quiet", "--no-tags", "--depth=2", remote, commit)

    @property
    def is_shallow(self) -> bool:
        """Whether history is cut off somewhere."""
        return str(self._repo.git.rev_parse("--is-shallow-repository")) == "true"

    @contextlib.contextmanager
    def on_branch(self, branch: str) -> Iterator[bool]:
        """Let `branch` be checked out until the end of the block, where HEAD is detached at a commit that holds all of it. Whether it is.

        The platform's CLI finds the branch from git, and a CI checkout has none. The files stay as they are, and a branch that lags behind, as one does
        that an earlier job left in a checkout which is used again, is where it was at the end.
        """
        if not self._repo.head.is_detached:
            yield self._repo.active_branch.name == branch
            return
        here, before = self._repo.head.commit.hexsha, self.commit(f"refs/heads/{branch}")
        if before is not None and not self.is_ancestor(before, here):
            yield False
            return
        self._repo.git(c=_NO_HOOKS).checkout("--quiet", "--no-track", "-B", branch)
        try:
            yield True
        finally:
            self._repo.git(c=_NO_HOOKS).checkout("--quiet", "--detach")
            self._repo.git(c=_NO_HOOKS).branch(*(("--force", branch, before) if before else ("--delete", "--force", branch)))

    def _default_branch(self) -> str:
        """The remote's default branch as last fetched; without one, the usual name that exists here, or nothing."""
        with contextlib.suppress(GitCommandError):
            return str(self._repo.git.symbolic_ref("--short", "refs/remotes/origin/HEAD")).removeprefix("origin/")
        names = [f"refs/{place}/{name}" for place in ("remotes/origin", "heads") for name in ("main", "master")]
        return next((name.rpartition("/")[2] for name in names if self.commit(name)), "")

    @contextlib.contextmanager
    def throw_away_worktree(self, commit: str) -> Iterator[Path]:
        """A second working tree at `commit`, outside the checkout, gone at the end whatever happened in it. Raises NoWorktree."""
        try:
            parent = Path(tempfile.mkdtemp(prefix=self._mark))
        except OSError as error:
            raise NoWorktree(f"no directory for a second working tree can be made: {error.strerror or error}") from error
        try:
            yield self._second_tree(parent / "tree", commit)
        finally:
            self._removed(parent)

    def _second_tree(self, tree: Path, commit: str) -> Path:
        try:
            self._repo.git(c=_NO_HOOKS).worktree("add", "--detach", "--quiet", str(tree), commit)
        except GitCommandError as error:
            raise NoWorktree(f"no second working tree can be made: {_last_line(str(error.stderr)) or error.status}") from error
        return tree

    def clear_away(self) -> None:
        """Remove the working trees that killed runs on this checkout left behind. Only for whoever holds its lock: nobody uses them then."""
        links = Path(self._repo.common_dir).glob("worktrees/*/gitdir")
        registered = (Path(link.read_text("utf-8", "replace").strip()).parent.parent for link in links)
        for parent in {*registered, *Path(tempfile.gettempdir()).glob(f"{self._mark}*")}:
            if parent.name.startswith(self._mark):
                self._removed(parent)

    @property
    def _mark(self) -> str:
        """How the names of this checkout's throw-away directories begin: those of other checkouts of the same repository may be in use."""
        return f"edgespark-ci-{hashlib.sha256(os.fsencode(self.git_directory.resolve())).hexdigest()[:10]}-"

    def _removed(self, parent: Path) -> None:
        shutil.rmtree(parent, ignore_errors=True)
        with contextlib.suppress(GitCommandError):
            self._repo.git.worktree("prune")


def credentials(environ: Mapping[str, str]) -> dict[str, str]:
    """Variables with which git asks GitHub for a private repository; none without a token. They never stand on a command line.

    `actions/checkout` should not leave its token behind (`persist-credentials: false`), and then git alone may not ask.
    """
    token, server = environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN"), environ.get("GITHUB_SERVER_URL", "https://github.com")
    if environ.get("GITHUB_ACTIONS") != "true" or not token:
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader", "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}"}


def _last_line(said: str) -> str:
    text = said.strip().removeprefix("stderr: ").strip("' \n")
    return text.splitlines()[-1] if text else ""
