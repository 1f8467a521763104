"""The receipt as a file, the summary, and what is printed."""

import io
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from ci_runner.event import Event, Kind
from ci_runner.finish import Places, finish
from ci_runner.model import NOT_REACHED, Applied, Digests, Live, Outcome, Receipt, Stage, StepResult, Told
from ci_runner.previous import told_before
from ci_runner.redact import Redactor
from ci_runner.report import receipt as receipt_file
from ci_runner.report.console import Console, closing
from ci_runner.report.outputs import lines, outputs
from ci_runner.report.summary import MAX_CHARACTERS, summary
from ci_runner.results import failed, held, passed, skipped
from hooks.errors import UsageError

COMMIT = "0123456789" * 4
EVENT = Event(kind=Kind.PUSH, commit=COMMIT, branch="main", default_branch="main", actor="ada")
EMPTY = Receipt(tool="edgespark-ci 0.1.0", project=".", environment="production", event=EVENT, commit=COMMIT, tree="t" * 40, started="2026-01-02T03:04:05Z")


def ended(step: str, result: StepResult) -> StepResult:
    return replace(result, step=step, stage=Stage.DEPLOY, seconds=1.25)


DONE = replace(
    EMPTY.after(ended("checks", passed("no findings", reason="clean")))
    .after(replace(ended("migrate", passed("applied")), applied=Applied(COMMIT, ("0000_a",))))
    .after(replace(ended("deploy", passed("live")), live=Live(COMMIT, "https://a.example/", "4fbc9025"))),
    finished=True,
)


def test_a_receipt_is_canonical_and_says_everything_once() -> None:
    document = receipt_file.document(replace(DONE, digests=Digests(tree="1", journal="2", schema="3", policy="4", tools="5")))
    content = receipt_file.canonical(document)
    assert content == receipt_file.canonical(json.loads(content))
    assert list(json.loads(content)) == sorted(document)
    assert (document["version"], document["verdict"], document["exit_code"], document["reason"]) == (1, "passed", 0, None)
    assert document["applied"] == {"commit": COMMIT, "migrations": ["0000_a"]}
    assert document["live"] == {"commit": COMMIT, "url": "https://a.example/", "deployment": "4fbc9025", "told_by": "this run", "pinned": ""}
    assert document["digests"] == {"tree": "1", "journal": "2", "schema": "3", "policy": "4", "tools": "5"}
    assert document["seconds"] == 3.75


@pytest.mark.parametrize(
    ("results", "verdict", "code"),
    [
        pytest.param([], "passed", 0, id="nothing to do"),
        pytest.param([skipped("no-key-here", "")], "passed", 0, id="skipped"),
        pytest.param([skipped("superseded", "")], "superseded", 0, id="a later commit does it"),
        pytest.param([failed("findings", "")], "failed", 1, id="an error was found"),
        pytest.param([failed("undetermined", "")], "failed", 3, id="no verdict"),
        pytest.param([failed("undetermined", ""), failed("time-out", "")], "failed", 4, id="no verdict, and a step failed"),
        pytest.param([failed("findings", ""), failed("time-out", "")], "failed", 1, id="an error was found, and a step failed"),
        pytest.param([held("no-key", "")], "held", 5, id="held"),
        pytest.param([held("no-key", ""), failed("time-out", "")], "failed", 4, id="held, and a step failed"),
        pytest.param([StepResult(outcome=Outcome.EXPECTED, reason="pending", sentence="")], "passed", 0, id="expected"),
    ],
)
def test_the_verdict_and_the_exit_code_follow_from_the_results(results: list[StepResult], verdict: str, code: int) -> None:
    receipt = EMPTY
    for result in results:
        receipt = receipt.after(ended("checks", result))
    receipt = replace(receipt, finished=True)
    assert (receipt.verdict, receipt.exit_code) == (verdict, code)


def test_a_run_that_did_not_end_is_unfinished_and_an_interrupted_one_says_so() -> None:
    assert replace(EMPTY, in_progress="deploy").verdict == "unfinished"
    assert (replace(DONE, interrupted="SIGINT").verdict, replace(DONE, interrupted="SIGINT").exit_code) == ("interrupted", 130)
    assert replace(DONE, interrupted="SIGTERM").exit_code == 143


