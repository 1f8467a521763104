"""The context of a run: what lies at a path, why it is looked at, and the edges that its steps may use."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ci_runner import config, edgespark_api, event, losses, schema_change
from ci_runner.config import RunConfig
from ci_runner.context import Context, Target
from ci_runner.edgespark_api import EdgesparkApi
from ci_runner.edgespark_cli import EdgesparkCli
from ci_runner.event import Event, Kind
from ci_runner.git_repo import GitRepo, credentials
from ci_runner.github import deployments
from ci_runner.github.client import Client
from ci_runner.hosts import detection
from ci_runner.model import Live, Permits, Stage, Step
from ci_runner.plan import STEP_NAMES, stage
from ci_runner.previous import live_before, unknown_before
from ci_runner.redact import Redactor
from hooks.errors import ConfigError, UsageError
from hooks.finding import Report
from hooks.host import in_ci
from hooks.judge import Request, judge, projects_below
from hooks.policy.config import Engine, Policy, policy
from hooks.policy.selection import require_known
from hooks.project import Project, Surroundings, project_roots
from hooks.trees.tree import Tree

# Where the base's policy judges; the environment tells it of what happened elsewhere.
_PROPOSALS = {Kind.PULL_REQUEST: True, Kind.MERGE_GROUP: True, Kind.PUSH: False, Kind.WORKFLOW_DISPATCH: False}


@dataclass(frozen=True, slots=True)
class Subject:
    """The checkout that holds a path, and the event of this run. `rehearsal` tells a sandbox."""

    repo: GitRepo
    path: Path
    event: Event
    rehearsal: bool

    @classmethod
    def at(cls, path: Path, environ: Mapping[str, str], *, kind: Kind | None) -> "Subject":
        """The checkout around `path`; `kind` is the event to rehearse, None asks the environment. Raises UsageError."""
        repo = GitRepo(path, credentials(environ))
        if kind is not None:
            return cls(repo, path, event.rehearsed(kind, repo.checkout, environ.get("USER", "")), rehearsal=True)
        return cls(repo, path, detection.detected(environ, detection.payload(environ), repo.checkout), rehearsal=False)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the checks look at: the commit, or on somebody's own machine the files as they lie there."""

    tree: Tree
    ref: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line gives a run besides its path: where the receipt goes, the lock's descriptor, what a human allows, where a rollback goes."""

    receipt: Path
    descriptor: int
    permits: Permits
    target: Target | None = None
    proof: Path | None = None


def context(subject: Subject, steps: tuple[Step, ...], environ: Mapping[str, str], redact: Redactor, wanted: Wanted) -> Context:
    """Everything the steps need. Raises UsageError, ConfigError."""
    goal = stage(steps)
    judged = _judged(subject.repo, subject.event, goal)
    root = _root(subject.path, judged.tree, subject.repo.top)
    own = policy(judged.tree)
    require_known(own, project_roots(judged.tree))
    project = Project(judged.tree, root, Surroundings(own))
    settings = _settings(subject, own, goal)
    github = Client.of(environ) if subject.event.host == "github" else None
    last_live = _last_live(subject.event, github, wanted.receipt, root, settings.environment)
    happened = _with_base(subject.event, subject.repo, goal, last_live)
    request = _request(subject.repo.top / root, judged.ref, happened, goal)
    return Context(
        event=happened,
        stage=goal,
        config=settings,
        root=root,
        touching=(root, *own.shared_paths.get(root, ())),
        project=project,
        judged=lambda: _report(request, subject.repo.top, environ),
        losses=lambda: losses.rehearsed(request, subject.repo.top, environ),
        schema_change=lambda: schema_change.seen(request, subject.repo.top, environ),
        repo=subject.repo,
        own_files=_own_files(wanted.receipt, subject.repo.top),
        cli=EdgesparkCli(subject.repo.top, project, environ, wanted.descriptor, redact),
        api=_api(environ, project, edgespark_api.base(environ, settings.base_url)),
        github=github,
        permits=wanted.permits,
        target=_resolved(wanted.target, subject.repo),
        known_live=_known_live(wanted, root, settings.environment, subject.event),
        unknown=unknown_before(wanted.receipt, root, settings.environment, sandbox=subject.rehearsal),
        environ=environ,
        redact=redact,
        last_live=last_live,
        sandbox=subject.rehearsal,
        in_ci=in_ci(environ),
    )


def _settings(subject: Subject, own: Policy, goal: Stage) -> RunConfig:
    """What the repository asks of the pipeline; a proposal may not ask for more than its base does. Raises ConfigError for the change's own mistakes."""
    asked = config.read(own.run, STEP_NAMES)
    if not _PROPOSALS.get(subject.event.kind):
        return asked
    base = _with_base(subject.event, subject.repo, goal, lambda: None).base
    try:
        return config.read(policy(subject.repo.reader.commit(base)).run, STEP_NAMES) if base else asked
    except ConfigError:
        return asked  # else nobody could repair the base


