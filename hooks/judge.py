"""From what was asked to a report: which tree is judged, which projects it holds, and what they are judged against."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from hooks import engine, host
from hooks.around import Around
from hooks.errors import UsageError
from hooks.finding import Finding, Report
from hooks.policy import config, decisive, selection
from hooks.policy.baseline import Baseline
from hooks.project import PROJECT_FILE, Project, Surroundings, project_roots
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
    engine: config.Engine | None = None
    changed: Mapping[str, bytes | None] | None = None
    is_proposal: bool | None = None
    today: str = ""


class Judged(NamedTuple):
    """What a request covers: the tree, the projects in it with all that surrounds them, and what was noticed on the way.

    `policy` and `baseline` are those that decide; each project knows what the tree's own file says.
    """

    tree: Tree
    projects: tuple[Project, ...]
    policy: config.Policy
    notes: tuple[str, ...] = ()
    repository: Repository | None = None
    baseline: Callable[[], Baseline] = Baseline

    @property
    def project(self) -> Project:
        """The only project, for what is done to one. Raises UsageError where there are several."""
        if len(self.projects) > 1:
            raise UsageError(f"several projects: name one of {', '.join(project.root for project in self.projects)}")
        return self.projects[0]


def judge(request: Request, cwd: StrPath, environ: Mapping[str, str]) -> Report:
    """Judge every project that the request covers. Raises UsageError, ConfigError."""
    with opened(request, cwd, environ) as judged:
        rules = selection.chosen(request.select or judged.policy.select, (*request.ignore, *judged.policy.ignore, *host.ignored(environ)))
        report = engine.run(rules, judged.projects, judged.policy, judged.baseline(), request.today or today())
    return report._replace(judged=judged.tree.name, notes=(*judged.notes, *report.notes, *_ignore_notes(environ)))


@contextmanager
def opened(request: Request, cwd: StrPath, environ: Mapping[str, str]) -> Iterator[Judged]:
    """What the request covers, readable inside the `with`. Without `--staged` it is one project at least. Raises UsageError, ConfigError."""
    start = _directory(request.paths, cwd)
    repository = Repository.around(start)
    try:
        yield _covered(request, cwd, start, repository, environ)
    finally:
        if repository is not None:
            repository.close()


def _covered(request: Request, cwd: StrPath, start: str, repository: Repository | None, environ: Mapping[str, str]) -> Judged:
    given = _judged_tree(request, repository, start, environ)
    tree = _with_changes(given, request)
    top = repository.top if repository else start
    roots, notes = projects_below([_relative(path, cwd, top or start) for path in request.paths], tree)
    if not roots and not request.staged:
        raise UsageError(_nothing_found(request.paths, tree))
    own = config.policy(tree)
    selection.require_known(own, project_roots(tree))
    around = Around(repository, given, request.base, own)
    is_proposal = _is_proposal(request, environ)
    tip = next(iter(around.base_trees), None) if is_proposal else None
    policy, remarks = decisive.deciding(own, tip, is_proposal=is_proposal)
    surroundings = around.surroundings._replace(
        default_branch=request.default_branch or environ.get(host.DEFAULT_BRANCH_VARIABLE) or None,
        in_ci=host.in_ci(environ),
        loosened=lambda root: _loosened(own, tree, around) if root == roots[0] else (),
    )
    surroundings = _reading_schemas(surroundings, request, policy.engine, lambda: _working(repository, given), environ)
    projects = tuple(Project(tree, root, surroundings) for root in roots)
    return Judged(tree, projects, policy, (*notes, *remarks), repository, lambda: decisive.deciding_baseline(tree, own, tip))


def _is_proposal(request: Request, environ: Mapping[str, str]) -> bool:
    asked = request.is_proposal
    return host.is_proposal(environ, base_is_given=bool(request.base)) if asked is None else asked


def _loosened(own: config.Policy, tree: Tree, around: Around) -> Iterator[Finding]:
    if any(decisive.are_alike(own, tree, base) for base in around.base_trees):
        return iter(())
    from hooks.policy.loosening import loosened

    return loosened(own, tree, around.base_trees)


def today() -> str:
    """The day in UTC, so that everybody has the same."""
    return time.strftime("%Y-%m-%d", time.gmtime())


def _with_changes(tree: Tree, request: Request) -> Tree:
    if not request.changed:
        return tree
    from hooks.trees.overlay import Overlay

    return Overlay(tree, request.changed)


def _reading_schemas(
    surroundings: Surroundings, request: Request, agreed: config.Engine, working: Callable[[], WorkTree | None], environ: Mapping[str, str]
) -> Surroundings:
    """The surroundings with the way to drizzle-kit, where it is wanted. Raises UsageError where the command line asks for what may not be done here."""
    reader = request.engine or agreed
    if reader is config.Engine.STATIC:
        return surroundings
    from hooks.policy.forks import why_foreign
    from hooks.second_opinion import SecondOpinion

    refusal = why_foreign(environ)
    if request.engine and refusal:
        raise UsageError(f"--engine {reader.value} would run the project's code, and {refusal}: use --engine static")
    return surroundings._replace(declared=SecondOpinion(reader, working, environ, refusal).declared)


def _working(repository: Repository | None, tree: Tree) -> WorkTree | None:
    """Where the judged files may lie on disk."""
    if isinstance(tree, WorkTree):
        return tree
    return repository.working() if repository else None


def projects_below(paths: Sequence[str], tree: Tree) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The roots of all projects below `paths` (none: everywhere), and a note for each that lies inside another and is left out."""
    found: list[str] = []
    notes = []
    for root in project_roots(tree):
        outer = next((other for other in found if _inside(root, other)), None)
        if outer is None:
            found.append(root)
        else:
            notes.append(f"{root}/{PROJECT_FILE} lies inside the project {outer} and is ignored")
    return tuple(root for root in found if not paths or any(_inside(root, path) for path in paths)), tuple(notes)


def _directory(paths: Sequence[str], cwd: StrPath) -> str:
    """Where to look for the repository: the first path, or its directory."""
    start = os.path.join(cwd, paths[0]) if paths else os.fspath(cwd)
    if not os.path.exists(start):
        raise UsageError(f"no such file or directory: {paths[0]}")
    return start if os.path.isdir(start) else os.path.dirname(start)


def _relative(path: str, cwd: StrPath, top: str) -> str:
    """`path` as the repository names it: as it is written, else with links resolved, since `top` is."""
    full = os.path.abspath(os.path.join(cwd, path))
    for candidate in (full, os.path.realpath(full)):
        relative = os.path.relpath(candidate, top)
        if relative != ".." and not relative.startswith(f"..{os.sep}"):
            return relative
    raise UsageError(f"{path} is not in the repository {top}")


def _judged_tree(request: Request, repository: Repository | None, start: str, environ: Mapping[str, str]) -> Tree:
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


def _nothing_found(paths: Sequence[str], tree: Tree) -> str:
    where = ", ".join(paths) or "the repository"
    return f"no EdgeSpark project found: looked for {PROJECT_FILE} below {where} in the {tree.name}"


def _ignore_notes(environ: Mapping[str, str]) -> tuple[str, ...]:
    names = host.ignored(environ)
    return (f"{host.IGNORE_VARIABLE} lets through: {', '.join(names)}",) if names else ()


def _inside(path: str, directory: str) -> bool:
    return directory in {".", path} or path.startswith(f"{directory}/")
