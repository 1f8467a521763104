"""The context of a run: what lies at a path, why it is looked at, and the edges that its steps may use."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ci_runner import config, edgespark_api, event
from ci_runner.config import RunConfig
from ci_runner.context import Context, Target
from ci_runner.edgespark_api import EdgesparkApi
from ci_runner.edgespark_cli import EdgesparkCli
from ci_runner.event import Event, Kind
from ci_runner.git_repo import GitRepo, credentials
from ci_runner.github import deployments
from ci_runner.github.client import Client
from ci_runner.hosts import detection
from ci_runner.model import Permits, Stage, Step, Told
from ci_runner.plan import STEP_NAMES, stage
from ci_runner.previous import told_before, unknown_before
from ci_runner.redact import Redactor
from hooks.errors import ConfigError, UsageError
from hooks.finding import Report
from hooks.judge import Judged, covered, reported
from hooks.policy.config import Engine, Policy, policy
from hooks.project import Project, projects_below
from hooks.request import Request
from hooks.trees.tree import Tree

# Where the base's policy judges; the environment tells it of what happened elsewhere.
_PROPOSALS = {Kind.PULL_REQUEST: True, Kind.MERGE_GROUP: True, Kind.PUSH: False, Kind.WORKFLOW_DISPATCH: False}


@dataclass(frozen=True, slots=True)
class Subject:
    """The checkout that holds a path, and the event of this run."""

    repo: GitRepo
    path: Path
    event: Event

    @classmethod
    def at(cls, path: Path, environ: Mapping[str, str], *, kind: Kind | None) -> "Subject":
        """The checkout around `path`; `kind` is the event to rehearse, None asks the environment. Raises UsageError."""
        repo = GitRepo(path, credentials(environ))
        if kind is not None:
            return cls(repo, path, event.rehearsed(kind, repo.checkout, environ.get("USER", "")))
        return cls(repo, path, detection.detected(environ, detection.payload(environ), repo.checkout))


@dataclass(frozen=True, slots=True)
class _Place:
    """What the checks look at: the commit, or on somebody's own machine the files as they lie there; in it one project, and a policy."""

    tree: Tree
    ref: str | None
    root: str
    policy: Policy


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
    goal, repo = stage(steps), subject.repo
    place = _place(subject, goal)
    settings = _settings(subject, place.policy, goal)
    github = Client.of(environ) if subject.event.host == "github" else None
    told = _told(subject.event, github, wanted.receipt, place.root, settings.environment)
    happened = _with_base(subject.event, repo, goal, told)
    request = _request(repo.top / place.root, place.ref, happened, goal)
    judged = covered(request, repo.top, environ, repo.reader)
    return Context(
        event=happened,
        stage=goal,
        config=settings,
        project=judged.project,
        judged=lambda: _report(judged, request, environ),
        repo=repo,
        own_files=_own_files(wanted.receipt, repo.top),
        cli=EdgesparkCli(repo.top, judged.project, environ, wanted.descriptor, redact),
        api=_api(environ, judged.project, edgespark_api.base(environ, settings.base_url)),
        github=github,
        permits=wanted.permits,
        target=_resolved(wanted.target, repo),
        known_live=_known_live(wanted, place.root, settings.environment, subject.event),
        unknown=unknown_before(wanted.receipt, place.root, settings.environment, sandbox=happened.host == "sandbox"),
        environ=environ,
        redact=redact,
        told=told,
    )


def _settings(subject: Subject, own: Policy, goal: Stage) -> RunConfig:
    """What the repository asks of the pipeline; a proposal may not ask for more than its base does. Raises ConfigError for the change's own mistakes."""
    asked = config.read(own.run, STEP_NAMES)
    if not _PROPOSALS.get(subject.event.kind):
        return asked
    base = _with_base(subject.event, subject.repo, goal, Told).base
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


def _report(judged: Judged, request: Request, environ: Mapping[str, str]) -> Report:
    started = time.monotonic()
    report = reported(judged, request, environ)
    return report._replace(seconds=time.monotonic() - started)


def _with_base(happened: Event, repo: GitRepo, goal: Stage, told: Callable[[], Told]) -> Event:
    """The event with a base that exists: an id, or empty where the commit has no parent. Raises UsageError in a clone too shallow to tell.

    A deploy is judged against what is live: the merges that were superseded or held since then go live with it. Of several commits that may be, the
    one that surely was.
    """
    asked = happened.base
    if asked is None and goal is Stage.PLAN:
        return happened  # somebody's own machine: the checks choose the remote's default branch
    for live in reversed(told().candidates if goal is Stage.DEPLOY else ()):
        if live.commit != happened.commit and repo.commit(live.commit) and repo.is_ancestor(live.commit, happened.commit):
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


def _place(subject: Subject, goal: Stage) -> _Place:
    happened, reader = subject.event, subject.repo.reader
    working = reader.working() if happened.kind is Kind.LOCAL and goal is Stage.PLAN else None
    tree = working or reader.commit(happened.commit)
    return _Place(tree, None if working else happened.commit, _root(subject.path, tree, subject.repo.top), policy(tree))


def _root(path: Path, tree: Tree, top: Path) -> str:
    """The one project at or below `path`. Raises UsageError where there is none, or more than one."""
    below = path.resolve().relative_to(top.resolve()).as_posix()
    roots, _notes = projects_below([below], tree)
    if not roots:
        raise UsageError(f"no EdgeSpark project found: looked for edgespark.toml below {path} in the {tree.name}")
    if len(roots) > 1:
        raise UsageError(f"several projects below {path}: name one of {', '.join(roots)} (`edgespark-ci matrix` lists them for a job matrix)")
    return roots[0]


def _told(happened: Event, github: Client | None, receipt: Path, root: str, environment: str) -> Callable[[], Told]:
    """How to learn what is live: from GitHub's deployments where it can be asked, else from the receipt that an earlier run left here."""
    earlier = told_before(receipt, root, environment, sandbox=happened.host == "sandbox")
    return lambda: earlier if github is None else deployments.told(github, environment, root)


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
    found = (told_before(path, root, environment, sandbox=happened.host == "sandbox").live for path in receipts)
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
