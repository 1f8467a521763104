"""`failing-migration`: every migration runs on a fresh database under D1's rules."""

import sqlite3

import pytest

from hooks.checks.failing_migration import RULE
from hooks.finding import Diagnostic, Finding
from tests.guestbook import Guestbook
from tests.hooks.chains import Link, chain, project, told

POSTS = Link("0000_posts", "CREATE TABLE `posts` (\n\t`id` integer PRIMARY KEY NOT NULL,\n\t`title` text NOT NULL\n);\n")
ADDED = Link("0001_slug", "SELECT 1;--> statement-breakpoint\nALTER TABLE `posts` ADD `slug` text;")
TWICE = Link("0001_again", "SELECT 1;--> statement-breakpoint\nCREATE TABLE `posts` (`id` integer);")


def test_the_example_is_clean(guestbook: Guestbook) -> None:
    assert told(RULE, guestbook.project()) == []


def test_a_clean_chain_is_silent() -> None:
    assert told(RULE, project(chain(POSTS, ADDED))) == []


def test_the_statement_that_fails() -> None:
    assert told(RULE, project(chain(POSTS, TWICE, Link("0002_never", "nonsense")))) == [
        (
            '0001_again.sql:2: migration "0001_again" fails on a fresh database: statement 2: table `posts` already exists; '
            "`db migrate` stops here, and nothing of this migration or of those behind it is applied"
        )
    ]


def test_what_is_stopped_has_no_verdict() -> None:
    sql = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x FROM r) INSERT INTO posts (title) SELECT zeroblob(200000) FROM r;"
    (result,) = RULE.check(project(chain(POSTS, Link("0001_bomb", sql))))
    assert isinstance(result, Diagnostic)
    assert "was not run to its end: statement 1: needs more than 256 MB of memory and was stopped" in result.message


def test_a_library_that_cannot_hand_a_database_to_another_process_has_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    class Without:
        """A connection as Python makes it where SQLite is built without sqlite3_serialize()."""

    judged = project(chain(POSTS, ADDED), tip=chain(POSTS), in_ci=True)
    monkeypatch.setattr(sqlite3, "Connection", Without)
    (result,) = RULE.check(judged)
    assert isinstance(result, Diagnostic)
    assert result.location.path == "drizzle/0001_slug.sql"
    assert "the database cannot be handed to a process of its own: SQLite " in result.message


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        pytest.param(b"SELECT 1;\n\xff", "invalid UTF-8", 2, id="not UTF-8"),
        pytest.param("SELECT 1;".encode("utf-16-le"), "holds a null character: it is UTF-16, or no text", 1, id="UTF-16"),
        pytest.param(b"SELECT 1;" + b" " * 2_000_000, "above the limit of 2 MB: not run", 1, id="huge"),
    ],
)
def test_what_cannot_be_read_has_no_verdict(content: bytes, reason: str, line: int) -> None:
    from hooks.errors import NoVerdict

    with pytest.raises(NoVerdict, match=reason) as caught:
        list(RULE.check(project(chain(POSTS, **{"drizzle/0000_posts.sql": content}))))
    assert caught.value.location.line == line


def test_migrations_behind_a_base_that_cannot_be_built_still_get_a_verdict(snapshot_of_posts: str) -> None:
    base = chain(POSTS, TWICE, **{"drizzle/meta/0001_snapshot.json": snapshot_of_posts})
    good, bad = Link("0002_good", "ALTER TABLE `posts` ADD `slug` text;"), Link("0003_bad", "ALTER TABLE `nowhere` ADD `slug` text;")
    assert [line.split(":")[0] for line in told(RULE, project(chain(POSTS, TWICE, good), tip=base))] == ["0001_again.sql"]
    assert [line.split(":")[0] for line in told(RULE, project(chain(POSTS, TWICE, good, bad), tip=base))] == ["0001_again.sql", "0003_bad.sql"]


@pytest.mark.parametrize("merged", [chain(POSTS, TWICE), chain(POSTS, TWICE, **{"drizzle/0001_again.sql": None})])
def test_where_nothing_stands_in_for_the_base_they_have_none(merged: dict[str, bytes]) -> None:
    new = Link("0002_new", "DROP TABLE posts;")
    files = {path: content for path, content in chain(POSTS, TWICE, new).items() if path in merged or "0002" in path}
    results = list(RULE.check(project(files, tip=merged)))
    assert [result.message for result in results if isinstance(result, Diagnostic)] == [
        'migration "0002_new" was not run: the migrations before it, which are merged, cannot be built, and there is no snapshot to stand in for them'
    ]


@pytest.fixture
def snapshot_of_posts() -> str:
    column = '{"name": "%s", "type": "%s", "primaryKey": %s, "notNull": true, "autoincrement": false}'
    columns = f'"id": {column % ("id", "integer", "true")}, "title": {column % ("title", "text", "false")}'
    empty = '"indexes": {}, "foreignKeys": {}, "compositePrimaryKeys": {}, "uniqueConstraints": {}, "checkConstraints": {}'
    table = f'{{"name": "posts", "columns": {{{columns}}}, {empty}}}'
    return f'{{"version": "6", "dialect": "sqlite", "id": "a", "prevId": "b", "tables": {{"posts": {table}}}, "views": {{}}, "enums": {{}}, "_meta": {{}}}}'


@pytest.mark.parametrize(
    ("merged", "commands"),
    [
        pytest.param("SELECT 1;", (("git", "checkout", "origin/main", "--", "drizzle/0001_again.sql"),), id="the base has other text"),
        pytest.param(TWICE.sql, (), id="the base has this text"),
        pytest.param(TWICE.sql + "\r\n", (), id="the base has it with another line ending"),
    ],
)
def test_a_merged_migration_is_left_as_it_is_only_where_the_base_has_its_text(merged: str, commands: tuple[tuple[str, ...], ...]) -> None:
    (finding,) = RULE.check(project(chain(POSTS, TWICE), tip=chain(POSTS, Link(TWICE.tag, merged))))
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert finding.fix.commands == commands
    assert ("leave it as it is" in finding.fix.text) is (not commands)
