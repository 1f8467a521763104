"""What `deploy promote` of 0.0.9 says, and where a promotion is asked for in vain."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ci_runner import lock, plan
from ci_runner.assembly import Subject, context
from ci_runner.config import RunConfig
from ci_runner.edgespark_cli import Answer
from ci_runner.execute import executed
from ci_runner.model import Live, Outcome
from ci_runner.pipeline import begun
from ci_runner.redact import Redactor
from ci_runner.report.summary import summary
from ci_runner.results import passed
from ci_runner.sandbox import deployments
from ci_runner.signals import Signals
from ci_runner.steps import promote
from tests.ci_runner.github import TOKEN, github
from tests.ci_runner.support import Bench, Stage, wanted
from tests.ci_runner.test_report import EMPTY, ended
from tests.guestbook import Guestbook

STAGED = Live("4fbc9025", "https://staging.example/", "aaaa1111")


def said(staging: str) -> Answer:
    text = f"✔ Promoted successfully\n│ Staging deployment: {staging}...\n│ Production deployment: bbbb2222...\n│ URL: https://a.example/\n"
    return Answer(("edgespark", "deploy", "promote"), 0, "", text)


def test_what_was_verified_is_what_went_live() -> None:
    assert promote.read(STAGED, said("aaaa1111")).live == Live("4fbc9025", "https://a.example/", "bbbb2222")


def test_another_deployment_of_staging_is_not_ours() -> None:
    """The command takes the newest of staging, and somebody else may have deployed there meanwhile."""
    found = promote.read(STAGED, said("cccc3333"))
    assert (found.outcome, found.reason, found.live) == (Outcome.FAILED, "promoted-another", None)
    assert "aaaa1111 is what this run verified" in found.sentence


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("✖ No active staging deployment found to promote", "not-in-staging", id="404"),
        pytest.param("✖ Another deployment is in progress. Please wait and try again.", "another-deploy", id="409"),
        pytest.param("✖ Invalid deployment. The staging deployment may have failed or is not active.", "promote-failed", id="400"),
        pytest.param("✖ API error: 401 Unauthorized", "promote-failed", id="401"),
        pytest.param("✖ API error: 503 Service Unavailable", "effect-unknown", id="503"),
        pytest.param("✖ Request timed out after 120s", "effect-unknown", id="no answer"),
    ],
)
def test_a_refusal_is_told_from_an_answer_that_never_came(text: str, reason: str) -> None:
    assert promote.refused(Answer(("edgespark", "deploy", "promote"), 1, "", text)).reason == reason


def test_a_claim_without_its_words_is_not_believed() -> None:
    assert promote.read(STAGED, Answer(("edgespark", "deploy", "promote"), 0, "", "")).reason == "effect-unknown"


def test_what_waits_in_staging_is_not_live() -> None:
    before = replace(EMPTY, live=Live("0ld", "https://a.example/"))
    staged = before.after(replace(ended("deploy", passed("")), staged=STAGED))
    assert (staged.deployed, staged.staged, staged.live) == (False, STAGED, before.live)
    promoted = staged.after(replace(ended("promote", passed("")), live=STAGED))
    assert (promoted.deployed, promoted.staged, promoted.live) == (True, None, STAGED)


@pytest.mark.parametrize(
    ("promote", "words"),
    [
        pytest.param(False, "**After the merge**, in the environment production: gate → keys → migrate → storage → auth → deploy → verify.", id="at once"),
        pytest.param(
            True,
            "**After the merge**, in the environment staging: gate → keys → migrate → storage → auth → deploy → verify; "
            "then in the environment production: migrate → promote → verify.",
            id="by way of staging",
        ),
    ],
)
def test_a_plan_says_which_way_the_code_will_go(promote: bool, words: str) -> None:
    assert f"\n{words}\n" in summary(replace(EMPTY, ahead=plan.ahead(RunConfig(promote=promote))))
    assert words not in summary(replace(EMPTY, ahead=plan.ahead(RunConfig(promote=promote)), steps=(ended("deploy", passed("")),)))


def test_a_cli_without_staging_is_held_before_anything_is_done(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.write(".edgespark-ci.yaml", "run: {promote: true}\n")
    ran = bench.run("run", "--sandbox", guestbook.path)
    assert (ran.code, ran.receipt["reason"], ran.reached) == (5, "no-staging", ["checks", "cli"]), ran.out
    assert "not reached: types, db-check, dry-run, gate" in ran.out
    assert ran.receipt["steps"][-2]["step"] == "promote"


@pytest.mark.parametrize(
    ("is_there", "end", "told"),
    [
        pytest.param(True, "ok", ["perhaps live (.), run 77.1", "live (.)"], id="promoted"),
        pytest.param(False, "not-in-staging", ["perhaps live (.), run 77.1", "not live (.), run 77.1"], id="refused"),
    ],
)
def test_github_hears_of_a_promotion_before_it_begins(stage: Stage, tmp_path: Path, is_there: bool, end: str, told: list[str]) -> None:
    with github() as hub:
        environ = {**os.environ, **stage.github, "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": hub.url}
        subject = Subject.at(stage.rehearsal.project, environ, kind=None)
        with subject.repo, lock.held(tmp_path / "lock") as descriptor:
            run = context(subject, plan.PROMOTION, environ, Redactor(), wanted(tmp_path, descriptor))
            receipt = replace(begun(run), staged=Live(run.event.commit, "https://staging.example/", in_staging(stage) if is_there else ""))
            *_, last = executed((plan.PROMOTE,), run, receipt, Signals())
        assert last.steps[-1].reason == end, last.steps[-1].sentence
        assert [status["description"] for status in reversed(hub.deployments[0]["statuses"])] == [f"edgespark-ci: {words}" for words in told]


def in_staging(stage: Stage) -> str:
    """Put something into staging; gives as much of its id as the command shows."""
    state, project = stage.rehearsal.service.state, stage.rehearsal.service.project_id
    made = deployments.prepare(state, project, "staging")
    deployments.upload(state, made, b"staged")
    deployments.go_live(state, made)
    return made.id[:8]
