"""From what was asked to a report: which tree is judged, which projects it holds, and what they are judged against."""

import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hooks import config, engine
from hooks.errors import UsageError
from hooks.finding import Report
from hooks.project import Base, Project, Staged, Surroundings
from hooks.repository import Repository
from hooks.tree import CommitTree, IndexTree, Tree, WorkTree

PROJECT_FILE = "edgespark.toml"
IGNORE_VARIABLE = "EDGESPARK_CI_IGNORE"


class Request(NamedTuple):
    """What to judge, by which rules. `paths` are as the user gave them; `staged` means what the calling git hook is about to record.

    Without `base` the usual one is found; an empty one says that there is none, as for a repository's first commit.
    """

    paths: tuple[str, ...] = ()
    staged: bool = False
    ref: str | None = None
    base: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def judge(request: Request, cwd: Path, environ: Mapping[str, str]) -> Report:
    """Judge every project that the request covers. Raises UsageError, ConfigError."""
    start = _directory(request.paths, cwd)
    repository = Repository.around(start)
    try:
        return _judged(request, cwd, start, repository, environ)
    finally:
        if repository is not None:
            repository.close()


def _judged(request: Request, cwd: Path, start: Path, repository: Repository | None, environ: Mapping[str, str]) -> Report:
    tree = _judged_tree(request, repository, start, environ)
    top = repository.top if repository else start
    roots, notes = projects_below([_relative(path, cwd, top or start) for path in request.paths], tree)
    if not roots and not request.staged:
        raise UsageError(_nothing_found(request.paths, tree))
    policy = config.policy(tree)
    rules = engine.chosen(request.select or policy.select, (*request.ignore, *policy.ignore, *_ignored(environ)))
    around = _Around(repository, tree, request.base, policy)
    report = engine.run(rules, [Project(tree, root, around.surroundings) for root in roots], policy)
    return report._replace(judged=tree.name, notes=(*notes, *_ignore_notes(environ)))


def projects_below(paths: Sequence[str], tree: Tree) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The roots of all projects below `paths` (none: everywhere), and a note for each that lies inside another and is left out."""
    found = sorted(os.path.dirname(path) or "." for path in tree.entries if path == PROJECT_FILE or path.endswith(f"/{PROJECT_FILE}"))  # noqa: PTH120 - POSIX text
    roots: list[str] = []
    notes = []
    for root in found:
        outer = next((other for other in roots if _inside(root, other)), None)
        if outer is None:
            roots.append(root)
        else:
            notes.append(f"{root}/{PROJECT_FILE} lies inside the project {outer} and is ignored")
    return tuple(root for root in roots if not paths or any(_inside(root, path) for path in paths)), tuple(notes)


def _directory(paths: Sequence[str], cwd: Path) -> Path:
    """Where to look for the repository: the first path, or its directory."""
    start = cwd / paths[0] if paths else cwd
    if not start.exists():
        raise UsageError(f"no such file or directory: {paths[0]}")
    return start if start.is_dir() else start.parent


def _relative(path: str, cwd: Path, top: Path) -> str:
    full = Path(os.path.abspath(cwd / path))  # noqa: PTH100 - resolve() would follow links that lead elsewhere
    for candidate in (full, full.resolve()):
        if candidate.is_relative_to(top):
            return candidate.relative_to(top).as_posix()
    raise UsageError(f"{path} is not in the repository {top}")


def _judged_tree(request: Request, repository: Repository | None, start: Path, environ: Mapping[str, str]) -> Tree:
    ref = request.ref or (_pushed(environ) if request.staged else None)
    if repository is None:
        if request.staged or ref:
            raise UsageError(f"{start} is in no git repository: --staged and --ref need one")
        return WorkTree(start)
    if ref:
        return repository.commit(ref)
    if request.staged:
        return repository.index()
    working = repository.working()
    if working is None:
        raise UsageError("a bare repository has no working tree: name a commit with --ref")
    return working


def _pushed(environ: Mapping[str, str]) -> str | None:
    """What a push sends: pre-commit names the commit, or on the first push of a root commit only the branch (pre-commit's git.py)."""
    return environ.get("PRE_COMMIT_TO_REF") or environ.get("PRE_COMMIT_LOCAL_BRANCH") or None


def _nothing_found(paths: Sequence[str], tree: Tree) -> str:
    where = ", ".join(paths) or "the repository"
    return f"no EdgeSpark project found: looked for {PROJECT_FILE} below {where} in the {tree.name}"


def _ignored(environ: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in environ.get(IGNORE_VARIABLE, "").split(",") if name.strip())


def _ignore_notes(environ: Mapping[str, str]) -> tuple[str, ...]:
    names = _ignored(environ)
    return (f"{IGNORE_VARIABLE} lets through: {', '.join(names)}",) if names else ()


def _inside(path: str, directory: str) -> bool:
    return directory in {".", path} or path.startswith(f"{directory}/")


class _Around:
    """The other trees, opened when a rule first asks and at most once for all projects."""

    def __init__(self, repository: Repository | None, tree: Tree, base: str | None, policy: config.Policy) -> None:
        self._repository = repository
        self._tree = tree
        self._asked_base = base
        self._trees = cache(self._base_trees)
        self._policy = policy

    @property
    def surroundings(self) -> Surroundings:
        """Ways from the judged project to its siblings."""
        return Surroundings(self._policy, self._base, self._staged)

    def _base(self, root: str) -> Base | None:
        trees = self._trees()
        if trees is None:
            return None
        ref, tip, fork = trees
        return Base(ref, self._sibling(tip, root), self._sibling(fork, root))

    def _staged(self, root: str) -> Staged | None:
        if self._repository is None or not isinstance(self._tree, IndexTree):
            return None
        head = self._repository.resolved("HEAD")
        return Staged(self._sibling(self._repository.working(), root), self._sibling(CommitTree(self._repository.git, head) if head else None, root))

    def _sibling(self, tree: Tree | None, root: str) -> Project | None:
        if tree is None or not tree.has(PROJECT_FILE if root == "." else f"{root}/{PROJECT_FILE}"):
            return None
        return Project(tree, root, Surroundings(self._policy))

    def _base_trees(self) -> tuple[str, CommitTree, CommitTree | None] | None:
        repository = self._repository
        ref = self._default_base(repository) if repository and self._asked_base is None else self._asked_base
        if repository is None or not ref:
            return None
        tip = repository.commit(ref)
        head = self._tree.commit if isinstance(self._tree, CommitTree) else repository.resolved("HEAD")
        fork = repository.merge_base(head, tip.commit) if head else None
        return ref, tip, CommitTree(repository.git, fork) if fork else None

    def _default_base(self, repository: Repository) -> str | None:
        branch = repository.default_branch()
        if branch is None and isinstance(self._tree, IndexTree) and repository.resolved("HEAD"):
            return "HEAD"
        return branch
