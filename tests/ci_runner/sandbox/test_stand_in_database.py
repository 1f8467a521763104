import json

from ci_runner.sandbox.rehearsal import Rehearsal
from tests.ci_runner.sandbox.support import TAGS, applied, change, edgespark
from tests.git import Git


def test_migrations_run_on_the_default_branch_only(rehearsed: Rehearsal) -> None:
    git = Git(rehearsed.repository)
    git("switch", "--quiet", "--create", "feature")
    git.commit("ahead of main")
    refused = edgespark(rehearsed, "db", "migrate")
    assert (refused.code, "the local branch main is not at HEAD" in refused.err, applied(rehearsed)) == (1, True, [])
    git("switch", "--quiet", "--detach", "main")
    assert edgespark(rehearsed, "db", "migrate").code == 0


def test_the_default_branch_is_the_remotes_where_the_file_does_not_say(rehearsed: Rehearsal) -> None:
    change(rehearsed, "edgespark.toml", '[db]\nmigration_branch = "main"\n', "")
    assert edgespark(rehearsed, "db", "migrate").code == 0
    Git(rehearsed.repository)("remote", "set-head", "origin", "--delete")
    assert "Cannot tell the default branch" in edgespark(rehearsed, "db", "migrate").err


def test_a_migration_older_than_the_newest_is_skipped_with_success(rehearsed: Rehearsal) -> None:
    change(rehearsed, "server/drizzle/meta/_journal.json", '"when": 1768204800000', '"when": 1')
    answer = edgespark(rehearsed, "db", "migrate")
    assert (answer.code, applied(rehearsed)) == (0, ["0000_open_the_book", "0002_add_pictures"])
    check = edgespark(rehearsed, "db", "check")
    assert (check.code, "never to be applied: 0001_add_reactions" in check.err) == (1, True)
    assert edgespark(rehearsed, "deploy").code == 1


def test_an_edited_migration_diverges(rehearsed: Rehearsal) -> None:
    edgespark(rehearsed, "db", "migrate")
    file = rehearsed.project / "server/drizzle/0001_add_reactions.sql"
    file.write_text(f"{file.read_text()}\n-- edited")
    check = edgespark(rehearsed, "db", "check")
    assert (check.code, "differ from the journal: 0001_add_reactions" in check.err) == (1, True)


def test_a_destructive_migration_needs_to_be_confirmed(rehearsed: Rehearsal) -> None:
    edgespark(rehearsed, "db", "migrate")
    journal = rehearsed.project / "server/drizzle/meta/_journal.json"
    content = json.loads(journal.read_text())
    content["entries"].append({"idx": 3, "version": "6", "when": 1769414400000, "tag": "0003_no_pictures", "breakpoints": True})
    journal.write_text(json.dumps(content))
    (journal.parents[1] / "0003_no_pictures.sql").write_text("DROP TABLE `attachments`;")
    refused = edgespark(rehearsed, "db", "migrate")
    assert (refused.code, "would destroy table attachments" in refused.err, applied(rehearsed)) == (1, True, TAGS)
    assert edgespark(rehearsed, "db", "migrate", "--confirm-dangerous").code == 0
    assert applied(rehearsed)[-1] == "0003_no_pictures"


def test_rows_go_in_and_come_out(rehearsed: Rehearsal) -> None:
    edgespark(rehearsed, "db", "migrate")
    assert edgespark(rehearsed, "db", "sql", "INSERT INTO guests (id, name) VALUES ('g', 'Ada')").code == 0
    assert "Ada" in edgespark(rehearsed, "db", "sql", "SELECT name FROM guests").out
    assert edgespark(rehearsed, "db", "sql", "SELECT nothing FROM guests").code == 1
