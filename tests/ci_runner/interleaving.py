"""Merges and reruns inside one concurrency group, in an order that nobody chose: jobs wait in a queue that is not the order of the commits.

A repository of two projects, a GitHub and a platform on this machine, and the real pipeline, a job after the other. Commits are pushed while jobs
wait; any waiting job may be the next; one may be cancelled, or die without a word at any moment around its deploy, and is then run again.
"""

import contextlib
import io
import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ci_runner import pipeline, plan
from ci_runner.context import Context
from ci_runner.finish import Places
from ci_runner.github.client import Client
from ci_runner.github.deployments import told_live
from ci_runner.model import Receipt, Step, StepResult
from ci_runner.pipeline import Order, carried_out
from ci_runner.plan import Wish
from ci_runner.report import receipt as receipt_file
from ci_runner.sandbox import deployments, launcher, migrations
from ci_runner.sandbox.api import PRODUCTION
from ci_runner.sandbox.deployments import Status
from ci_runner.sandbox.rehearsal import known_projects
from ci_runner.sandbox.service import Service
from ci_runner.steps import deploy
from tests.ci_runner import canary
from tests.ci_runner.faulty import script
from tests.ci_runner.github import TOKEN, GitHub, github
from tests.git import Git
from tests.guestbook import Guestbook

PROJECTS = ("shop", "blog")
# Where commits change something, and whose it is: one path outside of it belongs to a project.
_PLACES = {"shop/server/src/more.ts": "shop", "packages/money/more.ts": "shop", "blog/server/src/more.ts": "blog"}
_PATHS = {"shop": ("shop", "packages/money"), "blog": ("blog",)}
# How a job may end: done or left in peace, or its machine died; held only where an earlier job's machine did behind a deploy.
_ENDS = frozenset({"0", "143", "died", "live-uncertain"})
# The steps that decide what goes live; the others say the same of every commit here.
DECISIVE = (plan.CHECKS, plan.CLI, plan.GATE, plan.DEPLOY_ONCE)
_MOST_COMMITS = 3
_TROUBLE = ("", "", "", "", "", "cancelled", "dies before", "dies told", "dies done", "dies behind")


class Died(BaseException):
    """The runner's machine is gone: nothing is announced."""


@dataclass(frozen=True, slots=True)
class Job:
    """One project at one commit; `trouble` is what happens to it this time."""

    project: str
    commit: str
    trouble: str = ""


@dataclass
class World:
    """Everything that outlives a job, and what every job did."""

    git: Git
    place: Path
    service: Service
    github: GitHub
    environ: Mapping[str, str]
    steps: tuple[Step, ...] = DECISIVE
    runs: int = 0
    queue: list[Job] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)
    unheard: int = 0
    inside: bool = False
    order: list[str] = field(default_factory=list)

    def went_live(self, project: str) -> list[str]:
        """Every commit that was live, in the order in which it went there."""
        listed = deployments.listed(self.service.state, identity(project))
        return [one.commit for one in listed if one.status in {Status.LIVE, Status.SUPERSEDED}]


def identity(project: str) -> str:
    """The platform's name for a project."""
    return f"prj_{project}_example"


@contextlib.contextmanager
def world(place: Path, steps: tuple[Step, ...] = DECISIVE) -> Iterator[World]:
    """Two projects in one repository, with a remote, a platform that never saw them deployed, and a GitHub without deployments."""
    git = _repository(place)
    known = known_projects(git.path)
    with Service(place / "state", projects=known) as service, github() as hub:
        for project, local in known.items():
            migrations.apply(service.state, project, PRODUCTION, local.entries, confirmed=True)
        command = place / "edgespark"
        script(command, place, str(launcher.write(place / "bin")))
        environ = {
            **service.environment,
            "PATH": os.environ["PATH"],
            "EDGESPARK_CLI": str(command),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REPOSITORY": "acme/guestbook",
            "GITHUB_ACTOR": "ada",
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_API_URL": hub.url,
            **canary.ENVIRON,
        }
        yield World(git, place, service, hub, environ, steps, order=[git("rev-parse", "HEAD")])


def _repository(place: Path) -> Git:
    origin = Git.init(place / "origin.git", "--bare")
    git = Git.init(place / "work")
    for project in PROJECTS:
        made = Guestbook.at(git.path / project)
        made.replace("edgespark.toml", "prj_guestbook_example", identity(project))
        made.delete(".edgespark-ci.yaml")
    git.write(".gitignore", "node_modules/\n")
    git.write(".edgespark-ci.yaml", "projects:\n  shop: [packages/money]\n")
    for path in _PLACES:
        git.write(path, "export const number = 0;\n")
    for name, value in (("user.name", "A Tester"), ("user.email", "tester@example.invalid")):
        git("config", name, value)
    git.commit("both projects")
    git("remote", "add", "origin", str(origin.path))
    git("push", "--quiet", "origin", "main")
    git("remote", "set-head", "origin", "main")
    git("checkout", "--quiet", "--detach")
    return git


