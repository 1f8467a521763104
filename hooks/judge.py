"""From what was asked to a report: which tree is judged, which projects it holds, and what they are judged against."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from hooks import engine, host, registry
from hooks.around import Around
from hooks.errors import UsageError
from hooks.finding import Finding, Report
from hooks.policy import config, decisive, selection
from hooks.policy.baseline import Baseline
from hooks.project import Project, Surroundings, project_roots, projects_below
from hooks.request import Request, StrPath, judged_tree, nothing_found, path_from, start_of
from hooks.rule import Rule
from hooks.trees.repository import Repository
from hooks.trees.tree import Tree, WorkTree


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
        return reported(judged, request, environ)


def reported(judged: Judged, request: Request, environ: Mapping[str, str]) -> Report:
    """What the rules say of what was opened. Raises UsageError, ConfigError."""
    rules = selection.chosen(request.select or judged.policy.select, (*request.ignore, *judged.policy.ignore, *host.ignored(environ)))
    report = engine.run(rules, judged.projects, judged.policy, judged.baseline(), request.today or today())
    return report._replace(judged=judged.tree.name, notes=(*judged.notes, *report.notes, *_ignore_notes(environ), *_unheard(request, rules, environ)))


@contextmanager
def opened(request: Request, cwd: StrPath, environ: Mapping[str, str]) -> Iterator[Judged]:
    """What the request covers, readable inside the `with`. Without `--staged` it is one project at least. Raises UsageError, ConfigError."""
    repository = Repository.around(start_of(request, cwd))
    try:
        yield covered(request, cwd, environ, repository)
    finally:
        if repository is not None:
            repository.close()


def covered(request: Request, cwd: StrPath, environ: Mapping[str, str], repository: Repository | None) -> Judged:
    """The same, read through a repository that whoever calls keeps open."""
    start = start_of(request, cwd)
    given = judged_tree(request, repository, start, environ)
    tree = _with_changes(given, request)
    top = (repository.top if repository else start) or start
    roots, notes = projects_below([path_from(top, path, cwd) for path in request.paths], tree)
    if not roots and not request.staged:
        raise UsageError(nothing_found(request.paths, tree))
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
    notes += () if roots else _lost(tree, around)
    return Judged(tree, projects, policy, (*notes, *config.unread(tree), *remarks), repository, lambda: decisive.deciding_baseline(tree, own, tip))


def _is_proposal(request: Request, environ: Mapping[str, str]) -> bool:
    asked = request.is_proposal
    return host.is_proposal(environ, base_is_given=bool(request.base)) if asked is None else asked


def _loosened(own: config.Policy, tree: Tree, around: Around) -> Iterator[Finding]:
    if any(decisive.are_alike(own, tree, base) for base in around.base_trees):
        return iter(())
    from hooks.policy.loosening import loosened

    return loosened(own, tree, around.base_trees)


def _lost(tree: Tree, around: Around) -> tuple[str, ...]:
    """What else weakened-policy says of a project: here there is none left that it could judge."""
    if not around.base_trees:
        return ()
    from hooks.policy.lost_projects import lost_projects

    return tuple(finding.message for finding in lost_projects(tree, around.base_trees))


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


def _unheard(request: Request, rules: Sequence[Rule], environ: Mapping[str, str]) -> Iterator[str]:
    """That a rule which was asked for by its name did not judge: a clean report must not look like its verdict."""
    asked = set(request.select).intersection(registry.rule_ids()).difference(request.ignore, host.ignored(environ))
    for name in sorted(asked.difference(rule.id for rule in rules)):
        yield f"{name} was asked for and did not judge: {config.FILE_NAME} ignores it"


def _ignore_notes(environ: Mapping[str, str]) -> tuple[str, ...]:
    names = host.ignored(environ)
    return (f"{host.IGNORE_VARIABLE} lets through: {', '.join(names)}",) if names else ()
