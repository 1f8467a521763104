"""`destructive-migration`: a new migration loses no row, column or table, shown by running it on rows."""

# ruff: noqa: S608 - SQL put together from text is what is tested here

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hooks.checks.destructive_migration import RULE
from hooks.finding import Finding, Severity
from hooks.judge import judge
from hooks.policy.config import Policy
from hooks.project import Base, Project, Surroundings
from hooks.request import Request
from hooks.trees.tree import WorkTree
from tests.git import Git
from tests.guestbook import Guestbook
from tests.hooks.chains import Link, chain, project, told
from tests.hooks.drizzle import Change
from tests.oracle.worker import Worker

MADE = Link(
    "0000_made",
    """CREATE TABLE users (id text PRIMARY KEY, name text, mail text UNIQUE);
CREATE TABLE posts (id integer PRIMARY KEY, title text NOT NULL, body text, views integer DEFAULT 0 NOT NULL, owner text REFERENCES es_system__auth_user(id));
CREATE TABLE comments (id integer PRIMARY KEY, post_id integer NOT NULL REFERENCES posts(id) ON DELETE CASCADE, text text);
CREATE TABLE tags (post_id integer REFERENCES posts(id) ON DELETE SET NULL, tag text, state text CHECK (state IN ('on', 'off')));
CREATE TABLE made (n integer, twice integer AS (n * 2));
CREATE VIRTUAL TABLE notes USING fts5(head, body);
CREATE VIRTUAL TABLE found USING fts5(title, content='posts', content_rowid='id');
CREATE VIRTUAL TABLE terms USING fts5(title, content='');
CREATE VIRTUAL TABLE copied USING fts5(title);
CREATE TRIGGER copy AFTER INSERT ON posts BEGIN INSERT INTO copied VALUES (new.title); END;
""",
)
BASE = chain(MADE)
SWAP = "\nDROP TABLE users;\nALTER TABLE n RENAME TO users;"