def played(there: World, seed: int) -> None:
    """One interleaving to its end: all commits pushed, no job waiting."""
    chance = random.Random(seed)  # noqa: S311 - it only has to be the same tomorrow
    left, there.inside = chance.randint(1, _MOST_COMMITS), chance.random() < 0.5
    while left or there.queue:
        if left and (not there.queue or chance.random() < 0.4):
            left -= 1
            _pushed(there, chance)
        else:
            _worked(there, chance, there.queue.pop(chance.randrange(len(there.queue))))


def broken(there: World) -> list[str]:
    """What was promised and did not hold, in words, when no job is left."""
    strange = [f"a job ended with {end}" for end in there.ends if end not in _ENDS]
    return strange + [words for project in PROJECTS for words in _broken(there, project)]


def _broken(there: World, project: str) -> Iterator[str]:
    live = there.went_live(project)
    places = [there.order.index(commit) for commit in live]
    for newer, older in pairwise(live):
        if there.order.index(older) < there.order.index(newer):
            yield f"{project}: an older commit went over a newer one: {places}"
    for commit, times in Counter(live).items():
        if times > 1:
            yield f"{project}: {there.order.index(commit)} was deployed {times} times"
    if there.git("diff", "--name-only", live[-1] if live else there.order[0], there.order[-1], "--", *_PATHS[project]):
        yield f"{project}: what it is now never went live, {places[-1:]} is"
    known = told_live(Client(there.github.url, TOKEN, "acme/guestbook"), PRODUCTION, project)
    if live and (known is None or known.commit != live[-1]):
        yield f"{project}: GitHub does not know that {places[-1]} is live"


def _pushed(there: World, chance: random.Random) -> None:
    number, places = len(there.order), chance.sample(sorted(_PLACES), chance.choice((0, 1, 1, 2)))
    there.git("checkout", "--quiet", "--detach", there.order[-1])
    for place in places:
        if chance.random() < 0.25:  # somebody takes back what came since
            there.git("checkout", "--quiet", chance.choice(there.order), "--", place)
        else:
            there.git.write(place, f"export const number = {number};\n")
    there.order.append(there.git.commit(f"{number} touches {' and '.join(places) or 'nothing'}"))
    there.git("push", "--quiet", "origin", "HEAD:main")
    touched = tuple(project for project in PROJECTS if project in {_PLACES[place] for place in places})
    # A workflow may run every project on every push, or those that the matrix lists.
    _enqueued(there, chance, PROJECTS if chance.random() < 0.5 else touched)


def _enqueued(there: World, chance: random.Random, projects: tuple[str, ...]) -> None:
    for project in projects:
        _waits(there, Job(project, there.order[-1], chance.choice(_TROUBLE)))


def _waits(there: World, job: Job) -> None:
    """Let a job wait; where it runs inside an environment, GitHub makes its deployment by then."""
    there.queue.append(job)
    if there.inside:
        there.github.deployed(job.commit, PRODUCTION, statuses=[{"state": "queued", "description": ""}])


def _worked(there: World, chance: random.Random, job: Job) -> None:
    end = run(there, job)
    there.ends[end] += 1
    if job.trouble or chance.random() < 0.2:
        _waits(there, replace(job, trouble=""))  # somebody runs it again


def run(there: World, job: Job) -> str:
    """One job on a fresh machine: its own receipt, and what it knows comes from git and GitHub. Gives how it ended."""
    there.runs += 1
    there.git("checkout", "--quiet", "--detach", job.commit)
    directory = there.place / f"run-{there.runs}"
    directory.mkdir()
    environ = {
        **there.environ,
        "EDGESPARK_PROJECT_ID": identity(job.project),
        "GITHUB_SHA": job.commit,
        "GITHUB_RUN_ID": str(there.runs),
    }
    order = Order(wish=Wish.DEPLOY, path=there.git.path / job.project, places=Places(directory / "receipt.json"))
    before = len(there.went_live(job.project))
    steps = tuple(_troubled(step, job.trouble) for step in there.steps)
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as said:
        patch.setattr(pipeline, "planned", lambda _event, _wish: steps)
        if job.trouble in {"dies told", "dies done"}:
            patch.setattr(deploy, "_deployed", _dying(deploy._deployed, job.trouble))
        try:
            code = str(carried_out(order, environ))
        except Died:
            code = "died"
    canary.walk("standard output", said.getvalue(), there.environ["EDGESPARK_API_KEY"], TOKEN)
    there.unheard += code == "died" and len(there.went_live(job.project)) > before
    return str(receipt_file.read(order.places.receipt)["reason"]) if code == "5" else code


def _dying(deployed: Callable[..., StepResult], trouble: str) -> Callable[..., StepResult]:
    """What deploys, on a machine that dies once GitHub has been told that it may: before it does anything, or when it is done."""

    def dying(*arguments: Any) -> StepResult:
        if trouble == "dies done":
            deployed(*arguments)
        raise Died

    return dying


def _troubled(step: Step, trouble: str) -> Step:
    if step is not plan.DEPLOY_ONCE or trouble not in {"cancelled", "dies before", "dies behind"}:
        return step

    def act(context: Context, receipt: Receipt) -> StepResult:
        if trouble == "dies before":
            raise Died
        if trouble == "cancelled":
            signal.raise_signal(signal.SIGTERM)
        step.act(context, receipt)
        raise Died

    return replace(step, act=act)
