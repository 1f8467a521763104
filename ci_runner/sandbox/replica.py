"""A project copied into a repository of its own: branch `main`, one commit, and a bare `origin` beside it."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from hooks import child
from hooks.errors import EdgesparkError
from hooks.trees.git import Git
from hooks.trees.repository import Repository
from hooks.trees.tree import WorkTree

_GIT_SECONDS = 120.0
_LEFT_OUT = frozenset({".git", "node_modules"})
_SETTINGS = (
    ("user.name", "edgespark-ci sandbox"),
    ("user.email", "sandbox@localhost"),
    ("commit.gpgsign", "false"),
    ("core.autocrlf", "false"),
    ("core.hooksPath", os.devnull),
)


class CopyFailed(EdgesparkError):  # noqa: N818 - it names what happened
    """The copy could not be made; carries git's own words."""

    exit_code = 4


def copy(source: Path, target: Path) -> None:
    """Copy what git tracks or does not ignore below `source`; outside git everything but dependencies."""
    inside_git = Repository.around(source) is not None
    for path in WorkTree(source, Git(source) if inside_git else None).entries:
        # A sparse checkout lists more than lies there.
        if not _LEFT_OUT.intersection(PurePosixPath(path).parts) and (source / path).is_file():
            destination = target / path
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / path, destination, follow_symlinks=False)


def commit(repository: Path, origin: Path, environment: Mapping[str, str]) -> None:
    """Make `repository` a repository on `main` with everything in one commit, pushed to a new bare repository at `origin`."""
    clean = _without_git(environment)
    _git(repository.parent, clean, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    _git(repository, clean, "init", "--quiet", "--initial-branch=main")
    for name, value in _SETTINGS:
        _git(repository, clean, "config", name, value)
    _git(repository, clean, "add", "--all", "--force")
    _git(repository, clean, "commit", "--quiet", "--allow-empty", "--message", "Rehearse in the edgespark-ci sandbox")
    _git(repository, clean, "remote", "add", "origin", str(origin))
    _git(repository, clean, "push", "--quiet", "--set-upstream", "origin", "main")
    _git(repository, clean, "remote", "set-head", "origin", "main")


def _without_git(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment less every GIT_ variable: inside a hook they point to another repository and index."""
    kept = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}


def _git(directory: Path, environment: Mapping[str, str], *arguments: str) -> None:
    answer = child.run(("git", *arguments), seconds=_GIT_SECONDS, cwd=directory, env=environment)
    if answer.code != 0:
        raise CopyFailed(f"git {arguments[0]} failed: {answer.stderr.decode('utf-8', 'replace').strip()}")
