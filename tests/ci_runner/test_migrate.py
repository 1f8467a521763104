"""`db migrate` is asked once, is told to destroy only what somebody confirmed, and is never believed without proof."""

from pathlib import Path

import pytest

from tests.ci_runner.support import Stage
from tests.ci_runner.test_deploy import wrapped

TAGS = ["0000_open_the_book", "0001_add_reactions", "0002_add_pictures"]


@pytest.fixture
def calls(stage: Stage, tmp_path: Path) -> Path:
    """The command's calls, one a line, of a run with `EDGESPARK_CLI=wrapped`."""
    wrapped(stage, tmp_path, f'echo "$*" >>{tmp_path}/calls')
    return tmp_path / "calls"


def migrations(calls: Path) -> list[str]:
    return [line for line in calls.read_text(encoding="utf-8").splitlines() if line.startswith("db migrate")]


def test_only_what_somebody_confirmed_may_be_destroyed(stage: Stage, calls: Path) -> None:
    laptop = {**stage.rehearsal.environment, "CI": "", "EDGESPARK_CLI": str(calls.parent / "wrapped")}
    assert stage.bench.run("deploy", stage.rehearsal.project, environ=laptop).code == 0
    assert migrations(calls) == ["db migrate"]
    calls.unlink()
    stage.migrate("0003_close_the_book", "-- edgespark-ci: ignore[destructive-migration] the book is closed\nDELETE FROM entries;\n")
    stage.pushed()
    held = stage.bench.run("deploy", stage.rehearsal.project, environ=laptop)
    assert (held.receipt["reason"], migrations(calls)) == ("needs-confirmation", [])
    done = stage.bench.run("deploy", stage.rehearsal.project, "--confirm", held.receipt["losses"]["code"], environ=laptop)
    assert (done.code, migrations(calls)) == (0, ["db migrate --confirm-dangerous"]), done.out


def test_a_loss_that_only_the_platform_sees_is_for_a_human(stage: Stage, tmp_path: Path) -> None:
    wrapped(stage, tmp_path, 'case "$*" in "db migrate"*) echo "blocked: pass --confirm-dangerous"; exit 1;; esac')
    ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ran.step("migrate")["reason"]) == (5, "needs-confirmation"), ran.out
    assert stage.rehearsal.service.ledger() == ()


def test_a_migration_that_fails_half_way_names_what_is_not_applied(stage: Stage) -> None:
    stage.rehearsal.service.set_fault("failing-migration")
    ran = stage.deploy()
    assert (ran.code, ran.step("migrate")["reason"], ran.receipt["applied"]) == (4, "migrate-failed", None), ran.out
    assert ran.step("migrate")["sentence"] == "`edgespark db migrate` ended with 1: 0002_add_pictures not applied"
    assert [line.tag for line in stage.rehearsal.service.ledger()] == TAGS[:2]


def test_what_was_applied_by_hand_is_proven_and_not_applied_again(stage: Stage, calls: Path) -> None:
    assert stage.deploy().code == 0
    stage.project.replace(".edgespark-ci.yaml", "run:\n", "run:\n  migrations: local\n")
    stage.pushed()
    ran = stage.deploy(EDGESPARK_CLI=str(calls.parent / "wrapped"))
    assert (ran.code, ran.receipt["applied"]["migrations"], migrations(calls)) == (0, TAGS, []), ran.out
    stage.live_sql("ALTER TABLE entries ADD COLUMN by_hand TEXT")
    drifted = stage.deploy(EDGESPARK_CLI=str(calls.parent / "wrapped"), GITHUB_EVENT_NAME="workflow_dispatch")
    assert (drifted.code, drifted.step("migrate")["reason"]) == (5, "pending"), drifted.out
    assert 'column "entries.by_hand" is live, and in no migration' in drifted.step("migrate")["excerpt"]


@pytest.mark.parametrize(
    ("after", "outcome", "reason"),
    [
        pytest.param("", "passed", "ok", id="it agrees"),
        pytest.param("[ -e {}/migrated ] && exit 1", "held", "cannot-verify", id="it does not"),
    ],
)
def test_without_a_key_of_ours_db_check_has_to_agree(stage: Stage, tmp_path: Path, after: str, outcome: str, reason: str) -> None:
    """The CLI's own login will do on a laptop, and then nothing but the CLI can be asked."""
    login = f"export EDGESPARK_API_KEY={stage.rehearsal.environment['EDGESPARK_API_KEY']}"
    told = f'case "$*" in "db migrate") touch {tmp_path}/migrated;; "db check") {after.format(tmp_path) or ":"};; esac'
    wrapped(stage, tmp_path, f"{login}; {told}")
    environ = {**stage.rehearsal.environment, "CI": "", "EDGESPARK_API_KEY": "", "EDGESPARK_CLI": str(tmp_path / "wrapped")}
    ran = stage.bench.run("deploy", stage.rehearsal.project, environ=environ)
    step = ran.step("migrate")
    assert (step["outcome"], step["reason"]) == (outcome, reason), ran.out
    assert ("says `db check`" in step["sentence"]) is (outcome == "passed")
    assert (ran.receipt["applied"] is not None) is (outcome == "passed")
