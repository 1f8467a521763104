"""Receipts after the run: what GitHub vouches for, and what a laptop's deploy becomes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_runner.github import marks
from tests.ci_runner.github import TOKEN, GitHub, github
from tests.ci_runner.support import Ran, Stage

pytestmark = pytest.mark.usefixtures("decisive")


@pytest.fixture
def hub() -> Iterator[GitHub]:
    """A GitHub that knows nothing yet."""
    with github() as running:
        yield running


@pytest.fixture
def receipt(stage: Stage, hub: GitHub) -> Path:
    """The receipt of a deploy on GitHub, whose run is there and has uploaded it."""
    assert stage.deploy().code == 0
    file = stage.bench.directory / "receipt.json"
    commit = json.loads(file.read_bytes())["commit"]
    hub.runs["77"] = {"id": 77, "head_sha": commit, "head_branch": "main", "event": "push", "run_attempt": 1}
    hub.uploaded(b"something else", "notes.txt")
    hub.uploaded(file.read_bytes())
    return file


def asked(stage: Stage, hub: GitHub, *words: str, **environ: str) -> Ran:
    """`edgespark-ci receipt WORDS` with a token."""
    variables = {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": hub.url, "GITHUB_REPOSITORY": "acme/guestbook", **environ}
    return stage.bench.run("receipt", *words, environ=variables)


def test_the_run_that_uploaded_a_receipt_vouches_for_it(stage: Stage, hub: GitHub, receipt: Path) -> None:
    ran = asked(stage, hub, "verify")
    assert (ran.code, ran.out) == (0, "GitHub vouches for it: run 77 of acme/guestbook uploaded this file\n")


@pytest.mark.parametrize(
    ("field", "value", "doubt"),
    [
        pytest.param("head_sha", "f" * 40, "that run was about the commit ffffffffff", id="another commit"),
        pytest.param("head_branch", "feature", "that run was on feature, not on main", id="another branch"),
        pytest.param("event", "pull_request", "that run was a pull_request", id="a proposal"),
        pytest.param("run_attempt", 0, "", id="no attempt said"),
    ],
)
def test_another_kind_of_run_does_not(stage: Stage, hub: GitHub, receipt: Path, field: str, value: object, doubt: str) -> None:
    hub.runs["77"][field] = value
    ran = asked(stage, hub, "verify")
    assert (ran.code, ran.out.splitlines()[:1]) == ((1, [f"not vouched for: {doubt}"]) if doubt else (0, ran.out.splitlines()))


def test_a_file_that_was_changed_is_not_vouched_for(stage: Stage, hub: GitHub, receipt: Path) -> None:
    receipt.write_bytes(receipt.read_bytes().replace(b'"verdict": "passed"', b'"verdict": "passed" '))
    ran = asked(stage, hub, "verify")
    assert (ran.code, ran.out) == (1, "not vouched for: no artifact of that run holds this very file\n")


def test_a_receipt_of_another_repository_or_of_none(stage: Stage, hub: GitHub, receipt: Path) -> None:
    assert "it is about acme/guestbook, not about acme/other" in asked(stage, hub, "verify", GITHUB_REPOSITORY="acme/other").out
    content = json.loads(receipt.read_bytes())
    receipt.write_text(json.dumps({**content, "event": {**content["event"], "host": "git", "run_id": ""}}), encoding="utf-8")
    assert asked(stage, hub, "verify").out == "not vouched for: it names no run on GitHub\n"


def test_nobody_to_ask_is_no_verdict(stage: Stage, hub: GitHub, receipt: Path) -> None:
    hub.refuse = 403
    assert asked(stage, hub, "verify").code == 3
    assert asked(stage, hub, "verify", GITHUB_TOKEN="").code == 2


def test_a_deploy_from_a_laptop_becomes_what_is_live(stage: Stage, hub: GitHub) -> None:
    environ = {**stage.rehearsal.environment, "CI": "", "GITHUB_ACTIONS": ""}
    assert stage.bench.run("deploy", stage.rehearsal.project, environ=environ).code == 0
    stage.bench.monkeypatch.chdir(stage.rehearsal.repository)
    file = str(stage.bench.directory / "receipt.json")
    in_checkout = type(stage.bench)(stage.rehearsal.repository, stage.bench.monkeypatch, stage.bench.capsys)
    variables = {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": hub.url, "GITHUB_REPOSITORY": "acme/guestbook"}
    ran = in_checkout.run("receipt", "adopt", file, "--reason", "GitHub was down", environ=variables)
    assert ran.code == 0, ran.err
    made = hub.deployments[0]
    assert (made["created_with"]["description"], made["statuses"][0]["description"]) == ("GitHub was down", marks.live_marker("."))
    older = made["sha"]
    stage.project.write("README.md", "more\n")
    stage.pushed()
    held = stage.deploy(GITHUB_TOKEN=TOKEN, GITHUB_API_URL=hub.url)
    assert (held.code, held.receipt["base"]) == (0, older), held.out


def test_what_put_nothing_live_is_not_adopted(stage: Stage, hub: GitHub) -> None:
    stage.git.commit("not pushed")
    assert stage.deploy().code == 5
    ran = asked(stage, hub, "adopt", "--reason", "x")
    assert (ran.code, ran.err) == (2, "edgespark-ci: this receipt put nothing live that could be adopted\n")
    assert hub.deployments == []
