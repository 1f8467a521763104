"""A window of the app's log: counted while the expectations are asked, and no line of it kept."""

import contextlib
import json
from pathlib import Path

import pytest

from ci_runner import log_tail
from ci_runner.config import Watch
from ci_runner.log_counts import LogCounts
from ci_runner.model import Outcome
from ci_runner.signals import Interrupted
from ci_runner.steps import watching
from hooks import child
from tests.ci_runner.support import Bench, staged
from tests.ci_runner.test_deploy import wrapped
from tests.guestbook import Guestbook
from tests.process import has_ended

pytestmark = pytest.mark.usefixtures("decisive")
SECRET_LINE = "the visitor's card is 4111-1111"


def counted(*lines: str) -> LogCounts:
    counts = LogCounts()
    for line in lines:
        counts.see(line)
    return counts


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        pytest.param([], "0 requests, 0 exceptions, 0 answers of 500 or more", id="silence"),
        pytest.param(["─── GET https://x/api/a → 200 12ms (cpu: 3ms)", ""], "1 request, 0 exceptions, 0 answers of 500 or more", id="a request"),
        pytest.param(["─── ??? unknown → ??? 0ms (cpu: 0ms)"], "1 request, 0 exceptions, 0 answers of 500 or more", id="one without an answer"),
        pytest.param(
            ["12:00:00.123 EXC TypeError: x", "    at y", "─── GET https://x/ → 503 1ms (cpu: 1ms)"] * 2 + ["12:00:00.123 EXC RangeError: x"],
            "2 requests, 3 exceptions (2 TypeError, 1 RangeError), 2 answers of 500 or more",
            id="exceptions by name",
        ),
        pytest.param([f"12:00:00.123 EXC {SECRET_LINE}: x"], "0 requests, 1 exception (1 of another kind), 0 answers of 500 or more", id="a name that is none"),
        pytest.param([f"12:00:00.123 ERR {SECRET_LINE}"], "0 requests, 0 exceptions, 0 answers of 500 or more", id="a log line"),
        pytest.param(["12:00:00.123 INF → 500 in a message"], "0 requests, 0 exceptions, 0 answers of 500 or more", id="a message about an answer"),
    ],
)
def test_only_numbers_and_names_are_kept(lines: list[str], words: str) -> None:
    assert counted(*lines).words == words


THROWN = "12:00:00.123 EXC TypeError: x"
FAILED = "─── GET https://x/ → 500 1ms (cpu: 1ms)"


@pytest.mark.parametrize(
    ("lines", "watch", "lost", "outcome", "reason"),
    [
        pytest.param([THROWN], Watch(5), None, Outcome.FAILED, "too-many-exceptions", id="an exception"),
        pytest.param([THROWN], Watch(5, exceptions=1), None, Outcome.PASSED, "ok", id="one that is let through"),
        pytest.param([FAILED], Watch(5), None, Outcome.FAILED, "too-many-server-errors", id="a 500"),
        pytest.param([FAILED], Watch(5, server_errors=1), None, Outcome.PASSED, "ok", id="a 500 that is let through"),
        pytest.param([], Watch(5), 2.2, Outcome.PASSED, "log-lost", id="a lost stream"),
        pytest.param([THROWN], Watch(5), 2.2, Outcome.FAILED, "too-many-exceptions", id="an exception before the stream was lost"),
        pytest.param(["{'level': 'error'}"], Watch(5), None, Outcome.PASSED, "log-unread", id="lines of an unknown form"),
    ],
)
def test_what_the_counts_mean(lines: list[str], watch: Watch, lost: float | None, outcome: Outcome, reason: str) -> None:
    found = watching.judged(counted(*lines), watch, lost)
    assert (found.outcome, found.reason, found.excerpt) == (outcome, reason, "")


