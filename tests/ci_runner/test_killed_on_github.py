"""A runner that is killed anywhere leaves a GitHub that is not behind: the next run, on a machine that knows nothing else, tells the truth."""

import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from ci_runner import pipeline, plan
from ci_runner.github import marks
from ci_runner.github.client import Client
from ci_runner.github.deployments import last_told
from ci_runner.model import Step
from tests.ci_runner.dying import dying_runners
from tests.ci_runner.faulty import FaultyStage
from tests.ci_runner.github import TOKEN, GitHub, github
from tests.ci_runner.support import Bench, Ran
from tests.guestbook import Guestbook

SOME = (plan.CHECKS, plan.CLI, plan.GATE, plan.MIGRATE, plan.DEPLOY_ONCE, plan.VERIFY)
KILLS_THE_RUNNER = "kill -9 $PPID"


@dataclass(frozen=True, slots=True)
class Death:
    """Where the runner dies, or what the command `deploy` does to it, and what of the new commit is so then, and what GitHub knows."""

    step: Step
    moment: str
    does: str = ""
    is_live: bool = False
    knows: str = "what was live before"


DEATHS = [
    pytest.param(Death(plan.MIGRATE, "within"), id="with the migrations applied"),
    pytest.param(Death(plan.DEPLOY_ONCE, "before"), id="before the deploy"),
    pytest.param(Death(plan.DEPLOY_ONCE, "", KILLS_THE_RUNNER, knows="that either is live"), id="when the command begins"),
    pytest.param(Death(plan.DEPLOY_ONCE, "", f'real "$@"; {KILLS_THE_RUNNER}', is_live=True, knows="that either is live"), id="when the command is done"),
    pytest.param(Death(plan.DEPLOY_ONCE, "within", is_live=True, knows="what is live"), id="before the receipt has it"),
    pytest.param(Death(plan.VERIFY, "at the end", is_live=True, knows="what is live"), id="before the end is announced"),
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyStage]:
    """One stage for all: what a run leaves is cleared away before the next."""
    place = tmp_path_factory.mktemp("killed")
    with FaultyStage.at(Guestbook.at(place / "guestbook"), place / "bin") as running:
        yield running


@pytest.fixture(scope="module")
def runner() -> Iterator[Callable[..., int]]:
    """Starts a runner that dies; gives its exit code."""
    with dying_runners() as killed:
        yield killed


@pytest.fixture
def hub(stage: FaultyStage) -> Iterator[GitHub]:
    """A GitHub that knows of the first commit's deploy, and that a job of the second runs inside the environment."""
    with github() as running:
        running.deployed(stage.older, "production", statuses=[{"state": "success", "description": marks.live_marker(".")}])
        running.deployed(stage.newer, "production", statuses=[{"state": "in_progress", "log_url": "https://github.com/acme/guestbook/actions/runs/7/job/1"}])
        yield running


def environ(stage: FaultyStage, hub: GitHub, run: str) -> dict[str, str]:
    """A push to main, as GitHub tells it."""
    return {
        **stage.environ,
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_REPOSITORY": "acme/guestbook",
        "GITHUB_RUN_ID": run,
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_API_URL": hub.url,
    }


def next_run(stage: FaultyStage, hub: GitHub, bench: Bench, steps: tuple[Step, ...] = SOME) -> Ran:
    """A run on a fresh machine: no receipt is there."""
    (bench.directory / "receipt.json").unlink(missing_ok=True)
    with bench.monkeypatch.context() as patch:
        patch.setattr(pipeline, "planned", lambda _event, _wish: steps)
        return bench.run("deploy", stage.rehearsal.project, environ=environ(stage, hub, "8"))


def known(stage: FaultyStage, hub: GitHub) -> str:
    """What GitHub can tell the next run."""
    told = last_told(Client(hub.url, TOKEN, "acme/guestbook"), "production", ".")
    words = {
        (stage.older,): "what was live before",
        (stage.newer, stage.older): "that either is live",
        (stage.newer,): "what is live",
    }
    assert bool(told.live) is (len(told.candidates) == 1)
    return words[tuple(live.commit for live in told.candidates)]


@pytest.mark.parametrize("death", DEATHS)
def test_github_is_never_behind_and_nothing_is_deployed_twice(stage: FaultyStage, hub: GitHub, runner: Callable[..., int], bench: Bench, death: Death) -> None:
    stage.again(migrated=False)
    if death.does:
        stage.command("deploy", death.does)
    bench.directory.mkdir()
    numbers = [plan.DEPLOY.index(step) for step in SOME]
    arguments = ["deploy", str(stage.rehearsal.project)]
    code = runner(plan.DEPLOY.index(death.step), death.moment, str(bench.directory), environ(stage, hub, "7"), arguments, numbers)
    assert code == -signal.SIGKILL
    stage.outlived()
    assert (stage.live == stage.newer, known(stage, hub)) == (death.is_live, death.knows)

    stage.command()
    if death.knows != "what was live before":
        is_open = death.knows == "that either is live"
        behind = older_run(stage, hub, bench)
        assert behind.receipt["reason"] == ("live-uncertain" if is_open else "older-than-live"), behind.out
        assert (behind.receipt["live"] is None, behind.receipt["unknown"]) == (is_open, ["deploy"] if is_open else [])

    again = next_run(stage, hub, bench)
    assert (again.code, again.step("deploy")["reason"]) == (0, "already-live" if death.is_live else "ok"), again.out
    assert (again.receipt["live"]["commit"], again.receipt["may_be_live"], again.receipt["unknown"]) == (stage.newer, [], [])
    assert (stage.went_live, known(stage, hub)) == ([stage.older, stage.newer], "what is live")
    assert len(hub.deployments) == 2, "the job's own were there"


def older_run(stage: FaultyStage, hub: GitHub, bench: Bench) -> Ran:
    """The older commit's run, on a branch that was set back to it, so that nothing else speaks against it."""
    stage.git("push", "--quiet", "--force", "origin", f"{stage.older}:main")
    stage.git("checkout", "--quiet", "--detach", "HEAD~1")
    try:
        return next_run(stage, hub, bench, (plan.CHECKS, plan.CLI, plan.GATE))
    finally:
        stage.git("checkout", "--quiet", "main")
        stage.git("push", "--quiet", "--force", "origin", "main")
