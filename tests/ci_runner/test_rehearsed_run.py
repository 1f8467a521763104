"""`edgespark-ci run --sandbox`: whole runs, each with the stand-in as a real child process."""

import json

import pytest

from ci_runner.plan import DEPLOY, PLAN
from ci_runner.steps import aftermath
from tests.ci_runner.support import Bench
from tests.guestbook import Guestbook

ALL = [step.name for step in DEPLOY]


def test_a_merge_is_checked_migrated_deployed_and_verified(guestbook: Guestbook, bench: Bench) -> None:
    ran = bench.run("run", "--sandbox", guestbook.path)
    assert ran.code == 0, ran.out
    assert ran.outcomes == [f"{name} passed" for name in ALL]
    assert (ran.receipt["verdict"], ran.receipt["exit_code"], ran.receipt["sandbox"]) == ("passed", 0, True)
    assert ran.receipt["applied"]["migrations"] == ["0000_open_the_book", "0001_add_reactions", "0002_add_pictures"]
    assert ran.receipt["live"]["commit"] == ran.receipt["commit"]
    assert ran.receipt["live"]["url"].startswith("http://127.0.0.1:")
    assert len(ran.receipt["live"]["deployment"]) == 8
    shown = [line.split()[:2] for line in ran.out.splitlines() if line.startswith("  ") and " s  " in line]
    assert shown == [[name, "passed"] for name in ALL]
    assert "a rehearsal, not the platform" in ran.out
    assert "the sandbox lends" not in ran.out
    assert f"deployed  {ran.receipt['live']['url']}" in ran.out
    assert f"receipt   {bench.directory / 'receipt.json'}" in ran.out


def test_a_pull_request_is_planned_without_the_key_and_green(guestbook: Guestbook, bench: Bench) -> None:
    ran = bench.run("run", "--sandbox", guestbook.path, "--event", "pull_request")
    assert ran.code == 0, ran.out
    assert ran.outcomes == ["checks passed", "cli passed", "types skipped", "db-check passed", "dry-run skipped"]
    assert (ran.step("types")["reason"], ran.receipt["live"], ran.receipt["applied"]) == ("not-asked-for", None, None)