def _request(project: Path, ref: str | None, happened: Event, goal: Stage) -> Request:
    default_branch = None if happened.host == "sandbox" else happened.default_branch  # a rehearsal makes its event's branches up
    # Beside the key, and on a fork's code, the schema is read and never run, whatever the policy says.
    engine = Engine.STATIC if goal is Stage.DEPLOY or happened.fork else None
    is_proposal = _PROPOSALS.get(happened.kind)
    return Request((str(project),), ref=ref, base=happened.base, default_branch=default_branch, engine=engine, is_proposal=is_proposal)


def _report(request: Request, top: Path, environ: Mapping[str, str]) -> Report:
    started = time.monotonic()
    report = judge(request, top, environ)
    return report._replace(seconds=time.monotonic() - started)


def _with_base(happened: Event, repo: GitRepo, goal: Stage, last_live: Callable[[], Live | None]) -> Event:
    """The event with a base that exists: an id, or empty where the commit has no parent. Raises UsageError in a clone too shallow to tell.

    A deploy is judged against what is live: the merges that were superseded or held since then go live with it.
    """
    asked = happened.base
    if asked is None and goal is Stage.PLAN:
        return happened  # somebody's own machine: the checks choose the remote's default branch
    live = last_live() if goal is Stage.DEPLOY else None
    if live and live.commit != happened.commit and repo.commit(live.commit) and repo.is_ancestor(live.commit, happened.commit):
        return replace(happened, base=live.commit)
    parent = f"{happened.commit}^1"
    wanted = [asked, parent] if asked else [parent]
    found = _first(repo, wanted[:1])
    if found is None and repo.is_shallow:
        repo.fetch_around(happened.commit)
        found = _first(repo, wanted)
        if found is None:
            raise UsageError(f"{wanted[0]} is not in this shallow clone: set `fetch-depth: 0` on actions/checkout")
    return replace(happened, base=found or _first(repo, wanted) or "")


def _first(repo: GitRepo, expressions: list[str]) -> str | None:
    return next((commit for commit in map(repo.commit, expressions) if commit), None)


def _judged(repo: GitRepo, happened: Event, goal: Stage) -> _Judged:
    working = repo.reader.working()
    if happened.kind is Kind.LOCAL and goal is Stage.PLAN and working is not None:
        return _Judged(working, None)
    return _Judged(repo.reader.commit(happened.commit), happened.commit)


def _root(path: Path, tree: Tree, top: Path) -> str:
    """The one project at or below `path`. Raises UsageError where there is none, or more than one."""
    below = path.resolve().relative_to(top.resolve()).as_posix()
    roots, _notes = projects_below([below], tree)
    if not roots:
        raise UsageError(f"no EdgeSpark project found: looked for edgespark.toml below {path} in the {tree.name}")
    if len(roots) > 1:
        raise UsageError(f"several projects below {path}: name one of {', '.join(roots)} (`edgespark-ci matrix` lists them for a job matrix)")
    return roots[0]


def _last_live(happened: Event, github: Client | None, receipt: Path, root: str, environment: str) -> Callable[[], Live | None]:
    """How to learn what is live: from GitHub's deployments where it can be asked, else from the receipt that an earlier run left here."""
    earlier = live_before(receipt, root, environment, sandbox=happened.host == "sandbox")
    return lambda: earlier if github is None else deployments.told_live(github, environment, root)


def _resolved(target: Target | None, repo: GitRepo) -> Target | None:
    """The target with the full id of its commit. Raises UsageError where this clone has no such commit."""
    if target is None:
        return None
    commit = repo.commit(target.commit)
    if commit is None:
        raise UsageError(f'no commit "{target.commit}" in this clone')
    return replace(target, commit=commit)


def _known_live(wanted: Wanted, root: str, environment: str, happened: Event) -> frozenset[str]:
    receipts = (path for path in (wanted.receipt, wanted.proof) if path)
    found = (live_before(path, root, environment, sandbox=happened.host == "sandbox") for path in receipts)
    return frozenset(live.commit for live in found if live)


def _own_files(receipt: Path, top: Path) -> frozenset[str]:
    """The receipt, where it lies in the checkout: it is ours and no change to the project."""
    path, root = receipt.resolve(), top.resolve()
    return frozenset({path.relative_to(root).as_posix()}) if path.is_relative_to(root) else frozenset()


def _api(environ: Mapping[str, str], project: Project, base: str) -> EdgesparkApi | None:
    """The platform's API where there is a key for it."""
    key = environ.get("EDGESPARK_API_KEY", "").strip()
    identity = environ.get("EDGESPARK_PROJECT_ID") or project.toml.project_id
    return EdgesparkApi(base, key, identity) if key and identity else None
