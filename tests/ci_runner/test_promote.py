"""What `deploy promote` of 0.0.9 says, and where a promotion is asked for in vain."""

from dataclasses import replace

import pytest

from ci_runner.edgespark_cli import Answer
from ci_runner.model import Live, Outcome
from ci_runner.results import passed
from ci_runner.steps import promote
from tests.ci_runner.support import Bench
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


def test_a_cli_without_staging_is_held_before_anything_is_done(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.write(".edgespark-ci.yaml", "run: {promote: true}\n")
    ran = bench.run("run", "--sandbox", guestbook.path)
    assert (ran.code, ran.receipt["reason"], ran.reached) == (5, "no-staging", ["checks", "cli"]), ran.out
    assert "not reached: types, db-check, dry-run, gate" in ran.out
    assert ran.receipt["steps"][-2]["step"] == "promote"
