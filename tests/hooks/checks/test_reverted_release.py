"""A release with a migration that git takes back: `edited-migration` recognises it, and its recipe, carried out to the letter, leaves nothing to find."""

import os
import subprocess

import pytest

from hooks.finding import Finding, Report
from hooks.judge import judge
from hooks.request import Request
from tests.git import Git
from tests.guestbook import Guestbook
from tests.hooks.commands.test_db import BODY, DRIZZLE, SCHEMA, add_column

INDEX = "server/src/index.ts"
USED = "const moody = entries.mood;\n"


@pytest.fixture
def git(guestbook: Guestbook) -> Git:
    """Commit A on `main`, then commit B with a migration, its schema and code that needs it, merged; the branch `undo` is checked out."""
    repository = Git.init(guestbook.path)
    repository.commit("A")
    add_column(guestbook, "0003_add_mood", "entries", "mood", behind=BODY)
    guestbook.write(INDEX, guestbook.read(INDEX) + USED)
    repository.commit("B")
    repository("checkout", "--quiet", "-b", "undo")
    return repository


def judged(git: Git, *, staged: bool = False) -> Report:
    return judge(Request(staged=staged, base="main"), git.path, os.environ)


def only_finding(git: Git) -> Finding:
    report = judged(git)
    assert [finding.rule for finding in report.findings] == ["edited-migration"], report.findings
    assert not report.diagnostics
    return report.findings[0]


def carry_out(git: Git, finding: Finding) -> None:
    assert finding.fix is not None
    assert finding.fix.commands
    for command in finding.fix.commands:
        subprocess.run(command, cwd=git.path / finding.fix.cwd, check=True, capture_output=True)


def assert_clean(git: Git) -> None:
    for staged in (False, True):
        report = judged(git, staged=staged)
        assert (report.findings, report.diagnostics) == ((), ())


class TestRevert:
    def test_the_recipe_keeps_migration_and_schema_and_the_code_stays_reverted(self, git: Git, guestbook: Guestbook) -> None:
        git("revert", "--no-edit", "HEAD")
        finding = only_finding(git)
        assert 'this reverts the merged migration "0003_add_mood"' in finding.message
        assert finding.fix is not None
        assert finding.fix.commands == (("git", "checkout", "main", "--", DRIZZLE, SCHEMA),)
        carry_out(git, finding)
        assert_clean(git)
        git("commit", "--quiet", "--amend", "--no-edit")
        assert git("diff", "--name-only", "main", "undo") == INDEX
        assert USED not in guestbook.read(INDEX)
        assert_clean(git)

    def test_a_job_that_names_the_base_by_its_own_head_gives_commands_that_hold_elsewhere(self, git: Git) -> None:
        git("revert", "--no-edit", "HEAD")
        report = judge(Request(base="HEAD^1", select=("migrations",)), git.path, os.environ)
        git("commit", "--quiet", "--allow-empty", "--message", "something else")
        (finding,) = report.findings
        carry_out(git, finding)
        assert_clean(git)
        assert finding.fix is not None
        assert finding.fix.commands[0][2] == git("rev-parse", "main")[:10]

    def test_a_revert_of_a_merge(self, git: Git) -> None:
        git("checkout", "--quiet", "-b", "trunk", "main~1")
        git("merge", "--quiet", "--no-ff", "--no-edit", "main")
        git("branch", "--force", "main", "trunk")
        git("revert", "--no-edit", "--mainline", "1", "HEAD")
        carry_out(git, only_finding(git))
        assert_clean(git)

    def test_one_that_keeps_the_migration_is_silent(self, git: Git) -> None:
        git("revert", "--no-commit", "HEAD")
        git("checkout", "main", "--", DRIZZLE, SCHEMA)
        git.commit("only the code goes back")
        assert_clean(git)

    def test_a_schema_in_several_files_is_taken_back_whole(self, git: Git, guestbook: Guestbook) -> None:
        git("checkout", "--quiet", "main")
        git("reset", "--quiet", "--hard", "main~1")
        guestbook.write("server/src/defs/tables.ts", guestbook.read(SCHEMA))
        guestbook.write(SCHEMA, 'export * from "./tables";\n')
        git.commit("split")
        text = guestbook.read(SCHEMA)
        guestbook.write(SCHEMA, guestbook.read("server/src/defs/tables.ts"))
        add_column(guestbook, "0003_add_mood", "entries", "mood", behind=BODY)
        guestbook.write("server/src/defs/tables.ts", guestbook.read(SCHEMA))
        guestbook.write(SCHEMA, text)
        git.commit("B")
        git("checkout", "--quiet", "-B", "undo")
        git("revert", "--no-edit", "HEAD")
        finding = next(finding for finding in judged(git).findings if finding.rule == "edited-migration")
        assert finding.fix is not None
        assert finding.fix.commands == (("git", "checkout", "main", "--", DRIZZLE, "server/src/defs/tables.ts"),)


class TestRemoved:
    """`git rm` of merged migrations, to begin again or by mistake: no schema that somebody works on is overwritten."""

    def test_all_of_them(self, git: Git) -> None:
        git("rm", "-r", "--quiet", DRIZZLE)
        finding = only_finding(git)
        assert finding.fix is not None
        assert finding.fix.commands == (("git", "checkout", "main", "--", DRIZZLE),)
        carry_out(git, finding)
        assert_clean(git)

    def test_beside_edits_of_ones_own_in_the_schema(self, git: Git, guestbook: Guestbook) -> None:
        own = 'export const badges = sqliteTable("badges", { id: integer("id").primaryKey() });\n'
        guestbook.write(SCHEMA, guestbook.read(SCHEMA).replace('    mood: text("mood"),\n', "") + own)
        git("rm", "-r", "--quiet", DRIZZLE)
        finding = next(finding for finding in judged(git).findings if finding.rule == "edited-migration")
        assert finding.fix is not None
        assert f"take drizzle/ back, and by hand into {SCHEMA} what its migrations make" in finding.fix.text
        carry_out(git, finding)
        assert own in guestbook.read(SCHEMA)
        assert {finding.rule for finding in judged(git).findings} == {"schema-without-migration"}

    def test_the_last_one(self, git: Git) -> None:
        git("checkout", "--quiet", "HEAD~1", "--", f"{DRIZZLE}/meta/_journal.json")
        git("rm", "-r", "--quiet", f"{DRIZZLE}/0003_add_mood.sql", f"{DRIZZLE}/meta/0003_snapshot.json")
        finding = next(finding for finding in judged(git).findings if finding.rule == "edited-migration")
        carry_out(git, finding)
        assert_clean(git)
