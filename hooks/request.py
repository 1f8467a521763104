"""What to judge, as it was asked for: the paths, and the tree that they are looked up in."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hooks import host
from hooks.errors import UsageError
from hooks.policy.config import Engine
from hooks.project import PROJECT_FILE
from hooks.trees.repository import Repository
from hooks.trees.tree import Tree, WorkTree

StrPath = str | os.PathLike[str]


class Request(NamedTuple):
    """What to judge, by which rules. `paths` are as the user gave them; `staged` means what the calling git hook is about to record.

    Without `base` the usual one is found; an empty one says that there is none, as for a repository's first commit.
    `default_branch` is the branch that changes are merged to, where the caller knows it; else the environment is asked.
    Without `engine` the policy says who reads the schema. The tree is judged as if its files were as `changed` has them (None: gone).
    `is_proposal` tells of a change that nobody has agreed to yet, which the base's policy judges; without it the environment is asked.
    `today` is the day by which acknowledgements run out (`2026-12-31`); without it the clock is asked.
    """

    paths: tuple[str, ...] = ()
    staged: bool = False
    ref: str | None = None
    base: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    default_branch: str | None = None
    engine: Engine | None = None
    changed: Mapping[str, bytes | None] | None = None
    is_proposal: bool | None = None
    today: str = ""


def start_of(request: Request, cwd: StrPath) -> str:
    """Where to look for the repository: the first path, or its directory. Raises UsageError."""
    start = os.path.join(cwd, request.paths[0]) if request.paths else os.fspath(cwd)
    if not os.path.exists(start):
        raise UsageError(f"no such file or directory: {request.paths[0]}")
    return start if os.path.isdir(start) else os.path.dirname(start)


def path_from(top: str, path: str, cwd: StrPath) -> str:
    """`path` as the repository at `top` names it: as it is written, else with links resolved, since `top` is. Raises UsageError."""
    full = os.path.abspath(os.path.join(cwd, path))
    for candidate in (full, os.path.realpath(full)):
        relative = os.path.relpath(candidate, top)
        if relative != ".." and not relative.startswith(f"..{os.sep}"):
            return relative
    raise UsageError(f"{path} is not in the repository {top}")


def judged_tree(request: Request, repository: Repository | None, start: str, environ: Mapping[str, str]) -> Tree:
    """The tree that the request means. Raises UsageError."""
    if request.staged and request.ref:
        raise UsageError("--staged and --ref exclude each other")
    ref = request.ref or (host.pushed(environ) if request.staged else None)
    if repository is None:
        if request.staged or ref or request.base:
            raise UsageError(f"{start} is in no git repository: --staged, --ref and --base need one")
        return WorkTree(start)
    if ref:
        return repository.commit(ref)
    if request.staged:
        return repository.index()
    working = repository.working()
    if working is None:
        raise UsageError("a bare repository has no working tree: name a commit with --ref")
    return working


def nothing_found(paths: Sequence[str], tree: Tree) -> str:
    """What to say where no project is."""
    where = ", ".join(paths) or "the repository"
    return f"no EdgeSpark project found: looked for {PROJECT_FILE} below {where} in the {tree.name}"