@pytest.mark.parametrize(
    ("run", "fault", "code", "outcome", "reason", "words"),
    [
        pytest.param(
            "{watch: {seconds: SECONDS}, verify: [{path: /}]}",
            "",
            0,
            "passed",
            "ok",
            "answers as expected: / → 200; in SECONDS s: 1 request, 0 exceptions, 0 answers",
            id="all is well, and the expectation's own request is seen",
        ),
        pytest.param("{watch: {seconds: 1}}", "", 0, "passed", "ok", "in 1 s: 0 requests", id="nothing but the log"),
        pytest.param(
            "{watch: {seconds: SECONDS}, verify: [{path: /, status: 500}]}",
            "throwing-app",
            4,
            "failed",
            "too-many-exceptions",
            "1 exception (1 TypeError), 1 answer of 500 or more",
            id="an app that throws",
        ),
        pytest.param(
            "{watch: {seconds: SECONDS, exceptions: 9}, verify: [{path: /, status: 500}]}",
            "throwing-app",
            4,
            "failed",
            "too-many-server-errors",
            "",
            id="5xx",
        ),
        pytest.param(
            "{watch: {seconds: 60}, verify: [{path: /}]}", "dropped-log", 0, "passed", "log-lost", "after which the log stream was lost", id="a lost log"
        ),
        pytest.param(
            "{watch: {seconds: 60}, verify: [{path: /, status: 418}], time-limits: {verify: 1}}",
            "",
            4,
            "failed",
            "not-as-expected",
            "/ answered 200 instead of 418",
            id="an answer that fails ends the window",
        ),
    ],
)
def test_the_window_decides_beside_the_expectations(
    guestbook: Guestbook, bench: Bench, run: str, fault: str, code: int, outcome: str, reason: str, words: str
) -> None:
    for seconds in ("1", "10"):  # a busy machine may not bring the request into the log within the second
        guestbook.write(".edgespark-ci.yaml", f"run: {run.replace('SECONDS', seconds)}\n")
        ran = bench.run("run", "--sandbox", guestbook.path, *(("--fault", fault) if fault else ()))
        step = ran.step("verify")
        if "SECONDS" not in run or "0 requests" not in step["sentence"]:
            break
    assert (ran.code, step["outcome"], step["reason"]) == (code, outcome, reason), ran.out
    assert words.replace("SECONDS", seconds) in step["sentence"]
    assert step["seconds"] < 50
    assert ran.receipt["live"]["commit"] == ran.receipt["commit"]


def test_a_cli_without_a_log_says_so(guestbook: Guestbook, bench: Bench, tmp_path: Path) -> None:
    guestbook.write(".edgespark-ci.yaml", "run: {watch: {seconds: 1}}\n")
    with staged(guestbook, bench) as stage:
        wrapped(stage, tmp_path, 'case "$*" in log*) exit 2;; esac')
        ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ran.step("verify")["outcome"], ran.step("verify")["reason"]) == (0, "skipped", "no-log-tail"), ran.out


def test_no_line_of_the_log_is_in_anything_that_is_left_behind(guestbook: Guestbook, bench: Bench, tmp_path: Path) -> None:
    """Whatever the app logs, and wherever in a line it stands; and the command that reads it inherits the lock and ends with the window."""
    guestbook.write(".edgespark-ci.yaml", "run: {watch: {seconds: 1}}\n")
    lines = [
        f"12:00:00.123 ERR {SECRET_LINE}",
        f"12:00:00.123 EXC TypeError: {SECRET_LINE}",
        f"    at {SECRET_LINE}",
        f"12:00:00.123 EXC {SECRET_LINE}: x",
        f"─── GET https://x/{SECRET_LINE} → 500 1ms (cpu: 1ms)",
    ]
    (tmp_path / "log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    places = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "GITHUB_OUTPUT": str(tmp_path / "outputs")}
    with staged(guestbook, bench) as stage:
        known = f"readlink /proc/$$/fd/* >{tmp_path}/descriptors; echo $$ >{tmp_path}/process"
        tailing = f"{known}; cat {tmp_path}/log; cat {tmp_path}/log >&2; echo Connected >&2; exec sleep 60"
        wrapped(stage, tmp_path, f'case "$*" in "log tail"*) {tailing};; esac')
        ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"), **places)
    assert (ran.code, ran.step("verify")["reason"]) == (4, "too-many-exceptions"), ran.out
    assert "2 exceptions (1 TypeError, 1 of another kind), 1 answer of 500 or more" in ran.out
    left = [ran.out, ran.err, json.dumps(dict(ran.receipt)), *((tmp_path / name).read_text(encoding="utf-8") for name in ("summary.md", "outputs"))]
    assert [text for text in left if "visitor" in text or "4111" in text] == []
    assert "edgespark-ci.lock" in (tmp_path / "descriptors").read_text(encoding="utf-8")
    assert has_ended(int((tmp_path / "process").read_text()))


def test_a_stream_that_will_not_end_is_ended_with_its_children_whatever_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_GRACE_SECONDS", 0.3)
    script = f"trap '' TERM INT; sleep 60 & echo $! >{tmp_path}/inner; echo Connected >&2; wait; wait"
    process = child.start(("sh", "-c", script))
    with contextlib.suppress(Interrupted), log_tail.following(process) as tail:
        tail.wait_until_open(60)
        raise Interrupted
    assert process.poll() is not None
    assert has_ended(int((tmp_path / "inner").read_text()))
