"""`db migrate` is asked once, is told to destroy only what somebody confirmed, and is never believed without proof."""

from pathlib import Path

import pytest

from tests.ci_runner import earlier
from tests.ci_runner.support import Bench, Stage, staged
from tests.ci_runner.test_deploy import wrapped
from tests.guestbook import Guestbook

pytestmark = pytest.mark.usefixtures("decisive")
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


def test_a_migration_that_fails_half_way_names_what_is_applied_and_what_is_not(stage: Stage) -> None:
    stage.rehearsal.service.set_fault("failing-migration")
    ran = stage.deploy()
    assert (ran.code, ran.step("migrate")["reason"], ran.receipt["unknown"]) == (4, "migrate-failed", []), ran.out
    words = "`edgespark db migrate` ended with 1; the live schema shows 2 of 3 migrations; not applied: 0002_add_pictures"
    assert ran.step("migrate")["sentence"] == words
    assert [line.tag for line in stage.rehearsal.service.ledger()] == ran.receipt["applied"]["migrations"] == TAGS[:2]


@pytest.mark.parametrize(
    ("does", "code", "reason", "unknown"),
    [
        pytest.param(":", 0, "partly-proven", [], id="the command says so"),
        pytest.param("exit 1", 4, "effect-unknown", ["migrate"], id="the command failed"),
    ],
)
def test_of_a_migration_of_rows_a_schema_proves_nothing(stage: Stage, tmp_path: Path, does: str, code: int, reason: str, unknown: list[str]) -> None:
    assert stage.deploy().code == 0
    stage.migrate("0003_tidy_up", "UPDATE entries SET hidden = 0 WHERE hidden IS NULL;\n")
    stage.pushed()
    wrapped(stage, tmp_path, f'case "$*" in "db migrate") {does};; esac')
    ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ran.step("migrate")["reason"], ran.receipt["unknown"]) == (code, reason, unknown), ran.out
    assert "0003_tidy_up" in ran.step("migrate")["sentence"]
    assert ran.receipt["applied"]["migrations"] == TAGS


def test_a_new_migration_of_rows_may_be_what_the_platform_minds(guestbook: Guestbook, bench: Bench) -> None:
    """Until it was applied; a dry run that says no behind that has another reason."""
    bench.without("types", "keys")
    guestbook.replace(".edgespark-ci.yaml", "run:\n", "run:\n  pending: expected\n")
    with staged(guestbook, bench, fault="pending-fails") as stage:
        stage.was_deployed()
        stage.migrate("0003_tidy_up", "UPDATE entries SET hidden = 0 WHERE hidden IS NULL;\n")
        stage.pushed()
        ran = stage.deploy()
    assert (ran.code, ran.step("migrate")["reason"]) == (0, "partly-proven"), ran.out
    waited = [(step["step"], step["sentence"].rpartition(": ")[2]) for step in ran.receipt["steps"] if step["outcome"] == "expected"]
    assert waited == [("db-check", "0003_tidy_up"), ("dry-run", "0003_tidy_up")]


def test_a_history_that_cannot_be_built_holds_nothing_that_is_new(stage: Stage, tmp_path: Path) -> None:
    """Migrations of long ago were applied before somebody broke them; the base's snapshot stands in for them."""
    stage.bench.without("types", "dry-run", "keys", "storage", "auth", "deploy", "verify")
    earlier.migrated(stage.rehearsal)
    stage.project.write("server/drizzle/0001_add_reactions.sql", "ALTER TABLE nothing ADD x text;\n")
    stage.project.replace(".edgespark-ci.yaml", "run:\n", "select: [broken-journal]\nrun:\n")
    live = stage.pushed("long ago")
    earlier.deployed(stage.rehearsal, live)
    earlier.receipt(stage.rehearsal, live, stage.bench.directory)
    stage.migrate("0003_take_notes", "ALTER TABLE reactions ADD note text;\n")
    stage.pushed()
    wrapped(stage, tmp_path, 'case "$*" in "db check") exit 0;; esac')
    ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert ran.code == 0, ran.out
    assert ran.receipt["applied"]["migrations"] == [*TAGS, "0003_take_notes"]
    words = "the base's migrations do not build a database; what is new runs behind its snapshot: 1 migration"
    assert ran.step("db-check")["sentence"].startswith(words)


def test_a_live_schema_of_no_migration_leaves_open_what_a_failed_command_did(stage: Stage, tmp_path: Path) -> None:
    stage.live_sql("CREATE TABLE by_hand (id integer)")
    wrapped(stage, tmp_path, 'case "$*" in "db migrate") echo no >&2; exit 1;; esac')
    ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ran.step("migrate")["reason"], ran.receipt["unknown"], ran.receipt["applied"]) == (4, "effect-unknown", ["migrate"], None), ran.out
    assert "the live schema is that of no migration: " in ran.step("migrate")["sentence"]
    assert (stage.rehearsal.service.ledger(), stage.rehearsal.service.live()) == ((), None)


def test_what_was_applied_by_hand_is_proven_and_not_applied_again(stage: Stage, calls: Path) -> None:
    assert stage.deploy().code == 0
    stage.project.replace(".edgespark-ci.yaml", "run:\n", "run:\n  migrations: local\n")
    stage.pushed()
    ran = stage.deploy(EDGESPARK_CLI=str(calls.parent / "wrapped"))
    assert (ran.code, ran.receipt["applied"]["migrations"], migrations(calls)) == (0, TAGS, []), ran.out
    stage.live_sql("ALTER TABLE entries ADD COLUMN by_hand TEXT")
    drifted = stage.deploy(EDGESPARK_CLI=str(calls.parent / "wrapped"), GITHUB_EVENT_NAME="workflow_dispatch")
    assert (drifted.code, drifted.step("migrate")["reason"]) == (5, "cannot-verify"), drifted.out
    assert 'column "entries.by_hand" is live, and in no migration' in drifted.step("migrate")["excerpt"]


@pytest.mark.parametrize(
    ("after", "outcome", "reason"),
    [
        pytest.param("", "passed", "ok", id="it agrees"),
        pytest.param("[ -e {}/migrated ] && exit 1", "held", "unproven", id="it does not"),
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
