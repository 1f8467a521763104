"""Merges and reruns inside one concurrency group, in an order that nobody chose: jobs wait in a queue that is not the order of the commits.

A repository of two projects, a GitHub and a platform on this machine, and the real pipeline, a job after the other. Commits are pushed while jobs
wait; any waiting job may be the next; one may be cancelled, or die without a word, before or behind its deploy, and is then run again.
"""

import contextlib
import io
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import pytest

from ci_runner import pipeline, plan
from ci_runner.context import Context
from ci_runner.finish import Places
from ci_runner.github.client import Client
from ci_runner.github.deployments import last_live
from ci_runner.model import Receipt, Step, StepResult
from ci_runner.pipeline import Order, carried_out
from ci_runner.plan import Wish
from ci_runner.sandbox import deployments, launcher, migrations
from ci_runner.sandbox.api import PRODUCTION
from ci_runner.sandbox.deployments import Status
from ci_runner.sandbox.rehearsal import known_projects
from ci_runner.sandbox.service import Service
from tests.ci_runner.faulty import script
from tests.ci_runner.github import TOKEN, GitHub, github
from tests.git import Git
from tests.guestbook import Guestbook

PROJECTS = ("shop", "blog")
# The steps that decide what goes live; the others say the same of every commit here.
DECISIVE = (plan.CHECKS, plan.CLI, plan.GATE, plan.DEPLOY_ONCE)
_MOST_COMMITS = 3
_TROUBLE = ("", "", "", "", "cancelled", "dies before", "dies behind")


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
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
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
    left = chance.randint(1, _MOST_COMMITS)
    while left or there.queue:
        if left and (not there.queue or chance.random() < 0.4):
            left -= 1
            _pushed(there, chance)
        else:
            _worked(there, chance, there.queue.pop(chance.randrange(len(there.queue))))


def broken(there: World) -> list[str]:
    """What was promised and did not hold, in words, when no job is left."""
    return [words for project in PROJECTS for words in _broken(there, project)]


def _broken(there: World, project: str) -> Iterator[str]:
    live = there.went_live(project)
    places = [there.order.index(commit) for commit in live]
    for newer, older in pairwise(live):
        if _is_behind(there, project, newer, older):
            yield f"{project}: an older commit went over a newer one: {places}"
    for commit, times in Counter(live).items():
        if times > 1 + there.lost[project, commit]:
            yield f"{project}: {there.order.index(commit)} was deployed {times} times"
    left = _touching(there, project, live[-1] if live else there.order[0], there.order[-1])
    if left:
        yield f"{project}: {[there.order.index(commit) for commit in left]} never went live, {places[-1:]} is"
    known = last_live(Client(there.github.url, TOKEN, "acme/guestbook"), PRODUCTION, project)
    if live and (known is None or known.commit != live[-1]):
        yield f"{project}: GitHub does not know that {places[-1]} is live"


def _is_behind(there: World, project: str, before: str, behind: str) -> bool:
    """Whether `behind` is older than what it replaced.

    Of a deploy whose machine died before anybody heard of it GitHub knows nothing; then the tip rule alone decides, and lets only a commit go over it
    that holds the same of this project.
    """
    if there.order.index(behind) >= there.order.index(before):
        return False
    return not there.lost[project, before] or bool(_touching(there, project, behind, before))


def _touching(there: World, project: str, older: str, newer: str) -> list[str]:
    return there.git("log", "--format=%H", f"{older}..{newer}", "--", project).split()


def _pushed(there: World, chance: random.Random) -> None:
    touched, number = chance.choice((PROJECTS, PROJECTS[:1], PROJECTS[1:], ())), len(there.order)
    there.git("checkout", "--quiet", "--detach", there.order[-1])
    for project in touched:
        there.git.write(f"{project}/server/src/more.ts", f"export const number = {number};\n")
    there.order.append(there.git.commit(f"{number} touches {' and '.join(touched) or 'nothing'}"))
    there.git("push", "--quiet", "origin", "HEAD:main")
    # A workflow may run every project on every push, or those that the matrix lists.
    _enqueued(there, chance, PROJECTS if chance.random() < 0.5 else touched)


def _enqueued(there: World, chance: random.Random, projects: tuple[str, ...]) -> None:
    there.queue += [Job(project, there.order[-1], chance.choice(_TROUBLE)) for project in projects]


def _worked(there: World, chance: random.Random, job: Job) -> None:
    end = run(there, job)
    there.ends[end] += 1
    if job.trouble:
        there.queue.append(replace(job, trouble=""))
    elif chance.random() < 0.2:
        there.queue.append(job)  # somebody runs it again


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
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
        patch.setattr(pipeline, "planned", lambda _event, _wish: steps)
        try:
            code = str(carried_out(order, environ))
        except Died:
            code = "died"
    if job.trouble and len(there.went_live(job.project)) > before:
        there.lost[job.project, job.commit] += 1  # it is live, and nobody heard of it
    return code


def _troubled(step: Step, trouble: str) -> Step:
    if step is not plan.DEPLOY_ONCE or not trouble:
        return step

    def act(context: Context, receipt: Receipt) -> StepResult:
        if trouble == "dies before":
            raise Died
        if trouble == "cancelled":
            signal.raise_signal(signal.SIGTERM)
        step.act(context, receipt)
        raise Died

    return replace(step, act=act)
