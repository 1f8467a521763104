"""The hooks in real pre-commit and prek, in a real repository: what a developer's commit, merge and push are told."""

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.guestbook import ROOT
from tests.hosts.repository import DRIZZLE, JOURNAL, NEWEST, Repository

pytestmark = pytest.mark.xdist_group("hosts")
in_both = pytest.mark.parametrize("host", ["pre_commit", "prek"], indirect=True)
MANIFEST = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
HOOK_IDS = tuple(hook["id"] for hook in MANIFEST)
OFFLINE = tuple(hook["name"] for hook in MANIFEST if hook["stages"] != ["manual"])


# --- commit ---------------------------------------------------------------------------------------------------------------------------
@in_both
def test_a_schema_change_without_its_migration_is_refused(developer: Repository) -> None:
    developer.change_schema()

    refused = developer.attempt("commit", "--all", "--message", "Add pictures")

    assert refused.code == 1
    assert "schema-without-migration" in refused.output
    assert '"attachments"' in refused.output
    assert "edgespark db generate" in refused.output


@in_both
def test_a_schema_change_with_its_migration_passes(developer: Repository) -> None:
    developer.change_schema()
    developer.generate_migration()
    developer.git("add", "--all")

    passed = developer.attempt("commit", "--message", "Add pictures")

    assert passed.code == 0, passed.output
    assert "Passed" in passed.output


@in_both
@pytest.mark.parametrize("stage", [pytest.param(["commit", "--all"], id="tracked files"), pytest.param(["commit", "server/src"], id="named files")])
def test_a_generated_migration_that_is_not_staged_is_refused(developer: Repository, stage: list[str]) -> None:
    developer.change_schema()
    developer.generate_migration()

    refused = developer.attempt(*stage, "--message", "Add pictures")

    assert refused.code == 1
    assert "unstaged-migration" in refused.output
    assert "git add server/drizzle" in refused.output


def test_staging_what_the_refusal_said_repairs_it(developer: Repository) -> None:
    developer.change_schema()
    developer.generate_migration()
    developer.git("add", "server/src")
    assert developer.attempt("commit", "--message", "Add pictures").code == 1

    developer.git("add", DRIZZLE)

    assert developer.attempt("commit", "--message", "Add pictures").code == 0


@in_both
def test_a_commit_that_only_deletes_a_migration_is_refused(developer: Repository) -> None:
    developer.git("rm", "--quiet", f"{DRIZZLE}/0001_add_reactions.sql")

    refused = developer.attempt("commit", "--message", "Tidy up")

    assert refused.code == 1
    assert "broken-journal" in refused.output
    assert "0001_add_reactions" in refused.output


def test_a_commit_that_only_deletes_something_else_passes(developer: Repository) -> None:
    developer.git("rm", "--quiet", "web/index.html")

    assert developer.attempt("commit", "--message", "Tidy up").code == 0


def test_regenerating_ones_own_unmerged_migration_passes(developer: Repository) -> None:
    developer.change_schema()
    developer.generate_migration()
    developer.git("add", "--all")
    developer.git("commit", "--message", "Add pictures")
    developer.regenerate_migration()
    developer.git("add", "--all")

    passed = developer.attempt("commit", "--message", "Name pictures")

    assert passed.code == 0, passed.output


def test_an_unrelated_commit_beside_an_untracked_migration_passes(developer: Repository) -> None:
    developer.guestbook.write(f"{DRIZZLE}/0002_somebody_elses.sql", "CREATE TABLE `drafts` (`id` integer PRIMARY KEY NOT NULL);")
    developer.guestbook.write(f"{DRIZZLE}/meta/0002_snapshot.json", "{}")
    developer.guestbook.replace("web/index.html", "<h1>Guestbook</h1>", "<h1>Our guestbook</h1>")

    passed = developer.attempt("commit", "--all", "--message", "Rename the page")

    assert passed.code == 0, passed.output


# --- merge ----------------------------------------------------------------------------------------------------------------------------
@in_both
def test_a_merge_of_main_passes(developer: Repository) -> None:
    developer.change_schema()
    developer.generate_migration()
    developer.git("add", "--all")
    developer.git("commit", "--message", "Add pictures")
    developer.git("switch", "--quiet", "main")
    developer.guestbook.write("web/about.html", "<p>About</p>\n")
    developer.commit_unchecked("Say what this is")
    developer.git("switch", "--quiet", "feature")

    merged = developer.attempt("merge", "main", "--message", "Merge main")

    assert merged.code == 0, merged.output
    assert "Passed" in merged.output, "the pre-merge-commit hook did not run"


def test_a_merge_that_brings_a_schema_without_its_migration_is_refused(developer: Repository) -> None:
    developer.git("switch", "--quiet", "--create", "careless")
    developer.change_schema()
    developer.commit_unchecked("Add pictures")
    developer.git("switch", "--quiet", "feature")
    developer.guestbook.write("web/about.html", "<p>About</p>\n")
    developer.commit_unchecked("Say what this is")

    refused = developer.attempt("merge", "careless", "--message", "Merge pictures")

    assert refused.code != 0
    assert "schema-without-migration" in refused.output


# --- push -----------------------------------------------------------------------------------------------------------------------------
@in_both
def test_a_push_of_an_incomplete_commit_is_refused_though_the_working_tree_is_complete(developer: Repository) -> None:
    developer.change_schema()
    developer.commit_unchecked("Add pictures")
    developer.generate_migration()
    developer.git("add", "--all")

    refused = developer.attempt("push", "origin", "feature")

    assert refused.code == 1
    assert "schema-without-migration" in refused.output


