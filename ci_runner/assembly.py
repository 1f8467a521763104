"""The context of a run: what lies at a path, why it is looked at, and the edges that its steps may use."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ci_runner import config, event
from ci_runner.context import Context
from ci_runner.edgespark_api import OFFICIAL, EdgesparkApi
from ci_runner.edgespark_cli import EdgesparkCli
from ci_runner.event import Event, Kind
from ci_runner.git_repo import GitRepo
from ci_runner.github_api import GithubApi, Refused
from ci_runner.model import Live, Stage, Step
from ci_runner.plan import STEP_NAMES, stage
from ci_runner.previous import live_before
from ci_runner.redact import Redactor
from hooks.config import Engine, policy
from hooks.errors import UsageError
from hooks.finding import Report
from hooks.judge import Request, in_ci, judge, projects_below
from hooks.project import Project, Surroundings
from hooks.tree import Tree


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
        repo = GitRepo(path)
        if kind is not None:
            return cls(repo, path, event.rehearsed(kind, repo.checkout, environ.get("USER", "")), rehearsal=True)
        return cls(repo, path, event.detected(environ, _payload(environ), repo.checkout), rehearsal=False)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the checks look at: the commit, or on somebody's own machine the files as they lie there."""

    tree: Tree
    ref: str | None


def context(subject: Subject, steps: tuple[Step, ...], environ: Mapping[str, str], redact: Redactor, descriptor: int, receipt: Path) -> Context:
    """Everything the steps need. Raises UsageError, ConfigError."""
    goal = stage(steps)
    happened = _with_base(subject.event, subject.repo, goal)
    judged = _judged(subject.repo, happened, goal)
    root = _root(subject.path, judged.tree, subject.repo.top)
    agreed = policy(judged.tree)
    project = Project(judged.tree, root, Surroundings(agreed))
    settings = config.read(agreed.run, STEP_NAMES)
    return Context(
        event=happened,
        stage=goal,
        config=settings,
        root=root,
        project=project,
        judged=lambda: _report(subject.repo.top, root, judged.ref, happened, goal, environ),
        repo=subject.repo,
        own_files=_own_files(receipt, subject.repo.top),
        cli=EdgesparkCli(subject.repo.top, project, environ, descriptor),
        api=_api(environ, project),
        environ=environ,
        redact=redact,
        last_live=_last_live(happened, environ, receipt, root, settings.environment),
        sandbox=subject.rehearsal,
        in_ci=in_ci(environ),
    )


def _report(top: Path, root: str, ref: str | None, happened: Event, goal: Stage, environ: Mapping[str, str]) -> Report:
    started = time.monotonic()
    default_branch = None if happened.host == "sandbox" else happened.default_branch  # a rehearsal makes its event's branches up
    # Beside the key, and on a fork's code, the schema is read and never run, whatever the policy says.
    engine = Engine.STATIC if goal is Stage.DEPLOY or happened.fork else None
    report = judge(Request((str(top / root),), ref=ref, base=happened.base, default_branch=default_branch, engine=engine), top, environ)
    return report._replace(seconds=time.monotonic() - started)


def _payload(environ: Mapping[str, str]) -> Mapping[str, Any]:
    """The event's JSON as GitHub leaves it on disk; empty elsewhere. Raises UsageError where it cannot be read."""
    path = environ.get("GITHUB_EVENT_PATH")
    if not path or environ.get("GITHUB_ACTIONS") != "true":
        return {}
    try:
        payload = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"the event at GITHUB_EVENT_PATH cannot be read: {error}") from error
    return payload if isinstance(payload, dict) else {}


def _with_base(happened: Event, repo: GitRepo, goal: Stage) -> Event:
    """The event with a base that exists: an id, or empty where the commit has no parent. Raises UsageError in a clone too shallow to tell."""
    asked = happened.base
    if asked is None and goal is Stage.PLAN:
        return happened  # somebody's own machine: the checks choose the remote's default branch
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


def _last_live(happened: Event, environ: Mapping[str, str], receipt: Path, root: str, environment: str) -> Callable[[], Live | None]:
    """How to learn what is live: from GitHub's deployments where it can be asked, else from the receipt that an earlier run left here."""
    sandbox = happened.host == "sandbox"
    earlier = live_before(receipt, root, environment, sandbox=sandbox)
    github = GithubApi.of(environ) if happened.host == "github" else None

    def last_live() -> Live | None:
        if github is None:
            return earlier
        try:
            return github.last_live(environment, root)
        except Refused:
            return None

    return last_live


def _own_files(receipt: Path, top: Path) -> frozenset[str]:
    """The receipt, where it lies in the checkout: it is ours and no change to the project."""
    path, root = receipt.resolve(), top.resolve()
    return frozenset({path.relative_to(root).as_posix()}) if path.is_relative_to(root) else frozenset()


def _api(environ: Mapping[str, str], project: Project) -> EdgesparkApi | None:
    """The platform's API where there is a key for it."""
    key = environ.get("EDGESPARK_API_KEY", "").strip()
    identity = environ.get("EDGESPARK_PROJECT_ID") or project.toml.project_id
    return EdgesparkApi(environ.get("EDGESPARK_BASE_URL") or OFFICIAL, key, identity) if key and identity else None
