"""The order of things: what is tried again, what is skipped, what is written down between steps."""

import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ci_runner import execute, lock
from ci_runner.assembly import Subject, context
from ci_runner.context import Context
from ci_runner.execute import executed
from ci_runner.model import Act, Live, Outcome, Receipt, Stage, Step, StepResult
from ci_runner.pipeline import begun
from ci_runner.plan import DEPLOY, DEPLOY_ONCE, DEPLOY_TO_STAGING, PLAN, PROMOTE, PROMOTION
from ci_runner.redact import Redactor
from ci_runner.results import failed, held, passed, skipped
from ci_runner.signals import Signals
from tests.ci_runner.support import wanted
from tests.git import Git
from tests.guestbook import Guestbook

SECRET = "a-secret-of-the-run"


@pytest.fixture
def at(guestbook: Guestbook, tmp_path: Path) -> Iterator[Callable[[tuple[Step, ...]], Context]]:
    """Makes the context of a run on a real checkout of the guestbook."""
    Git.init(guestbook.path).commit()
    subject = Subject.at(guestbook.path, {}, kind=None)
    with subject.repo, lock.held(tmp_path / "lock") as descriptor:
        yield lambda steps: context(subject, steps, {}, Redactor([SECRET]), wanted(tmp_path, descriptor))


def step(name: str, act: Act | StepResult, *, repeatable: bool = False, seconds: float = 30) -> Step:
    """A step that does `act`, or ends as told."""
    return Step(name=name, act=(lambda _c, _r: act) if isinstance(act, StepResult) else act, stage=Stage.PLAN, seconds=seconds, repeatable=repeatable)


def states(run: Context, steps: tuple[Step, ...], signals: Signals | None = None) -> list[Receipt]:
    return list(executed(steps, run, begun(run), signals or Signals()))


def ends(receipts: list[Receipt]) -> list[tuple[str, str]]:
    return [(result.step, result.reason) for result in receipts[-1].steps]


def test_the_plan_is_the_beginning_of_the_deploy() -> None:
    assert [one.name for one in PLAN] == ["checks", "cli", "types", "db-check", "dry-run"]
    assert [one.name for one in DEPLOY[len(PLAN) :]] == ["gate", "keys", "migrate", "storage", "auth", "dry-run", "deploy", "verify"]
    assert [one.name for one in PROMOTION[len(DEPLOY) :]] == ["migrate", "promote", "verify"]
    assert [one.name for one in DEPLOY if one.repeatable] == ["types", "db-check", "dry-run", "keys", "dry-run"]
    assert [(one.name, one.changes) for one in DEPLOY if one.changes] == [
        ("migrate", "applied"),
        ("storage", "storage"),
        ("auth", "auth"),
        ("deploy", "live"),
    ]


def test_before_and_after_each_step_there_is_a_true_receipt(at: Callable[[tuple[Step, ...]], Context]) -> None:
    run = at(PLAN)
    seen = states(run, (step("one", passed("")), step("two", passed(""))))
    assert [(len(one.steps), one.in_progress, one.finished) for one in seen] == [
        (0, "one", False),
        (1, None, False),
        (1, "two", False),
        (2, None, False),
        (2, None, True),
    ]


def test_a_plan_goes_on_and_a_deploy_stops(at: Callable[[tuple[Step, ...]], Context]) -> None:
    steps = (step("one", held("no-key", "")), step("two", passed("")))
    assert ends(states(at(PLAN), steps)) == [("one", "no-key"), ("two", "ok")]
    assert ends(states(at(DEPLOY), steps)) == [("one", "no-key"), ("two", "not-reached")]


def test_a_superseded_deploy_stops_without_blame(at: Callable[[tuple[Step, ...]], Context]) -> None:
    last = states(at(DEPLOY), (step("gate", skipped("superseded", "")), step("deploy", passed(""))))[-1]
    assert (ends([last]), last.verdict, last.exit_code) == ([("gate", "superseded"), ("deploy", "not-reached")], "superseded", 0)


BEFORE = Live("0" * 40, "https://a.example/")


