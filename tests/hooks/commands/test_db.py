"""`db replay` and `db renumber`, run as users run them."""

import json
import sqlite3
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from tests.command import edgespark_ci
from tests.git import Git
from tests.guestbook import Guestbook

SCHEMA = "server/src/defs/db_schema.ts"
DRIZZLE = "server/drizzle"
JOURNAL = f"{DRIZZLE}/meta/_journal.json"
HASH = f"{DRIZZLE}/meta/_edgespark_schema_hash"
BODY = '    body: text("body").notNull(),\n'
CAPTION = '  caption: text("caption").notNull().default(""),\n'


@pytest.fixture
def git(guestbook: Guestbook) -> Git:
    repository = Git.init(guestbook.path)
    repository.commit("the example")
    return repository


def add_column(guestbook: Guestbook, tag: str, table: str, column: str, *, behind: str) -> None:
    """A nullable column declared behind the line `behind`, with the migration that drizzle-kit writes for it."""
    declared = f'{column}: text("{column}"),\n'
    guestbook.replace(SCHEMA, behind, behind + behind[: len(behind) - len(behind.lstrip())] + declared)
    number = tag.split("_", maxsplit=1)[0]
    guestbook.write(f"{DRIZZLE}/{tag}.sql", f"ALTER TABLE `{table}` ADD `{column}` text;")
    newest = sorted((guestbook.path / DRIZZLE / "meta").glob("*_snapshot.json"))[-1]
    snapshot = json.loads(newest.read_text())
    snapshot["tables"][table]["columns"][column] = {"name": column, "type": "text", "primaryKey": False, "notNull": False, "autoincrement": False}
    snapshot |= {"id": f"id of {tag}", "prevId": snapshot["id"]}
    guestbook.write(f"{DRIZZLE}/meta/{number}_snapshot.json", json.dumps(snapshot, indent=2))
    journal = json.loads(guestbook.read(JOURNAL))
    when = journal["entries"][-1]["when"] + 1000
    journal["entries"].append({"idx": int(number), "version": "6", "when": when, "tag": tag, "breakpoints": True})
    guestbook.write(JOURNAL, json.dumps(journal, indent=2))
    guestbook.write(HASH, sha256(guestbook.read(SCHEMA).encode()).hexdigest())


def by_hand(guestbook: Guestbook, tag: str, sql: str) -> None:
    """A migration that somebody wrote: an entry and its SQL, no snapshot."""
    guestbook.write(f"{DRIZZLE}/{tag}.sql", sql)
    journal = json.loads(guestbook.read(JOURNAL))
    when = journal["entries"][-1]["when"] + 1000
    journal["entries"].append({"idx": int(tag[:4]), "version": "6", "when": when, "tag": tag, "breakpoints": True})
    guestbook.write(JOURNAL, json.dumps(journal, indent=2))


def two_branches(guestbook: Guestbook, git: Git, *, theirs: tuple[str, str, str] = ("attachments", "photographer", CAPTION)) -> None:
    """On `main` one column more, and on the branch `mood`, which is checked out, another one."""
    git("checkout", "--quiet", "-b", "mood")
    add_column(guestbook, "0003_add_mood", "entries", "mood", behind=BODY)
    git.commit("ours")
    git("checkout", "--quiet", "main")
    table, column, behind = theirs
    add_column(guestbook, "0003_theirs", table, column, behind=behind)
    git.commit("theirs")
    git("checkout", "--quiet", "mood")


def stopped_merge(git: Git, branch: str = "main") -> None:
    done = subprocess.run(["git", "merge", branch], cwd=git.path, capture_output=True, check=False)
    assert done.returncode == 1, done
    assert f"UU {HASH}" in git("status", "--porcelain")


def files(git: Git) -> dict[str, bytes]:
    return {str(path.relative_to(git.path)): path.read_bytes() for path in (git.path / DRIZZLE).rglob("*") if path.is_file()}