def lost(sql: str) -> list[str]:
    return [line.replace('migration "0001_new" damages rows: ', "") for line in told(RULE, project(chain(MADE, Link("0001_new", sql)), tip=BASE))]


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("ALTER TABLE posts ADD slug text;", id="a new column"),
        pytest.param("CREATE TABLE more (a); INSERT INTO more VALUES (1); DELETE FROM more; DROP TABLE more;", id="a table of its own"),
        pytest.param("ALTER TABLE posts RENAME COLUMN body TO text;", id="a renamed column"),
        pytest.param("ALTER TABLE users RENAME TO people; ALTER TABLE people RENAME COLUMN name TO called;", id="a renamed table"),
        pytest.param("UPDATE posts SET body = title WHERE body IS NULL;", id="a backfill"),
        pytest.param("UPDATE posts SET views = 0 WHERE id = 17; DELETE FROM tags WHERE tag = 'spam';", id="named rows"),
        pytest.param("ALTER TABLE posts ADD text text; UPDATE posts SET text = body; ALTER TABLE posts DROP COLUMN body;", id="moved into a new column"),
        pytest.param(
            "CREATE TABLE bodies (id integer, body text); INSERT INTO bodies SELECT id, body FROM posts; ALTER TABLE posts DROP COLUMN body;",
            id="moved into a new table",
        ),
        pytest.param(
            "CREATE TABLE n (id text PRIMARY KEY, name text, mail text NOT NULL DEFAULT ''); INSERT INTO n SELECT id, name, coalesce(mail, '') FROM users;"
            " DROP TABLE users; ALTER TABLE n RENAME TO users;",
            id="a rebuild of a table that nothing refers to",
        ),
        pytest.param("INSERT INTO posts (title) VALUES ('welcome');", id="rows of its own"),
        pytest.param("DROP TABLE found; INSERT INTO terms (terms) VALUES ('delete-all'); DROP TABLE terms;", id="full-text search without text of its own"),
        pytest.param("DELETE FROM copied; DROP TRIGGER copy; DROP TABLE copied;", id="full-text search that a trigger fills"),
        pytest.param("INSERT INTO notes (notes) VALUES ('optimize'); ALTER TABLE notes RENAME TO texts;", id="full-text search, renamed"),
        pytest.param(
            "CREATE VIRTUAL TABLE n USING fts5(head, body, tokenize = 'porter'); INSERT INTO n SELECT * FROM notes; DROP TABLE notes;",
            id="full-text search, copied into another table",
        ),
        pytest.param("ALTER TABLE made DROP COLUMN twice; ALTER TABLE made ADD twice integer AS (n * 3);", id="a generated column"),
        pytest.param("CREATE UNIQUE INDEX one ON posts (title);", id="what fails on data is another rule's"),
    ],
)
def test_silent(sql: str) -> None:
    assert lost(sql) == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param("SELECT 1;\nDROP TABLE tags;", ['0001_new.sql:2: table "tags" is dropped with its rows'], id="a table"),
        pytest.param("SELECT 1;\nALTER TABLE posts DROP COLUMN body;", ['0001_new.sql:2: column "posts.body" is dropped with its values'], id="a column"),
        pytest.param("DELETE FROM tags;", ['0001_new.sql:1: all rows of "tags" are deleted'], id="DELETE without WHERE"),
        pytest.param("DELETE FROM notes;", ['0001_new.sql:1: all rows of "notes" are deleted'], id="full-text search with text of its own"),
        pytest.param("DROP TABLE notes;", ['0001_new.sql:1: table "notes" is dropped with its rows'], id="full-text search, dropped"),
        pytest.param("DELETE FROM users WHERE mail IS NULL;", ['0001_new.sql:1: 1 of 4 rehearsed rows of "users" are deleted'], id="DELETE of some"),
        pytest.param(
            "DELETE FROM posts;",
            [
                '0001_new.sql:1: all rows of "comments" are deleted through a foreign key or a trigger',
                '0001_new.sql:1: all rows of "posts" are deleted',
                '0001_new.sql:1: "tags.post_id" is set to NULL in all rows through a foreign key or a trigger',
            ],
            id="DELETE of a parent",
        ),
        pytest.param("UPDATE posts SET title = 'x';", ['0001_new.sql:1: the value of "posts.title" is changed in all rows'], id="UPDATE without WHERE"),
        pytest.param(
            "UPDATE posts SET title = lower(title);", ['0001_new.sql:1: the value of "posts.title" is changed in 1 of 4 rehearsed rows'], id="lower()"
        ),
        pytest.param("UPDATE posts SET title = trim(title);", ['0001_new.sql:1: the value of "posts.title" is changed in 1 of 4 rehearsed rows'], id="trim()"),
        pytest.param("UPDATE posts SET body = NULL;", ['0001_new.sql:1: "posts.body" is set to NULL in all rows'], id="emptied"),
        pytest.param(
            "DROP TABLE comments; CREATE TABLE comments (id integer PRIMARY KEY, post_id integer, text text);",
            ['0001_new.sql:1: all rows of "comments" are deleted'],
            id="dropped and made anew",
        ),
        pytest.param(
            "CREATE TABLE n (id text PRIMARY KEY, name integer, mail text);\nINSERT INTO n SELECT id, name, mail FROM users;" + SWAP,
            ['0001_new.sql:3: the value of "users.name" is changed in 2 of 3 rehearsed rows'],
            id="a type that changes values",
        ),
        pytest.param(
            'CREATE TABLE n (id text PRIMARY KEY, name text, mail text, slug text);\nINSERT INTO n SELECT id, name, mail, "slug" FROM users;' + SWAP,
            ['0001_new.sql:3: "users.slug" gets its own name as value in all rows, because the statement reads a column that the old table has not'],
            id="a name that becomes a value",
        ),
        pytest.param(
            "DELETE FROM comments; DELETE FROM tags;\nDROP TABLE posts;",
            [
                '0001_new.sql:1: all rows of "comments" are deleted',
                '0001_new.sql:2: table "posts" is dropped with its rows',
                '0001_new.sql:1: all rows of "tags" are deleted',
            ],
            id="several",
        ),
    ],
)
def test_found(sql: str, expected: list[str]) -> None:
    assert lost(sql) == expected