@pytest.mark.parametrize(
    ("deploying", "reason", "is_open"),
    [
        pytest.param(DEPLOY_ONCE, "crashed", True, id="nobody saw the end"),
        pytest.param(DEPLOY_ONCE, "deploy-failed", False, id="it failed"),
        pytest.param(DEPLOY_TO_STAGING, "crashed", False, id="in staging"),
        pytest.param(PROMOTE, "another-deploy", True, id="nobody saw the end of a promotion"),
    ],
)
def test_what_may_be_live_is_all_that_is_known_behind_a_deploy_without_an_end(
    at: Callable[[tuple[Step, ...]], Context], deploying: Step, reason: str, is_open: bool
) -> None:
    run = at(DEPLOY)
    ends_so = replace(deploying, act=lambda _context, _receipt: failed(reason, ""))
    while_it_runs, *_, last = executed((ends_so,), run, replace(begun(run), live=BEFORE), Signals())
    open_, known = (None, (Live(run.event.commit, ""), BEFORE)), (BEFORE, ())
    assert (last.live, last.may_be_live) == (open_ if is_open else known)
    assert (while_it_runs.live, while_it_runs.may_be_live) == (known if deploying is DEPLOY_TO_STAGING else open_)
    assert last.unknown == ((deploying.name,) if reason != "deploy-failed" else ())


def answers(*results: StepResult) -> tuple[Act, list[int]]:
    """An act that ends differently each time, and how often it was called."""
    waiting, calls = list(results), [0]

    def act(_context: Context, _receipt: Receipt) -> StepResult:
        calls[0] += 1
        return waiting.pop(0)

    return act, calls


@pytest.mark.parametrize(
    ("repeatable", "first", "calls", "reason"),
    [
        pytest.param(True, failed("unreachable", ""), 2, "ok", id="the network was at fault"),
        pytest.param(True, failed("stale-types", ""), 1, "stale-types", id="the platform has answered"),
        pytest.param(True, failed("time-out", ""), 1, "time-out", id="no time is left"),
        pytest.param(False, failed("unreachable", ""), 1, "unreachable", id="a step that changes something"),
    ],
)
def test_only_the_network_is_asked_again_and_only_where_that_is_safe(
    at: Callable[[tuple[Step, ...]], Context], monkeypatch: pytest.MonkeyPatch, repeatable: bool, first: StepResult, calls: int, reason: str
) -> None:
    monkeypatch.setattr(execute, "_PAUSES", (0.01, 0.01))
    act, counted = answers(first, passed(""))
    assert ends(states(at(PLAN), (step("types", act, repeatable=repeatable),))) == [("types", reason)]
    assert counted == [calls]


def test_a_defect_of_a_step_leaves_a_receipt_with_its_traceback(at: Callable[[tuple[Step, ...]], Context]) -> None:
    def act(_context: Context, _receipt: Receipt) -> StepResult:
        raise ZeroDivisionError(f"by {SECRET}")

    last = states(at(PLAN), (step("one", act),))[-1]
    (result,) = last.steps
    assert (result.outcome, result.reason, result.sentence) == (Outcome.FAILED, "internal-error", "ZeroDivisionError: by ***")
    assert "test_execute.py" in result.excerpt
    assert SECRET not in result.excerpt


def test_every_text_of_a_result_is_redacted(at: Callable[[tuple[Step, ...]], Context]) -> None:
    (result,) = states(at(PLAN), (step("one", failed("x", SECRET, todo=(SECRET,), excerpt=SECRET)),))[-1].steps
    assert (result.sentence, result.todo, result.excerpt) == ("***", ("***",), "***")


def test_a_signal_ends_the_step_and_skips_the_rest_of_a_plan_too(at: Callable[[tuple[Step, ...]], Context]) -> None:
    def act(_context: Context, _receipt: Receipt) -> StepResult:
        signal.raise_signal(signal.SIGTERM)
        return passed("never reached")

    signals = Signals()
    with signals.watched():
        last = states(at(PLAN), (step("one", act), step("two", passed(""))), signals)[-1]
    assert (ends([last]), last.interrupted, last.exit_code) == ([("one", "interrupted"), ("two", "not-reached")], "SIGTERM", 143)


def test_a_signal_between_steps_is_remembered(at: Callable[[tuple[Step, ...]], Context]) -> None:
    signals = Signals()
    run = at(PLAN)
    with signals.watched():
        running = executed((step("one", passed("")), step("two", passed(""))), run, begun(run), signals)
        next(running)
        next(running)
        signal.raise_signal(signal.SIGINT)
        last = list(running)[-1]
    assert (ends([last]), last.exit_code) == ([("one", "ok"), ("two", "not-reached")], 130)