class TestReplay:
    def test_all_in_words(self, git: Git) -> None:
        ended = edgespark_ci("db", "replay", cwd=git.path)
        assert (ended.code, ended.err) == (0, "")
        assert [line for line in ended.out.splitlines() if line.startswith("table")] == [
            "table attachments",
            "table entries",
            "table guests",
            "table reactions",
        ]
        assert "  aspect_ratio  real     not null, default 1.5\n" in ended.out
        assert "  foreign key (entry_id) to entries (id), on delete cascade\n" in ended.out
        assert "  unique index entries_one_pinned on (pinned) where " in ended.out
        assert "  primary key (entry_id, guest_id, emoji)\n" in ended.out
        assert ended.out.endswith(f"\n\nmade by SQLite {sqlite3.sqlite_version}\n")

    def test_up_to_a_migration(self, git: Git) -> None:
        out = edgespark_ci("db", "replay", "--at", "0000_open_the_book", cwd=git.path).out
        assert [line for line in out.splitlines() if line.startswith("table")] == ["table entries", "table guests"]

    def test_as_sql(self, git: Git) -> None:
        out = edgespark_ci("db", "replay", "--sql", cwd=git.path).out
        assert out.startswith(f"-- made by SQLite {sqlite3.sqlite_version}\nCREATE TABLE `entries` (")
        assert "CREATE UNIQUE INDEX `entries_one_pinned`" in out
        assert "CREATE TABLE `es_system" not in out
        database = sqlite3.connect(":memory:")
        database.executescript(out)
        assert [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE name LIKE 'entries\\_%' ESCAPE '\\' ORDER BY name")] == [
            "entries_answer_idx",
            "entries_guest_idx",
            "entries_one_pinned",
        ]
        database.close()

    def test_full_text_search_as_sql_without_the_tables_that_it_makes_itself(self, guestbook: Guestbook, git: Git) -> None:
        made = "CREATE VIRTUAL TABLE found USING fts5(body);"
        last = f"{DRIZZLE}/0002_add_pictures.sql"
        guestbook.write(last, f"{guestbook.read(last)}--> statement-breakpoint\n{made}")
        out = edgespark_ci("db", "replay", "--sql", cwd=git.path).out
        assert [line for line in out.splitlines() if "found" in line] == [made]

    @pytest.mark.parametrize(
        ("arguments", "code", "words"),
        [
            pytest.param(["--at", "0001_add_reaction"], 2, 'no migration "0001_add_reaction" in', id="no such tag"),
            pytest.param(["--at", "0001_add_reaction"], 2, 'did you mean "0001_add_reactions"?', id="and the nearest"),
            pytest.param(["web"], 2, "no EdgeSpark project found", id="no project"),
        ],
    )
    def test_usage(self, git: Git, arguments: list[str], code: int, words: str) -> None:
        ended = edgespark_ci("db", "replay", *arguments, cwd=git.path)
        assert ended.code == code
        assert words in ended.err

    def test_a_migration_that_fails_has_its_place(self, guestbook: Guestbook, git: Git) -> None:
        guestbook.write(f"{DRIZZLE}/0001_add_reactions.sql", "\nCREATE TABLE guests (id text);")
        ended = edgespark_ci("db", "replay", cwd=git.path)
        assert (ended.code, ended.out) == (3, "")
        assert ended.err.startswith(f"edgespark-ci: {DRIZZLE}/0001_add_reactions.sql:2:1: 0001_add_reactions: table guests already exists")
        assert edgespark_ci("db", "replay", "--at", "0000_open_the_book", cwd=git.path).code == 0

    def test_several_projects(self, git: Git, guestbook: Guestbook) -> None:
        git.write("other/edgespark.toml", "")
        git("mv", "edgespark.toml", "server/edgespark.toml")
        ended = edgespark_ci("db", "replay", cwd=git.path)
        assert (ended.code, ended.err) == (2, "edgespark-ci: several projects: name one of other, server\n")


