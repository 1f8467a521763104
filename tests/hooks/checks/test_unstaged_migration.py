"""`unstaged-migration`: what a commit leaves out of a migration, in real repositories with a real index."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from hooks.finding import Finding
from hooks.judge import judge
from hooks.request import Request
from tests.git import Git
from tests.guestbook import Guestbook

SCHEMA = "server/src/defs/db_schema.ts"
DRIZZLE = "server/drizzle"
LAST = "0002_add_pictures"
FILES = (f"{DRIZZLE}/{LAST}.sql", f"{DRIZZLE}/meta/0002_snapshot.json", f"{DRIZZLE}/meta/_journal.json", f"{DRIZZLE}/meta/_edgespark_schema_hash")


@pytest.fixture
def git(tmp_path: Path, guestbook: Guestbook) -> Git:
    """The example one release before: its last migration and the schema that needs it are not committed yet, but lie there."""
    repository = Git.init(guestbook.path)
    last = {path: guestbook.read(path) for path in (*FILES, SCHEMA)}
    guestbook.delete(FILES[0])
    guestbook.delete(FILES[1])
    entries = last[FILES[2]].rindex(",\n    {")
    guestbook.write(FILES[2], last[FILES[2]][:entries] + "\n  ]\n}\n")
    guestbook.write(FILES[3], "0" * 64)
    guestbook.write(SCHEMA, (Path(__file__).parents[3] / "examples/stages/0001_add_reactions.ts").read_text(encoding="utf-8"))
    repository.commit("the release before")
    for path, text in last.items():
        guestbook.write(path, text)
    return repository


def found(git: Git, *rules: str) -> list[Finding]:
    report = judge(Request(staged=True, select=rules or ("unstaged-migration",)), git.path, dict(os.environ))
    assert report.diagnostics == ()
    return list(report.findings)


def told(git: Git) -> list[str]:
    return [f"{finding.severity.value if finding.severity else None}: {finding.message}" for finding in found(git)]


def hide_tracked_edits(git: Git) -> None:
    """What pre-commit does while a hook runs: changes to tracked files that are not staged are put aside."""
    git("checkout", "--", ".")


def commands(finding: Finding) -> tuple[tuple[str, ...], ...]:
    assert finding.fix is not None
    return finding.fix.commands


def test_everything_staged_is_silent(git: Git) -> None:
    git("add", "--all")
    assert found(git) == []


def test_nothing_lies_there(git: Git) -> None:
    git("stash", "--include-untracked", "--quiet")
    git.write("README.md", "changed")
    git("add", "--all")
    assert found(git) == []


@pytest.mark.parametrize("hidden", [False, True], ids=["the tracked half is visible", "the host hides the tracked half"])
def test_the_schema_alone_is_staged(git: Git, hidden: bool) -> None:
    git("add", SCHEMA)
    if hidden:
        hide_tracked_edits(git)
    (finding,) = found(git)
    assert finding.message.startswith(f"the migration for this schema was generated and is not staged: {LAST}.sql, 0002_snapshot.json")
    assert ("_journal.json" in finding.message) is not hidden
    assert commands(finding) == (("git", "add", DRIZZLE),)
    assert finding.location.path == FILES[0]


def test_the_schema_and_half_of_the_migration(git: Git) -> None:
    git("add", SCHEMA, FILES[0], FILES[2])
    assert told(git)[0].startswith("error: the migration for this schema was generated and is not staged: 0002_snapshot.json, _edgespark_schema_hash;")


def test_the_journal_alone_is_left_out(git: Git) -> None:
    git("add", SCHEMA, FILES[0], FILES[1])
    assert told(git) == [
        (
            "error: the commit changes schema or migrations and leaves out what belongs to them: _edgespark_schema_hash, _journal.json; "
            "others get half of the migration"
        )
    ]


def test_an_ignored_migration_needs_force(git: Git) -> None:
    git.write(".gitignore", "drizzle/\n")
    git("add", SCHEMA, ".gitignore")
    (finding,) = found(git)
    assert commands(finding) == (("git", "add", "-f", DRIZZLE),)


def test_an_unrelated_commit_beside_somebodys_migration_gets_a_note(git: Git) -> None:
    git("checkout", "--", SCHEMA)
    git.write("server/src/defs/runtime.ts", git.path.joinpath("server/src/defs/runtime.ts").read_text() + "\n// a comment\n")
    git("add", "server/src/defs/runtime.ts")
    (line,) = told(git)
    assert line.startswith(f"note: not part of this commit: {LAST}.sql, ")


def test_a_comment_in_the_schema_beside_somebodys_migration_gets_a_note(git: Git) -> None:
    git("checkout", "--", ".")
    git.write(SCHEMA, (git.path / SCHEMA).read_text() + "\n// a comment\n")
    git("add", SCHEMA)
    (line,) = told(git)
    assert line.startswith(f"note: not part of this commit: {LAST}.sql, ")


def test_ones_own_unmerged_migration_is_generated_anew(git: Git) -> None:
    git.commit("the migration")
    (git.path / FILES[0]).rename(git.path / DRIZZLE / "0002_another_name.sql")
    git.write(FILES[2], (git.path / FILES[2]).read_text().replace(LAST, "0002_another_name"))
    git("add", "--all")
    assert found(git) == []


def test_a_deletion_that_is_not_staged(git: Git) -> None:
    git.commit("the migration")
    (git.path / FILES[0]).rename(git.path / DRIZZLE / "0002_another_name.sql")
    git("add", f"{DRIZZLE}/0002_another_name.sql")
    (line,) = told(git)
    assert line.startswith(f"error: the commit changes schema or migrations and leaves out what belongs to them: {LAST}.sql (deleted);")


def test_a_migration_that_is_only_deleted_is_anothers_finding(git: Git) -> None:
    git.commit("the migration")
    git("rm", "--quiet", FILES[0])
    assert found(git) == []
    (finding,) = found(git, "broken-journal")
    assert commands(finding) == (("git", "restore", "--source=HEAD", "--staged", "--worktree", "--", FILES[0]),)


def test_other_line_endings_on_disk_are_no_difference(git: Git) -> None:
    git("config", "core.autocrlf", "true")
    git.commit("the migration")
    git.write(FILES[0], (git.path / FILES[0]).read_text().replace("\n", "\r\n"))
    git.write("README.md", "changed")
    git("add", "README.md")
    assert found(git) == []


def test_the_first_migration_of_a_project(tmp_path: Path, guestbook: Guestbook) -> None:
    repository = Git.init(guestbook.path)
    repository("add", "--all")
    repository("rm", "-r", "--cached", "--quiet", DRIZZLE)
    (finding,) = found(repository)
    assert finding.message.startswith("the migration for this schema was generated and is not staged: 0000_open_the_book.sql, ")
    assert finding.message.endswith(" and 4 more; without it the deployed code meets an old database")


def test_it_speaks_instead_of_schema_without_migration(git: Git) -> None:
    git("add", SCHEMA)
    assert [finding.rule for finding in found(git, "unstaged-migration", "schema-without-migration")] == ["unstaged-migration"]


def test_an_ignored_migration_too(git: Git) -> None:
    git.write(".gitignore", "drizzle/\n")
    git("add", SCHEMA, ".gitignore")
    assert [finding.rule for finding in found(git, "unstaged-migration", "schema-without-migration")] == ["unstaged-migration"]


def test_a_working_tree_is_not_judged(git: Git) -> None:
    report = judge(Request(select=("unstaged-migration",)), git.path, dict(os.environ))
    assert (report.findings, report.diagnostics) == ((), ())


MODULE = "server/src/defs/visits.ts"


def reexport(git: Git) -> None:
    """The whole migration, and a schema that another module is part of; the stored hash is that of the schema file."""
    git.write(SCHEMA, (git.path / SCHEMA).read_text() + 'export * from "./visits";\n')
    git.write(FILES[3], sha256((git.path / SCHEMA).read_bytes()).hexdigest())
    git.write(MODULE, "export const most = 5;\n")
    git("add", "--all")


def test_a_module_of_the_schema_is_left_out(git: Git) -> None:
    reexport(git)
    git("rm", "--cached", "--quiet", MODULE)
    report = judge(Request(staged=True, select=("schema-without-migration", "unstaged-migration")), git.path, dict(os.environ))
    (finding,) = report.findings
    assert finding.message.startswith('"./visits" is not in the commit; it lies untracked in your working tree')
    assert finding.location.line == (git.path / SCHEMA).read_text().count("\n")
    assert commands(finding) == (("git", "add", MODULE),)
    git("add", MODULE)
    assert found(git, "schema-without-migration", "unstaged-migration") == []


def test_a_module_that_git_ignores_is_not_asked_for(git: Git) -> None:
    git.write(".gitignore", f"{MODULE}\n")
    reexport(git)
    report = judge(Request(staged=True, select=("schema-without-migration", "unstaged-migration")), git.path, dict(os.environ))
    assert report.findings == ()
    assert 'cannot find the module "./visits"' in [one.message for one in report.diagnostics]


def test_a_snapshot_that_lies_untracked_is_not_lost(git: Git) -> None:
    git("commit", "--quiet", "--all", "--no-verify", "--message", "only what is tracked")
    assert found(git, "broken-snapshot-chain") == []
    (git.path / FILES[1]).unlink()
    (finding,) = found(git, "broken-snapshot-chain")
    assert finding.fix is not None
    assert finding.fix.text.startswith("bring the snapshot back from the commit that made the migration")