def test_a_receipt_is_replaced_whole_and_readable(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    path.write_text("an older one", encoding="utf-8")
    receipt_file.write(path, b"{}\n")
    assert path.read_bytes() == b"{}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_a_receipt_that_cannot_be_put_there_leaves_the_old_one_and_no_rubbish(tmp_path: Path) -> None:
    (tmp_path / "receipt.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        receipt_file.write(tmp_path / "receipt.json", b"{}")
    assert list(tmp_path.iterdir()) == [tmp_path / "receipt.json"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("[]", id="a list"),
        pytest.param('{"version": 2, "steps": []}', id="a later version"),
        pytest.param('{"version": 1}', id="something else"),
    ],
)
def test_what_is_no_receipt_is_refused_and_tells_nothing_of_what_is_live(tmp_path: Path, content: str) -> None:
    path = tmp_path / "receipt.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError):
        receipt_file.read(path)
    assert told_before(path, ".", "production", sandbox=False) == Told()


def test_an_earlier_receipt_tells_what_is_live_for_its_own_project_only(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    receipt_file.write(path, receipt_file.canonical(receipt_file.document(DONE)))
    assert told_before(path, ".", "production", sandbox=False) == Told(Live(COMMIT, "https://a.example/", "4fbc9025", "an earlier receipt"))
    assert told_before(path, "apps/shop", "production", sandbox=False) == Told()
    assert told_before(path, ".", "staging", sandbox=False) == Told()
    assert told_before(path, ".", "production", sandbox=True) == Told()


def printed(result: StepResult, *, on_github: bool, redact: Redactor | None = None) -> str:
    stream = io.StringIO()
    Console(redact or Redactor(), on_github=on_github, stream=stream).result(result)
    return stream.getvalue()


def test_a_result_is_one_aligned_line_with_what_to_do_below() -> None:
    text = printed(ended("keys", held("missing-keys", "not set: A", todo=("edgespark var set A=VALUE",))), on_github=False)
    assert text == "  keys      held       1.25 s  not set: A  [missing-keys]\n            to do: edgespark var set A=VALUE\n"


def test_on_github_an_excerpt_folds_and_a_failure_is_an_annotation() -> None:
    text = printed(ended("deploy", failed("deploy-failed", "it, too: 100%", excerpt="a\nb")), on_github=True)
    assert text.splitlines()[1:] == [
        "::group::what deploy saw",
        "            | a",
        "            | b",
        "::endgroup::",
        "::error title=edgespark-ci deploy%3A deploy-failed::it, too: 100%25",
    ]


def test_no_text_of_others_acts_as_a_command_on_github() -> None:
    evil = "::set-output name=x::y\n##[error]no\n::stop-commands::t"
    text = printed(ended("dry-run", failed("dry-run-failed", evil, todo=(evil,), excerpt=evil)), on_github=True)
    commands = [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert [line.split("::")[1].split(" ")[0] for line in commands] == ["group", "endgroup", "error"]
    assert "##[" not in text


def test_what_is_printed_is_redacted() -> None:
    text = printed(ended("deploy", failed("x", "key is top-secret-key", excerpt="top-secret-key")), on_github=True, redact=Redactor(["top-secret-key"]))
    assert "top-secret-key" not in text
    assert "***" in text


def test_masks_come_line_by_line_and_only_on_github() -> None:
    for on_github, expected in ((True, {"::add-mask::line one", "::add-mask::line two"}), (False, set())):
        stream = io.StringIO()
        Console(Redactor(), on_github=on_github, stream=stream).mask(("line one\n}\nline two",))  # masking a bracket would spoil the log
        assert set(stream.getvalue().splitlines()) == expected


def test_steps_that_were_not_reached_are_named_together() -> None:
    receipt = EMPTY.after(ended("checks", failed("findings", "1 error")))
    for step in ("cli", "types"):
        receipt = receipt.after(ended(step, skipped(NOT_REACHED, "checks ended the run")))
    assert printed(receipt.steps[1], on_github=False) == ""
    assert "  not reached: cli, types\n" in closing(replace(receipt, finished=True), "receipt.json")


def test_the_summary_shows_each_step_and_means_nothing_by_what_others_wrote() -> None:
    receipt = replace(EMPTY.after(ended("deploy", failed("deploy-failed", "a | b <script> `c`\nd", excerpt="```\nfence"))), finished=True)
    page = summary(receipt)
    assert "| deploy | failed (`deploy-failed`) | 1.25 | a \\| b \\<script\\> \\`c\\` d |" in page
    assert "````text\n```\nfence\n````" in page


def test_the_summary_of_a_deploy_links_to_it() -> None:
    assert "Live at <https://a.example/>." in summary(DONE)


def test_a_summary_is_cut_to_what_github_shows() -> None:
    page = summary(EMPTY.after(ended("checks", failed("findings", "x", excerpt="y" * 100_000))))
    assert len(page) < MAX_CHARACTERS + 100
    assert page.endswith("*Left out for want of room: what checks saw. The receipt and the log hold them.*\n")


def test_outputs_are_one_line_each_whatever_they_hold() -> None:
    found = outputs(DONE, "receipt.json")
    assert (found["outcome"], found["verdict"], found["url"], found["deployed"], found["exit-code"]) == ("passed", "clean", "https://a.example/", "true", "0")
    assert lines({"url": "x\ndeployed=true"}) == "url=x deployed=true\n"


def test_what_cannot_be_written_is_told_and_the_rest_is_written(tmp_path: Path) -> None:
    places = Places(tmp_path / "missing" / "receipt.json", tmp_path / "missing" / "summary.md", tmp_path / "outputs")
    problems = finish(DONE, places, Redactor())
    assert [problem.split(" could")[0] for problem in problems] == ["the receipt", "the step summary"]
    assert "outcome=passed\n" in (tmp_path / "outputs").read_text(encoding="utf-8")