@pytest.mark.parametrize(
    "tip",
    [
        pytest.param(None, id="no base"),
        pytest.param({"edgespark.toml": b""}, id="a base without migrations: no database holds rows"),
        pytest.param(chain(MADE, Link("0001_new", "DROP TABLE tags;")), id="the base has it"),
    ],
)
def test_only_against_a_base_that_lacks_it(tip: dict[str, bytes] | None) -> None:
    assert told(RULE, project(chain(MADE, Link("0001_new", "DROP TABLE tags;")), tip=tip)) == []


class TestAcknowledged:
    """The whole check, on a branch whose second migration loses a table."""

    COMMENT = "-- edgespark-ci: ignore[destructive-migration]"
    REASON = f"{COMMENT} nobody ever used it\n"

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            pytest.param("", REASON + "DROP TABLE tags;", id="above the statement"),
            pytest.param("", f"SELECT 1;\nDROP TABLE tags; {REASON}", id="on its line"),
            pytest.param("", f"SELECT 1;--> statement-breakpoint\n{REASON}DROP TABLE tags;", id="behind a breakpoint"),
        ],
    )
    def test_with_a_reason_it_is_silent(self, tmp_path: Path, first: str, second: str) -> None:
        assert self.losses(tmp_path, first, second) == []

    @pytest.mark.parametrize(
        ("first", "second", "words"),
        [
            pytest.param("", f"{COMMENT}\nDROP TABLE tags;", "no reason", id="without a reason"),
            pytest.param(REASON, "DROP TABLE tags;", "", id="in another migration"),
            pytest.param("", f"{REASON}SELECT 1;\nDROP TABLE tags;", "", id="above another statement"),
            pytest.param("", "-- edgespark-ci: ignore[failing-migration] for another rule\nDROP TABLE tags;", "", id="for another rule"),
            pytest.param("", "DROP TABLE tags;", "", id="not at all"),
        ],
    )
    def test_else_it_stays_an_error(self, tmp_path: Path, first: str, second: str, words: str) -> None:
        (finding,) = self.losses(tmp_path, first, second)
        assert finding.severity is Severity.ERROR
        assert 'table "tags" is dropped with its rows' in finding.message
        assert words in finding.message
        assert (finding.message.count("reason") > 0) is bool(words)

    def losses(self, directory: Path, first: str, second: str) -> list[Finding]:
        git = Git.init(directory / "repository")
        self.write(git, BASE)
        git.commit("the base")
        git("checkout", "--quiet", "-b", "work")
        self.write(git, chain(MADE, Link("0001_first", first + "SELECT 1;"), Link("0002_second", second)))
        report = judge(Request(base="main", select=("migrations",)), git.path, os.environ)
        return [finding for finding in report.findings if finding.rule == RULE.id]

    @staticmethod
    def write(git: Git, files: dict[str, bytes]) -> None:
        for path, content in files.items():
            git.write(path, content)


class TestDeployedCode:
    """The example, whose code reads its tables, is the base; between `db migrate` and `deploy` that code runs on the new database."""

    JOURNAL = "server/drizzle/meta/_journal.json"

    INSERTED = '  await db.insert(guests).values({ id, userId: auth.user?.id, name: auth.user?.name ?? "somebody" }).onConflictDoNothing();\n'
    ASKED = ", while the deployed code asks for it by name or with the whole row until the deploy is done: server/src/index.ts:"

    def told(self, guestbook: Guestbook, tmp_path: Path, sql: str, *, without: str = "") -> list[str]:
        deployed = Guestbook.at(tmp_path / "base")
        if without:
            deployed.replace("server/src/index.ts", without, "")
        base = deployed.project()
        entry = '{"idx": 3, "version": "6", "when": 1799999999999, "tag": "0003_new", "breakpoints": true}'
        journal = guestbook.read(self.JOURNAL)
        guestbook.write(self.JOURNAL, journal[: journal.rindex("]")] + f", {entry}]}}")
        guestbook.write("server/drizzle/0003_new.sql", sql)
        around = Surroundings(Policy(), base=lambda _root: Base("origin/main", base, base))
        return told(RULE, Project(WorkTree(guestbook.path), ".", around))

    def test_a_dropped_column_that_is_read(self, guestbook: Guestbook, tmp_path: Path) -> None:
        (line,) = self.told(guestbook, tmp_path, "ALTER TABLE entries DROP COLUMN hidden;")
        assert f': column "entries.hidden" is dropped with its values{self.ASKED}30, server/src/index.ts:48' in line

    def test_a_dropped_column_that_nothing_reads(self, guestbook: Guestbook, tmp_path: Path) -> None:
        (line,) = self.told(guestbook, tmp_path, "ALTER TABLE guests DROP COLUMN homepage;", without=self.INSERTED)
        assert line.endswith(': column "guests.homepage" is dropped with its values')

    def test_a_renamed_column_that_is_read_is_a_warning(self, guestbook: Guestbook, tmp_path: Path) -> None:
        (line,) = self.told(guestbook, tmp_path, "SELECT 1;\nALTER TABLE entries RENAME COLUMN created_at TO made_at;\nSELECT 2;")
        assert f'0003_new.sql:2: migration "0003_new" takes the name "entries.created_at" away{self.ASKED}30' in line

    def test_a_renamed_table_that_is_read(self, guestbook: Guestbook, tmp_path: Path) -> None:
        (line,) = self.told(guestbook, tmp_path, "ALTER TABLE guests RENAME TO people;")
        assert 'takes the name "guests" away, while the deployed code asks for it until the deploy is done: server/src/index.ts:47' in line

    @pytest.mark.parametrize("to", ["COLUMN homepage TO site", "TO people"])
    def test_a_renamed_one_that_nothing_reads(self, guestbook: Guestbook, tmp_path: Path, to: str) -> None:
        assert self.told(guestbook, tmp_path, f"ALTER TABLE guests RENAME {to};", without=self.INSERTED) == []