class TestRenumber:
    def test_in_the_middle_of_a_merge(self, guestbook: Guestbook, git: Git) -> None:
        two_branches(guestbook, git)
        ours = guestbook.read(f"{DRIZZLE}/0003_add_mood.sql")
        stopped_merge(git)
        ended = edgespark_ci("db", "renumber", cwd=git.path)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.startswith("0003_add_mood becomes 0004_add_mood\n")
        assert ended.out.endswith("builds the declared schema\nwritten; next: git add server/drizzle\n")
        assert sorted(path.name for path in (git.path / DRIZZLE).glob("*.sql"))[3:] == ["0003_theirs.sql", "0004_add_mood.sql"]
        assert guestbook.read(f"{DRIZZLE}/0004_add_mood.sql") == ours
        git("add", "--all")
        git("commit", "--quiet", "--no-edit")
        ended = edgespark_ci("check", "--base", "main", cwd=git.path)
        assert (ended.code, ended.out[:6]) == (0, "clean:"), ended.out

    def test_a_dry_run_prints_the_same_and_writes_nothing(self, guestbook: Guestbook, git: Git) -> None:
        two_branches(guestbook, git)
        stopped_merge(git)
        before, status = files(git), git("status", "--porcelain")
        ended = edgespark_ci("db", "renumber", "--dry-run", cwd=git.path)
        assert ended.code == 0
        assert ended.out.splitlines() == [
            "0003_add_mood becomes 0004_add_mood",
            f"  delete {DRIZZLE}/0003_add_mood.sql",
            f"  write  {DRIZZLE}/0004_add_mood.sql",
            f"  write  {DRIZZLE}/meta/0003_snapshot.json",
            f"  write  {DRIZZLE}/meta/0004_snapshot.json",
            f"  write  {HASH}",
            f"  write  {JOURNAL}",
            "proven: the result runs on an empty database and builds the declared schema",
            "nothing was written",
        ]
        assert (files(git), git("status", "--porcelain")) == (before, status)

    def test_once_more_there_is_nothing_to_do(self, guestbook: Guestbook, git: Git) -> None:
        two_branches(guestbook, git)
        stopped_merge(git)
        assert edgespark_ci("db", "renumber", cwd=git.path).code == 0
        git("add", "--all")
        ended = edgespark_ci("db", "renumber", cwd=git.path)
        assert (ended.code, ended.out) == (0, "nothing to do: your own migrations are behind the others already\n")

    def test_after_a_merge_that_was_committed_with_a_broken_chain(self, guestbook: Guestbook, git: Git) -> None:
        two_branches(guestbook, git)
        stopped_merge(git)
        git("checkout", "--ours", DRIZZLE)
        git.commit("badly merged")
        ended = edgespark_ci("db", "renumber", "--base", "main", cwd=git.path)
        assert (ended.code, ended.err) == (0, "")
        assert [entry["tag"] for entry in json.loads(guestbook.read(JOURNAL))["entries"][3:]] == ["0003_theirs", "0004_add_mood"]

    def test_without_a_merge_nothing_is_written(self, guestbook: Guestbook, git: Git) -> None:
        two_branches(guestbook, git)
        before = files(git)
        ended = edgespark_ci("db", "renumber", "--base", "main", cwd=git.path)
        assert ended.code == 1
        assert 'column "attachments.photographer" is gone from db_schema.ts' in ended.out
        assert ended.out.endswith("nothing was written: first merge, and settle the schema; the result must build it\n")
        assert files(git) == before

    def test_a_schema_still_in_conflict_is_no_verdict(self, guestbook: Guestbook, git: Git) -> None:
        two_branches(guestbook, git, theirs=("entries", "weather", BODY))
        stopped_merge(git)
        before = files(git)
        ended = edgespark_ci("db", "renumber", cwd=git.path)
        assert ended.code in {1, 3}
        assert f"{SCHEMA}:" in ended.out + ended.err
        assert files(git) == before
        text = guestbook.read(SCHEMA)
        guestbook.write(SCHEMA, "".join(line for line in text.splitlines(keepends=True) if line[:7] not in {"<<<<<<<", "=======", ">>>>>>>"}))
        assert edgespark_ci("db", "renumber", cwd=git.path).code == 0

    def test_the_part_of_a_schema_that_cannot_be_read_proves_nothing(self, guestbook: Guestbook, git: Git) -> None:
        two_branches(guestbook, git)
        stopped_merge(git)
        guestbook.write(SCHEMA, guestbook.read(SCHEMA) + "\nexport const more = sqliteTable(process.env.NAME!, { id: integer() });\n")
        before = files(git)
        ended = edgespark_ci("db", "renumber", cwd=git.path)
        assert (ended.code, files(git)) == (3, before)
        assert "no verdict:" in ended.out

    def test_own_sql_that_was_edited_meanwhile_is_kept(self, guestbook: Guestbook, git: Git) -> None:
        two_branches(guestbook, git)
        stopped_merge(git)
        edited = "-- with a word\r\nALTER TABLE `entries` ADD `mood` text;"
        guestbook.write(f"{DRIZZLE}/0003_add_mood.sql", edited)
        assert edgespark_ci("db", "renumber", cwd=git.path).code == 0
        assert guestbook.read(f"{DRIZZLE}/0004_add_mood.sql") == edited

    def test_what_the_default_branch_has_keeps_its_place(self, guestbook: Guestbook, git: Git, tmp_path: Path) -> None:
        two_branches(guestbook, git)
        git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin.git"))
        git("remote", "add", "origin", str(tmp_path / "origin.git"))
        git("fetch", "--quiet", "origin")
        git("checkout", "--quiet", "main")
        stopped_merge(git, "mood")
        before = files(git)
        ended = edgespark_ci("db", "renumber", cwd=git.path)
        assert (ended.code, files(git)) == (2, before)
        assert ended.err.startswith('edgespark-ci: "0003_theirs" is on the default branch already and may have been applied')

    def test_what_is_merged_is_not_touched(self, guestbook: Guestbook, git: Git) -> None:
        two_branches(guestbook, git)
        stopped_merge(git)
        path = f"{DRIZZLE}/0001_add_reactions.sql"
        guestbook.write(path, f"-- a word\n{guestbook.read(path)}")
        before = files(git)
        ended = edgespark_ci("db", "renumber", cwd=git.path)
        assert (ended.code, ended.out, files(git)) == (2, "", before)
        assert f"{path} is merged already and differs here: take it back first (`git checkout MERGE_HEAD -- {path}`)" in ended.err

    def test_several_of_ones_own_one_of_them_by_hand(self, guestbook: Guestbook, git: Git) -> None:
        git("checkout", "--quiet", "-b", "mood")
        add_column(guestbook, "0003_add_mood", "entries", "mood", behind=BODY)
        add_column(guestbook, "0004_add_weather", "entries", "weather", behind=BODY)
        by_hand(guestbook, "0005_fill_mood", "UPDATE entries SET mood = 'calm' WHERE mood IS NULL;")
        git.commit("ours")
        git("checkout", "--quiet", "main")
        add_column(guestbook, "0003_theirs", "attachments", "photographer", behind=CAPTION)
        by_hand(guestbook, "0004_fill_theirs", "UPDATE attachments SET photographer = '' WHERE photographer IS NULL;")
        git.commit("theirs")
        git("checkout", "--quiet", "mood")
        stopped_merge(git)
        ended = edgespark_ci("db", "renumber", cwd=git.path)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.splitlines()[:3] == [
            "0003_add_mood becomes 0005_add_mood",
            "0004_add_weather becomes 0006_add_weather",
            "0005_fill_mood becomes 0007_fill_mood",
        ]
        git("add", "--all")
        git("commit", "--quiet", "--no-edit")
        ended = edgespark_ci("check", "--base", "main", "--ignore", "destructive-migration", cwd=git.path)
        assert ended.code == 0, ended.out
        assert edgespark_ci("db", "renumber", "--base", "main", cwd=git.path).out.startswith("nothing to do")

    def test_one_name_on_both_sides(self, guestbook: Guestbook, git: Git) -> None:
        git("checkout", "--quiet", "-b", "mood")
        add_column(guestbook, "0003_more", "entries", "mood", behind=BODY)
        git.commit("ours")
        git("checkout", "--quiet", "main")
        add_column(guestbook, "0003_more", "attachments", "photographer", behind=CAPTION)
        git.commit("theirs")
        git("checkout", "--quiet", "mood")
        stopped_merge(git)
        ended = edgespark_ci("db", "renumber", cwd=git.path)
        assert ended.code == 2
        assert 'two migrations are named "0003_more", yours and that of MERGE_HEAD' in ended.err

    def test_a_rebase_is_refused(self, guestbook: Guestbook, git: Git) -> None:
        two_branches(guestbook, git)
        subprocess.run(["git", "rebase", "main"], cwd=git.path, capture_output=True, check=False)
        before = files(git)
        ended = edgespark_ci("db", "renumber", "--base", "main", cwd=git.path)
        assert (ended.code, files(git)) == (2, before)
        assert "is in conflict, but not by a merge" in ended.err

    def test_a_link_out_of_the_repository_is_not_followed(self, guestbook: Guestbook, git: Git, tmp_path: Path) -> None:
        two_branches(guestbook, git)
        stopped_merge(git)
        (tmp_path / "elsewhere").write_text("kept")
        (git.path / DRIZZLE / "0004_add_mood.sql").symlink_to(tmp_path / "elsewhere")
        assert edgespark_ci("db", "renumber", cwd=git.path).code != 0
        assert (tmp_path / "elsewhere").read_text() == "kept"

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            pytest.param([], "there is no base to put migrations behind", id="no base"),
            pytest.param(["--base", "main"], "no migration of your own that main lacks", id="nothing of one's own"),
            pytest.param(["--base", "nowhere"], "'nowhere' names no commit here", id="no such base"),
        ],
    )
    def test_refused(self, git: Git, arguments: list[str], words: str) -> None:
        ended = edgespark_ci("db", "renumber", *arguments, cwd=git.path)
        assert ended.code == 2
        assert words in ended.err

    def test_the_rule_names_the_command(self, guestbook: Guestbook, git: Git) -> None:
        two_branches(guestbook, git)
        ended = edgespark_ci("check", "--ref", "mood", "--base", "main", "--select", "colliding-migration", cwd=git.path)
        assert ended.code == 1
        assert "    $ edgespark-ci db renumber\n    $ git add server/drizzle\n" in ended.out
