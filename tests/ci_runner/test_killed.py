"""A runner that is killed leaves a true receipt, and the next run says what nobody knows, wherever it was killed."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ci_runner import pipeline, plan
from ci_runner.model import Step
from ci_runner.sandbox import settings
from hooks import child
from tests.ci_runner.dying import dying_runners
from tests.ci_runner.faulty import FaultyStage
from tests.ci_runner.support import COMMAND, Bench, Ran, child_environ
from tests.guestbook import Guestbook

NUMBERS = {step: number for number, step in enumerate(plan.DEPLOY)}
MOMENTS = [(step, moment) for step in dict.fromkeys(plan.DEPLOY) for moment in ("before", "within", *(["behind"] if step.changes else []))]


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


def needed(step: Step) -> list[int]:
    """The numbers of the step and of those without which it does nothing."""
    before = (plan.CHECKS, plan.CLI) if NUMBERS[step] < NUMBERS[plan.GATE] else (plan.CHECKS, plan.CLI, plan.GATE)
    behind = (plan.GATE,) if NUMBERS[step] < NUMBERS[plan.GATE] else ()  # without it there is no deploy
    return list(dict.fromkeys(NUMBERS[one] for one in (*before, step, *behind)))


def undone(stage: FaultyStage, step: Step) -> None:
    """Let the step have something to do."""
    service = stage.rehearsal.service
    stage.again(migrated=step is not plan.MIGRATE)
    settings.put_buckets(service.state, service.project_id, {} if step is plan.STORAGE else settings.buckets(service.state, service.project_id))
    if step is plan.AUTH:
        settings.put_auth(service.state, service.project_id, {})


def is_done(stage: FaultyStage, step: Step) -> bool:
    """Whether the platform did what the step is for."""
    service = stage.rehearsal.service
    return {
        "applied": stage.applied > 0,
        "storage": bool(settings.buckets(service.state, service.project_id)),
        "auth": bool(settings.auth(service.state, service.project_id)),
        "live": stage.live == stage.newer,
        "": False,
    }[step.changes]


def next_run(stage: FaultyStage, bench: Bench) -> Ran:
    """The run behind it, which comes no further than the gate."""
    with bench.monkeypatch.context() as patch:
        patch.setattr(pipeline, "planned", lambda _event, _wish: (plan.CLI, plan.GATE))
        return bench.run("deploy", stage.rehearsal.project, environ=stage.environ)


@pytest.mark.parametrize(("step", "moment"), MOMENTS, ids=[f"{moment} {NUMBERS[step]} {step.name}" for step, moment in MOMENTS])
def test_the_receipt_of_a_killed_run_is_true_and_the_next_run_says_so(
    stage: FaultyStage, runner: Callable[..., int], bench: Bench, step: Step, moment: str
) -> None:
    undone(stage, step)
    receipt = stage.receipt_before(bench.directory)
    code = runner(NUMBERS[step], moment, str(bench.directory), stage.environ, ["deploy", str(stage.rehearsal.project)], needed(step))
    assert code == -signal.SIGKILL

    left = json.loads(receipt.read_bytes())
    assert (left["verdict"], left["finished"], left["in_progress"]) == ("unfinished", False, None if moment == "behind" else step.name)
    is_unknown = bool(step.changes) and moment != "behind"
    assert left["unknown"] == ([step.name] if is_unknown else [])
    # Something is claimed only where it is so, and what is live is among what may be.
    is_lost = is_unknown and step.changes == "live"
    assert [live["commit"] for live in left["may_be_live"]] == ([stage.newer, stage.older] if is_lost else [])
    assert (left["live"] or {}).get("commit") == (None if is_lost else stage.live)
    assert bool(left["applied"]) is (step.changes == "applied" and moment == "behind")
    assert is_done(stage, step) is (bool(step.changes) and moment != "before")

    behind = next_run(stage, bench)
    assert (behind.code, behind.receipt["reason"]) == (5, "not-checked"), behind.out
    assert behind.receipt["unknown"] == left["unknown"]
    assert [live["commit"] for live in behind.receipt["may_be_live"]] == [live["commit"] for live in left["may_be_live"]]
    assert (f"an earlier run ended without a word during {step.name}" in behind.out) is is_unknown
    assert stage.is_clean


def test_a_killed_deploy_is_taken_up_by_the_next_run(stage: FaultyStage, runner: Callable[..., int], bench: Bench) -> None:
    stage.again(migrated=False)
    stage.receipt_before(bench.directory)
    numbers = list(NUMBERS.values())
    assert runner(NUMBERS[plan.MIGRATE], "within", str(bench.directory), stage.environ, ["deploy", str(stage.rehearsal.project)], numbers) < 0
    assert bench.receipt["unknown"] == ["migrate"]
    ran = bench.run("deploy", stage.rehearsal.project, environ=stage.environ)
    assert (ran.code, ran.receipt["unknown"], stage.live) == (0, [], stage.newer), ran.out
    assert len(ran.receipt["applied"]["migrations"]) == stage.applied == 3


def test_a_command_that_outlives_its_runner_keeps_the_checkout_and_then_the_next_run_clears_up(stage: FaultyStage, bench: Bench, tmp_path: Path) -> None:
    """The dry run's command kills its runner and goes on, in a working tree that nobody is left to remove."""
    undone(stage, plan.DRY_RUN)
    go_on = tmp_path / "go on"
    stage.command("deploy --dry-run", f'kill -9 $PPID; while [ ! -e "{go_on}" ]; do sleep 0.05; done')
    bench.directory.mkdir()
    process = child.start((*COMMAND, "deploy", str(stage.rehearsal.project)), cwd=bench.directory, env=child_environ(**stage.environ))
    try:
        assert process.wait(120) == -signal.SIGKILL
        (left,) = stage.git("worktree", "list", "--porcelain").partition("\n\n")[2].splitlines()[:1]
        second = next_run(stage, bench)
        assert (second.code, "another edgespark-ci, or a command it started, is at work in this checkout" in second.err) == (5, True)
        assert Path(left.removeprefix("worktree ")).is_dir()
    finally:
        go_on.touch()
        child.end_group(process)
    _until(lambda: next_run(stage, bench).receipt.get("reason") == "not-checked")
    assert stage.is_clean
    assert not Path(left.removeprefix("worktree ")).parent.exists()


def _until(holds: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)