POSTS = 'export const posts = sqliteTable("posts", { id: integer().primaryKey(), title: text(), score: text() });'
NOTES = (
    'export const notes = sqliteTable("notes", { id: integer().primaryKey(), post: integer().references(() => posts.id, { onDelete: "%s" }), text: text() });'
)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


@pytest.mark.node
class TestDrizzleKit:
    """What the real drizzle-kit writes: on D1 its table rebuild fires ON DELETE in the tables that refer to the rebuilt one."""

    @pytest.mark.parametrize(
        ("action", "expected"),
        [
            pytest.param("cascade", '3 of 4 rehearsed rows of "notes" are deleted by ON DELETE CASCADE when "posts" is rebuilt', id="cascade"),
            pytest.param("set null", '"notes.post" is set to NULL in all rows by ON DELETE SET NULL when "posts" is rebuilt', id="set null"),
        ],
    )
    def test_a_rebuild_wipes_the_children(self, worker: Worker, action: str, expected: str) -> None:
        change = Change(worker, POSTS + NOTES % action, POSTS.replace("title: text()", 'title: text().default("x")') + NOTES % action)
        assert "__new_posts" in change.second.sql
        line = change.line("DROP TABLE")
        assert told(RULE, project(change.files, tip=change.base)) == [f'0001_second.sql:{line}: migration "0001_second" damages rows: {expected}']

    def test_a_rebuild_of_the_child_keeps_all(self, worker: Worker) -> None:
        notes = NOTES % "cascade"
        change = Change(worker, POSTS + notes, POSTS + notes.replace("text: text()", 'text: text().default("x")'))
        assert "__new_notes" in change.second.sql
        assert told(RULE, project(change.files, tip=change.base)) == []

    @pytest.mark.parametrize(
        ("after", "expected"),
        [
            pytest.param(POSTS.replace(", title: text()", ""), 'column "posts.title" is dropped with its values', id="a dropped column"),
            pytest.param("export const nothing = 1;", 'table "posts" is dropped with its rows', id="a dropped table"),
            pytest.param(
                POSTS.replace("score: text()", "score: integer()"), 'the value of "posts.score" is changed in 2 of 3 rehearsed rows', id="another type"
            ),
        ],
    )
    def test_lost(self, worker: Worker, after: str, expected: str) -> None:
        change = Change(worker, POSTS, after)
        (line,) = told(RULE, project(change.files, tip=change.base))
        assert line.endswith(f'migration "0001_second" damages rows: {expected}')

    def test_an_added_column_and_index_lose_nothing(self, worker: Worker) -> None:
        change = Change(worker, POSTS, POSTS.replace(" });", ", slug: text() }, (t) => [index('by_slug').on(t.slug)]);"))
        assert told(RULE, project(change.files, tip=change.base)) == []