@in_both
def test_a_push_of_a_complete_commit_passes_though_the_working_tree_is_not(developer: Repository) -> None:
    developer.guestbook.write("web/about.html", "<p>About</p>\n")
    developer.commit_unchecked("Say what this is")
    developer.change_schema()
    developer.git("add", "--all")

    pushed = developer.attempt("push", "origin", "feature")

    assert pushed.code == 0, pushed.output
    assert "Passed" in pushed.output


def test_a_push_of_a_branch_that_is_not_checked_out_is_judged_by_that_branch(developer: Repository) -> None:
    developer.change_schema()
    developer.commit_unchecked("Add pictures")
    developer.git("switch", "--quiet", "main")

    refused = developer.attempt("push", "origin", "feature")

    assert refused.code == 1
    assert "schema-without-migration" in refused.output


@pytest.fixture
def newcomer(local: Repository, bare: Path, hook_repository: Path) -> Repository:
    """A repository whose root commit was never pushed: pre-commit then names a branch and no commit."""
    local.git("remote", "add", "origin", str(bare))
    local.git("commit", "--quiet", "--no-verify", "--allow-empty", "--message", "Nothing yet")
    local.install_hooks(hook_repository)
    return local


def _as_root_commit(repository: Repository) -> None:
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--no-verify", "--amend", "--message", "All of it")
    tree = repository.git("rev-parse", "HEAD^{tree}")
    repository.git("reset", "--quiet", "--soft", repository.git("commit-tree", tree, "-m", "All of it"))


@in_both
def test_a_first_push_of_a_root_commit_is_judged(newcomer: Repository) -> None:
    newcomer.change_schema()
    _as_root_commit(newcomer)
    newcomer.generate_migration()

    refused = newcomer.attempt("push", "origin", "main")

    assert refused.code == 1
    assert "schema-without-migration" in refused.output


def test_a_first_push_of_a_complete_root_commit_passes(newcomer: Repository) -> None:
    _as_root_commit(newcomer)
    newcomer.change_schema()

    pushed = newcomer.attempt("push", "origin", "main")

    assert pushed.code == 0, pushed.output
    assert "Passed" in pushed.output


# --- every hook -----------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def with_every_hook(local: Repository, hook_repository: Path) -> Repository:
    """The example project as it stands, with every hook id of the manifest."""
    local.change_schema()
    local.generate_migration()
    local.commit_unchecked("Open the guestbook")
    local.install_hooks(hook_repository, *HOOK_IDS)
    return local


@in_both
def test_every_offline_hook_passes_on_the_example(with_every_hook: Repository) -> None:
    ran = with_every_hook.run_host("run", "--all-files")

    assert ran.code == 0, ran.output
    assert _ended("Passed", ran.output) == sorted(OFFLINE)


@in_both
def test_only_the_hooks_whose_rules_find_something_fail(with_every_hook: Repository) -> None:
    with_every_hook.guestbook.replace("server/src/index.ts", "MODERATION_WEBHOOK_URL", "MODERATION_WEBHOK_URL")
    with_every_hook.git("add", "--all")

    ran = with_every_hook.run_host("run", "--all-files")

    assert ran.code == 1, ran.output
    assert _ended("Failed", ran.output) == ["EdgeSpark", "EdgeSpark runtime keys"]
    assert _ended("Passed", ran.output) == sorted(set(OFFLINE) - {"EdgeSpark", "EdgeSpark runtime keys"})


def _ended(word: str, output: str) -> list[str]:
    """The names of the hooks that ended so, sorted."""
    lines = output.splitlines()
    return sorted(line.split(".")[0] for line in lines if line.startswith("EdgeSpark") and line.endswith(word))


# --- by hand, and around it -------------------------------------------------------------------------------------------------------------
def test_one_rule_can_be_let_through_and_the_others_still_judge(developer: Repository) -> None:
    developer.change_schema()
    developer.git("rm", "--quiet", f"{DRIZZLE}/0001_add_reactions.sql")

    refused = developer.with_settings(EDGESPARK_CI_IGNORE="schema-without-migration,stale-schema-hash").attempt("commit", "--all", "--message", "In a hurry")

    assert refused.code == 1
    assert "broken-journal" in refused.output
    assert "schema-without-migration" not in refused.output.replace("EDGESPARK_CI_IGNORE lets through: schema-without-migration", "")


@in_both
def test_the_online_hook_runs_by_hand_and_never_passes_unasked(developer: Repository) -> None:
    developer.guestbook.replace(".pre-commit-config.yaml", "- id: edgespark", "- id: edgespark-stale-types")
    developer.commit_unchecked("Ask the platform")

    committed = developer.attempt("commit", "--allow-empty", "--message", "Nothing")
    asked = developer.run_host("run", "--hook-stage", "manual", "edgespark-stale-types")

    assert committed.code == 0, committed.output
    assert "EdgeSpark" not in committed.output
    assert asked.code == 1
    assert "no verdict" in asked.output


@in_both
def test_the_hooks_environment_holds_the_base_only(developer: Repository) -> None:
    developer.git("commit", "--allow-empty", "--message", "Nothing")
    ran = subprocess.run([str(developer.host.installed), "run"], cwd=developer.path, capture_output=True, text=True, check=False)

    assert ran.returncode == 2
    assert "pip install 'edgespark-ci[ci]'" in ran.stderr


def test_the_newest_migration_is_what_these_tests_add(local: Repository) -> None:
    """The project starts one migration early: else every proof above would prove nothing."""
    assert NEWEST not in local.guestbook.read(JOURNAL)
    local.change_schema()
    local.generate_migration()
    assert NEWEST in local.guestbook.read(JOURNAL)
