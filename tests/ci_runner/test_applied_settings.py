"""Buckets and the auth config on the way to production: made where that loses nothing, held where it would."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_runner.model import Outcome
from ci_runner.results import failed
from ci_runner.sandbox import settings
from ci_runner.steps import auth
from tests.ci_runner.support import Bench, Ran, Stage, staged
from tests.ci_runner.test_deploy import wrapped
from tests.guestbook import Guestbook

STORAGE, AUTH = "server/src/defs/storage_schema.ts", "configs/auth-config.yaml"
ONE_MORE = '\nexport const sounds = { bucket_name: "guestbook-sounds", description: "Sounds" };\n'


@pytest.fixture
def live(guestbook: Guestbook, bench: Bench) -> Iterator[Stage]:
    """A guestbook that is live, and whose dry run may mind what waits to be applied."""
    bench.without("types", "db-check", "keys")
    guestbook.replace(".edgespark-ci.yaml", "run:\n", "run:\n  pending: expected\n")
    with staged(guestbook, bench) as stage:
        stage.was_deployed()
        yield stage


def buckets(stage: Stage) -> set[str]:
    """What the platform has."""
    service = stage.rehearsal.service
    return set(settings.buckets(service.state, service.project_id))


def with_bucket(stage: Stage) -> Stage:
    """One more bucket, merged."""
    stage.project.write(STORAGE, stage.project.read(STORAGE) + ONE_MORE)
    stage.pushed("sounds")
    return stage


def without_google(stage: Stage) -> Stage:
    """One way less to sign in, merged."""
    stage.project.replace(AUTH, "providerGoogle:\n  enabled: true", "providerGoogle:\n  enabled: false")
    stage.pushed("no Google")
    return stage


def configured(stage: Stage, words: str) -> Stage:
    """One more line of `run:`, merged with the next change."""
    stage.project.replace(".edgespark-ci.yaml", "run:\n", f"run:\n  {words}\n")
    return stage


def held(ran: Ran, step: str, reason: str) -> bool:
    """Whether the run was held there for that."""
    return (ran.code, ran.reached[-1], ran.receipt["reason"]) == (5, step, reason)


def test_a_new_bucket_is_made_before_the_deploy(live: Stage) -> None:
    ran = with_bucket(live).deploy()
    assert (ran.code, ran.step("storage")["sentence"]) == (0, "made: guestbook-sounds"), ran.out
    assert buckets(live) == {"guestbook-pictures", "guestbook-sounds"}
    assert next(step for step in ran.receipt["steps"] if step["step"] == "dry-run")["reason"] == "pending"


def test_without_a_change_nothing_is_applied(live: Stage, tmp_path: Path) -> None:
    wrapped(live, tmp_path, f'echo "$*" >> {tmp_path}/calls')
    live.project.write("README.md", "more\n")
    live.pushed()
    ran = live.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ran.step("storage")["sentence"]) == (0, "the platform has what is declared: guestbook-pictures"), ran.out
    assert "apply" not in (tmp_path / "calls").read_text(encoding="utf-8")


def test_a_bucket_that_would_go_is_for_a_human(live: Stage) -> None:
    service = live.rehearsal.service
    settings.put_buckets(service.state, service.project_id, {"guestbook-pictures": "", "by-hand": ""})
    live.project.write("README.md", "more\n")
    live.pushed()
    ran = live.deploy()
    assert held(ran, "storage", "removes-buckets"), ran.out
    assert "by-hand" in buckets(live)


@pytest.mark.parametrize(("step", "change"), [pytest.param("storage", with_bucket, id="bucket"), pytest.param("auth", None, id="auth")])
def test_apply_never_holds_with_the_command(live: Stage, step: str, change: object) -> None:
    configured(live, "apply: never")
    if change is with_bucket:
        with_bucket(live)
    else:
        live.project.replace(AUTH, "minPasswordLength: 10", "minPasswordLength: 12")
        live.pushed()
    ran = live.deploy()
    assert held(ran, step, "apply-by-hand"), ran.out
    assert f"to do: edgespark {step} apply" in ran.out


def test_an_apply_that_claims_success_is_caught(live: Stage, tmp_path: Path) -> None:
    wrapped(live, tmp_path, 'case "$*" in "storage apply") exit 0;; esac')
    ran = with_bucket(live).deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ran.step("storage")["reason"]) == (4, "not-applied"), ran.out
    assert buckets(live) == {"guestbook-pictures"}


def test_a_cli_that_cannot_apply_holds(live: Stage, tmp_path: Path) -> None:
    wrapped(live, tmp_path, 'case "$*" in "storage --help") exit 0;; esac')
    ran = with_bucket(live).deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert held(ran, "storage", "no-storage-apply"), ran.out


def test_a_changed_auth_config_is_applied(live: Stage) -> None:
    live.project.replace(AUTH, "minPasswordLength: 10", "minPasswordLength: 12")
    live.pushed()
    ran = live.deploy()
    assert (ran.code, ran.step("auth")["sentence"]) == (0, "applied"), ran.out


def test_a_way_to_sign_in_is_never_taken_unasked(live: Stage) -> None:
    ran = without_google(live).deploy()
    assert held(ran, "auth", "closes-sign-in"), ran.out
    assert "no longer lets people in by providerGoogle" in ran.out


def test_without_auth_get_the_live_commit_tells_whether_it_changed(live: Stage, tmp_path: Path) -> None:
    wrapped(live, tmp_path, f'echo "$*" >> {tmp_path}/calls; case "$*" in "auth get"*) exit 1;; esac')
    live.project.write("README.md", "more\n")
    live.pushed()
    ran = live.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ran.step("auth")["sentence"]) == (0, "auth-config.yaml did not change since what is live"), ran.out
    assert "auth apply" not in (tmp_path / "calls").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cause", "now", "outcome", "reason"),
    [
        pytest.param("crashed", {"a": 1}, Outcome.PASSED, "applied-after-all", id="what is declared"),
        pytest.param("time-out", {"a": 1}, Outcome.PASSED, "applied-after-all", id="what is declared, after a request without answer"),
        pytest.param("auth-apply-failed", {"a": 0}, Outcome.FAILED, "auth-apply-failed", id="what was there before"),
        pytest.param("crashed", {"a": 0}, Outcome.FAILED, "crashed", id="what was there before, after a request without answer"),
        pytest.param("crashed", {"a": 2}, Outcome.FAILED, "crashed", id="something else"),
        pytest.param("unreachable", None, Outcome.FAILED, "unreachable", id="nothing"),
        pytest.param("auth-apply-failed", None, Outcome.FAILED, "effect-unknown", id="nothing, after an error"),
    ],
)
def test_what_the_platform_shows_decides_over_an_apply_that_failed(cause: str, now: dict[str, int] | None, outcome: Outcome, reason: str) -> None:
    found = auth.settled(failed(cause, "it went wrong"), {"a": 1}, {"a": 0}, now)
    assert (found.outcome, found.reason) == (outcome, reason)
    assert "it went wrong" in found.sentence


def test_what_waits_is_a_failure_unless_it_is_said_to_be_expected(live: Stage) -> None:
    live.project.replace(".edgespark-ci.yaml", "  pending: expected\n", "")
    ran = with_bucket(live).deploy()
    assert (ran.code, ran.receipt["reason"], ran.reached[-1]) == (4, "dry-run-failed", "dry-run"), ran.out
    assert "set `run: pending: expected`" in ran.out
