"""SIGINT and SIGTERM, whatever the run is doing: what it started ends as a whole, and the receipt names what may have happened."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ci_runner import execute, pipeline, plan
from ci_runner.model import Step
from ci_runner.sandbox import settings
from hooks import child
from tests.ci_runner.faulty import FaultyStage
from tests.ci_runner.support import Bench, Ran
from tests.guestbook import Guestbook
from tests.process import has_ended

NEEDED = (plan.CHECKS, plan.CLI, plan.GATE)
# The command signals its runner, leaves a child of its own behind, and hangs.
HANGS = 'echo $$ > "{pids}"; sleep 60 & echo $! >> "{pids}"; kill -{name} $PPID; sleep 60'
# The second signal comes while the first is being dealt with: when the runner asks the command to end.
DEAF = """trap '' INT; trap 'kill -INT $PPID' TERM; echo $$ > "{pids}"; kill -TERM $PPID; while :; do sleep 60; done"""
QUIET_CHILD = """sh -c 'trap "" TERM; echo $$ > "{pids}"; kill -TERM '$PPID'; exec sleep 60 > /dev/null 2>&1 < /dev/null' & wait"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyStage]:
    """One stage for all: what a run leaves is cleared away before the next."""
    place = tmp_path_factory.mktemp("interrupted")
    with FaultyStage.at(Guestbook.at(place / "guestbook"), place / "bin") as running:
        yield running


def run(stage: FaultyStage, bench: Bench, *steps: Step) -> Ran:
    """A deploy of these steps in this process, behind a run that put the first commit live."""
    stage.receipt_before(bench.directory)
    bench.monkeypatch.setattr(pipeline, "planned", lambda _event, _wish: steps)
    bench.monkeypatch.setattr(child, "_GRACE_SECONDS", 0.5)
    return bench.run("deploy", stage.rehearsal.project, environ=stage.environ)


def gone(pids: Path) -> bool:
    """Whether all these processes end within a moment."""
    started = pids.read_text(encoding="utf-8").split()
    assert started
    return all(has_ended(int(one)) for one in started)


def interrupted(ran: Ran, name: str, step: Step, stage: FaultyStage) -> None:
    """The run ended by that signal in that step, says so, and left nothing behind."""
    code = 130 if name == "INT" else 143
    assert (ran.code, ran.receipt["exit_code"]) == (code, code), ran.out
    assert (ran.receipt["verdict"], ran.receipt["interrupted"], ran.receipt["in_progress"]) == ("interrupted", f"SIG{name}", None)
    assert (ran.reached[-1], ran.step(step.name)["reason"]) == (step.name, "interrupted")
    assert ran.receipt["unknown"] == ([step.name] if step.changes else [])
    assert (ran.receipt["live"] or {}).get("commit") == (None if step.changes == "live" else stage.older)
    assert (stage.went_live, stage.is_clean) == ([stage.older], True)


@pytest.mark.parametrize(
    ("step", "command", "name", "does"),
    [
        pytest.param(plan.TYPES, "pull types --check", "INT", HANGS, id="types"),
        pytest.param(plan.DB_CHECK, "db check", "TERM", HANGS, id="db-check"),
        pytest.param(plan.DRY_RUN, "deploy --dry-run", "INT", HANGS, id="dry-run"),
        pytest.param(plan.KEYS, "secret list", "TERM", HANGS, id="keys"),
        pytest.param(plan.MIGRATE, "db migrate", "INT", HANGS, id="migrate"),
        pytest.param(plan.STORAGE, "storage apply", "TERM", HANGS, id="storage"),
        pytest.param(plan.AUTH, "auth apply", "INT", HANGS, id="auth"),
        pytest.param(plan.DEPLOY_ONCE, "deploy", "TERM", HANGS, id="deploy"),
        pytest.param(plan.DEPLOY_ONCE, "deploy", "TERM", DEAF, id="a deploy that hears no signal, and a second signal"),
        pytest.param(plan.TYPES, "pull types --check", "TERM", QUIET_CHILD, id="a command with a child that outlives it in silence"),
    ],
)
def test_a_signal_ends_the_step_with_all_that_it_started(
    stage: FaultyStage, bench: Bench, tmp_path: Path, step: Step, command: str, name: str, does: str
) -> None:
    stage.again(migrated=step is not plan.MIGRATE)
    service = stage.rehearsal.service
    settings.put_buckets(service.state, service.project_id, {})
    settings.put_auth(service.state, service.project_id, {})
    stage.command(command, does.format(pids=tmp_path / "pids", name=name))
    ran = run(stage, bench, *NEEDED, step, plan.VERIFY)
    interrupted(ran, name, step, stage)
    assert gone(tmp_path / "pids")
    assert stage.calls[command] == 1


def test_a_signal_ends_the_question_to_a_remote_that_never_answers(stage: FaultyStage, bench: Bench) -> None:
    stage.again(migrated=True)
    origin = stage.git("remote", "get-url", "origin")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        stage.git("remote", "set-url", "origin", f"git://127.0.0.1:{silent.getsockname()[1]}/guestbook")
        caught = threading.Thread(target=_caught, args=(silent,))
        caught.start()
        try:
            ran = run(stage, bench, *NEEDED, plan.DEPLOY_ONCE)
        finally:
            stage.git("remote", "set-url", "origin", origin)
            caught.join()
    interrupted(ran, "TERM", plan.GATE, stage)


def _caught(silent: socket.socket) -> None:
    """Wait until git has called and said what it wants, then signal, and wait until it has hung up."""
    call, _address = silent.accept()
    with call:
        call.recv(1000)
        os.kill(os.getpid(), signal.SIGTERM)
        call.settimeout(60)
        # What git says may come in parts; only the end of it is the end of git.
        while call.recv(1000):
            pass


def _pauses_with_a_signal() -> Iterator[float]:
    """One pause, and SIGTERM for this process in the middle of it."""
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    yield 30.0
    timer.join()


def test_a_signal_between_two_attempts_is_the_last(stage: FaultyStage, bench: Bench) -> None:
    stage.again(migrated=True)
    stage.command("pull types --check", "echo 'API error: 503' >&2; exit 6")
    bench.monkeypatch.setattr(execute, "_PAUSES", _pauses_with_a_signal())
    ran = run(stage, bench, *NEEDED, plan.TYPES, plan.DEPLOY_ONCE)
    interrupted(ran, "TERM", plan.TYPES, stage)
    assert stage.calls["pull types --check"] == 1


@contextmanager
def signalled_in(step: str, receipt: Path) -> Iterator[None]:
    """SIGTERM for this process, a moment after the receipt says that the step has begun."""
    over = threading.Event()

    def watch() -> None:
        while f'"in_progress": "{step}"' not in receipt.read_text(encoding="utf-8"):
            if over.wait(0.02):
                return
        if not over.wait(0.3):
            os.kill(os.getpid(), signal.SIGTERM)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def test_a_signal_while_an_answer_is_awaited_ends_the_waiting(stage: FaultyStage, bench: Bench) -> None:
    stage.again(migrated=True)
    stage.rehearsal.service.set_fault("503@/live/")
    with signalled_in("verify", stage.receipt_before(bench.directory)):
        ran = run(stage, bench, *NEEDED, plan.VERIFY)
    interrupted(ran, "TERM", plan.VERIFY, stage)