def test_online_steps_of_a_pull_request_are_opt_in(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.replace(".edgespark-ci.yaml", "run:\n", "run:\n  online-on-pull-requests: true\n")
    ran = bench.run("run", "--sandbox", guestbook.path, "--event", "pull_request")
    assert ran.outcomes == [f"{step.name} passed" for step in PLAN]


def test_a_plan_goes_on_after_a_failed_step(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.delete("server/drizzle/0001_add_reactions.sql")
    ran = bench.run("run", "--sandbox", guestbook.path, "--event", "pull_request")
    assert (ran.code, ran.receipt["verdict"]) == (1, "failed")
    assert ran.step("checks")["reason"] == "findings"
    assert "broken-journal" in ran.step("checks")["excerpt"]
    assert ran.reached == [step.name for step in PLAN]


def test_an_error_found_on_a_merge_ends_it_before_anything_is_asked(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.delete("server/drizzle/0001_add_reactions.sql")
    ran = bench.run("run", "--sandbox", guestbook.path)
    assert (ran.code, ran.reached) == (1, ["checks"])
    assert "not reached: cli, types" in ran.out


@pytest.mark.parametrize(
    ("fault", "code", "last", "outcome", "reason"),
    [
        pytest.param("stale-types", 4, "types", "failed", "stale-types", id="stale types"),
        pytest.param("401", 5, "types", "held", "key-rejected", id="a key that is not accepted"),
        pytest.param("403@/server-types/", 5, "types", "held", "key-rejected", id="a key that may not"),
        pytest.param("pending-fails", 4, "db-check", "failed", "db-check-failed", id="a db check that minds pending migrations"),
        pytest.param("missing-key@GUESTBOOK_TITLE", 5, "dry-run", "held", "missing-keys", id="a var without a value"),
        pytest.param("failing-migration", 4, "migrate", "failed", "migrate-failed", id="a migration that fails on the platform"),
        pytest.param("silent-migrate", 4, "migrate", "failed", "not-applied", id="a db migrate that claims success"),
        pytest.param("500@/database/schema/pull", 5, "migrate", "held", "cannot-verify", id="a live schema that cannot be read"),
        pytest.param("409@/deploy/execute", 4, "deploy", "failed", "another-deploy", id="another deploy in progress"),
        pytest.param("crash-after-upload", 4, "deploy", "failed", "crashed", id="a deploy that dies before it is live"),
    ],
)
def test_trouble_ends_the_run_where_it_happens(guestbook: Guestbook, bench: Bench, fault: str, code: int, last: str, outcome: str, reason: str) -> None:
    bench.monkeypatch.setattr(aftermath, "PAUSES", (0.0, 0.0))
    ran = bench.run("run", "--sandbox", guestbook.path, "--fault", fault)
    assert (ran.code, ran.reached[-1]) == (code, last), ran.out
    assert (ran.step(last)["outcome"], ran.step(last)["reason"], ran.receipt["reason"]) == (outcome, reason, reason)
    assert ran.receipt["live"] is None
    assert f"[{reason}]" in ran.out
    assert "deployed " not in ran.out
    assert ran.receipt["unknown"] == ([last] if reason in {"unproven", "another-deploy", "crashed"} else [])


def test_missing_keys_come_with_the_command_of_their_kind(guestbook: Guestbook, bench: Bench) -> None:
    var = bench.run("run", "--sandbox", guestbook.path, "--fault", "missing-key@GUESTBOOK_TITLE")
    assert var.step("dry-run")["todo"] == ["edgespark var set GUESTBOOK_TITLE=VALUE"]
    secret = bench.run("run", "--sandbox", guestbook.path, "--fault", "missing-key@VISITOR_HASH_SALT")
    assert secret.step("dry-run")["todo"] == ["edgespark secret set VISITOR_HASH_SALT"]


def test_pending_migrations_are_expected_where_the_configuration_says_so(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.replace(".edgespark-ci.yaml", "run:\n", "run:\n  pending: expected\n")
    ran = bench.run("run", "--sandbox", guestbook.path, "--fault", "pending-fails")
    assert ran.code == 0, ran.out
    assert [line for line in ran.outcomes if "expected" in line] == ["db-check expected", "dry-run expected"]
    assert ran.receipt["live"]["commit"] == ran.receipt["commit"]


def test_a_url_that_answers_otherwise_fails_the_run_and_says_that_it_is_live(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.replace(".edgespark-ci.yaml", "status: 200", "status: 418")
    guestbook.replace(".edgespark-ci.yaml", "run:\n", "run:\n  time-limits: {verify: 1}\n")
    ran = bench.run("run", "--sandbox", guestbook.path)
    assert (ran.code, ran.step("verify")["reason"]) == (4, "not-as-expected")
    assert ran.receipt["live"]["commit"] == ran.receipt["commit"]


def test_a_fresh_template_runs_to_the_end_and_says_what_it_does_without(guestbook: Guestbook, bench: Bench) -> None:
    """Nobody has an id before there is an account, and no expectations without a configuration."""
    guestbook.delete(".edgespark-ci.yaml")
    guestbook.replace("edgespark.toml", "prj_guestbook_example", "REPLACED_ON_INIT")
    ran = bench.run("run", "--sandbox", guestbook.path)
    assert (ran.code, ran.step("verify")["outcome"], ran.step("verify")["reason"]) == (0, "skipped", "nothing-expected")
    assert ran.step("gate")["sentence"].endswith("; edgespark.toml has no project id yet: the sandbox lends one")
    assert ran.receipt["live"]["url"].endswith("/live/sandbox-guestbook/")


def test_a_time_limit_ends_a_step_that_hangs(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.replace(".edgespark-ci.yaml", "run:\n", "run:\n  time-limits: {types: 1}\n")
    ran = bench.run("run", "--sandbox", guestbook.path, "--fault", "hang@/server-types/")
    assert (ran.code, ran.step("types")["reason"]) == (4, "time-out")
    assert ran.step("types")["seconds"] < 60


def test_kept_state_knows_what_was_applied_and_live(guestbook: Guestbook, bench: Bench) -> None:
    first = bench.run("run", "--sandbox", guestbook.path, "--state", "kept")
    again = bench.run("run", "--sandbox", guestbook.path, "--state", "kept")
    assert (first.code, again.code) == (0, 0), again.out


def test_the_receipt_goes_where_it_was_asked_to(guestbook: Guestbook, bench: Bench) -> None:
    bench.run("run", "--sandbox", guestbook.path, "--event", "pull_request", "--receipt", "other.json")
    assert not (bench.directory / "receipt.json").exists()
    assert json.loads((bench.directory / "other.json").read_bytes())["verdict"] == "passed"


def test_the_sandboxs_key_appears_nowhere(guestbook: Guestbook, bench: Bench) -> None:
    ran = bench.run("run", "--sandbox", guestbook.path, "--fault", "401")
    assert "sandbox-" not in ran.out
    assert "Bearer" not in json.dumps(dict(ran.receipt))
