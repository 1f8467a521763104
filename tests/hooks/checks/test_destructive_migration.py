"""`destructive-migration`: a new migration loses no row, column or table, shown by running it on rows."""

# ruff: noqa: S608 - SQL put together from text is what is tested here

from collections.abc import Iterator
from pathlib import Path

import pytest

from hooks.checks.destructive_migration import RULE
from hooks.config import Policy
from hooks.finding import Finding
from hooks.project import Base, Project, Surroundings
from hooks.tree import WorkTree
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
        pytest.param("DELETE FROM users WHERE mail IS NULL;", ['0001_new.sql:1: 1 of 4 rehearsed rows of "users" are deleted'], id="DELETE of some"),
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


def test_the_comment_above_the_statement_is_where_the_finding_is() -> None:
    (finding,) = RULE.check(project(chain(MADE, Link("0001_new", "-- edgespark-ci: ignore[destructive-migration] never used\nDROP TABLE tags;")), tip=BASE))
    assert isinstance(finding, Finding)
    assert finding.location.line == 2


class TestDeployedCode:
    """The example, whose code reads its tables, is the base; between `db migrate` and `deploy` that code runs on the new database."""

    JOURNAL = "server/drizzle/meta/_journal.json"

    def told(self, guestbook: Guestbook, tmp_path: Path, sql: str) -> list[str]:
        base = Guestbook.at(tmp_path / "base").project()
        entry = '{"idx": 3, "version": "6", "when": 1799999999999, "tag": "0003_new", "breakpoints": true}'
        journal = guestbook.read(self.JOURNAL)
        guestbook.write(self.JOURNAL, journal[: journal.rindex("]")] + f", {entry}]}}")
        guestbook.write("server/drizzle/0003_new.sql", sql)
        around = Surroundings(Policy(), base=lambda _root: Base("origin/main", base, base))
        return told(RULE, Project(WorkTree(guestbook.path), ".", around))

    def test_a_dropped_column_that_is_read(self, guestbook: Guestbook, tmp_path: Path) -> None:
        (line,) = self.told(guestbook, tmp_path, "ALTER TABLE entries DROP COLUMN hidden;")
        assert ': column "entries.hidden" is dropped with its values, while the deployed code reads it until the deploy is done: server/src/index.ts:' in line

    def test_a_renamed_column_that_is_read_is_a_warning(self, guestbook: Guestbook, tmp_path: Path) -> None:
        (line,) = self.told(guestbook, tmp_path, "ALTER TABLE entries RENAME COLUMN created_at TO made_at;")
        assert ': migration "0003_new" takes the name "entries.created_at" away while the deployed code reads it' in line

    def test_a_renamed_table_that_is_read(self, guestbook: Guestbook, tmp_path: Path) -> None:
        (line,) = self.told(guestbook, tmp_path, "ALTER TABLE guests RENAME TO people;")
        assert 'takes the name "guests" away while the deployed code reads it until the deploy is done: server/src/index.ts:' in line

    def test_a_renamed_column_that_nothing_reads(self, guestbook: Guestbook, tmp_path: Path) -> None:
        assert self.told(guestbook, tmp_path, "ALTER TABLE guests RENAME COLUMN homepage TO site;") == []


POSTS = 'export const posts = sqliteTable("posts", { id: integer().primaryKey(), title: text(), score: text() });'
NOTES = (
    'export const notes = sqliteTable("notes", { id: integer().primaryKey(), post: integer().references(() => posts.id, { onDelete: "%s" }), text: text() });'
)


@pytest.mark.node
class TestDrizzleKit:
    """What the real drizzle-kit writes: on D1 its table rebuild fires ON DELETE in the tables that refer to the rebuilt one."""

    @pytest.fixture
    def worker(self) -> Iterator[Worker]:
        with Worker() as started:
            yield started

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
