"""SQLite as D1 runs it, and locked against what a pull request may bring."""

# ruff: noqa: S608 - SQL put together from text is what is tested here

import sqlite3
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hooks.chain.losses import losses
from hooks.sources.sqlite.clock import Clock
from hooks.sources.sqlite.database import Database
from hooks.sources.sqlite.rows import fill, rows_of
from hooks.sources.sqlite.schema import schema_of

ENDLESS = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r)"
CHILDREN = "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p REFERENCES p(id) ON DELETE CASCADE);"


@pytest.fixture
def database() -> Database:
    return Database()


def foreign_keys(database: Database) -> int:
    row = database.connection.execute("PRAGMA foreign_keys").fetchone()
    return int(row[0])


def tables(database: Database) -> set[str]:
    return {row[0] for row in database.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


class TestD1sRules:
    @pytest.mark.parametrize(
        "sql",
        [
            pytest.param("PRAGMA foreign_keys=OFF;--> statement-breakpoint\nCREATE TABLE a (b);", id="switched off and left"),
            pytest.param("CREATE TABLE a (b); CREATE TABLE a (b);", id="after a failure"),
            pytest.param("PRAGMA foreign_keys=OFF; ROLLBACK; PRAGMA foreign_keys=OFF;", id="rolled back by hand"),
            pytest.param("CREATE TABLE a (b UNIQUE ON CONFLICT ROLLBACK); INSERT INTO a VALUES (1), (1);", id="rolled back by a conflict"),
            pytest.param("PRAGMA defer_foreign_keys=ON;", id="deferred"),
        ],
    )
    def test_foreign_keys_are_on_after_every_migration(self, database: Database, sql: str) -> None:
        database.run(sql)
        assert foreign_keys(database) == 1
        assert not database.connection.in_transaction

    def test_switching_them_off_does_not_save_the_children(self, database: Database) -> None:
        assert database.run(f"{CHILDREN} INSERT INTO p VALUES (1); INSERT INTO c VALUES (1);") is None
        assert database.run("PRAGMA foreign_keys=OFF; DROP TABLE p;") is None
        assert database.connection.execute("SELECT count(*) FROM c").fetchone() == (0,)

    def test_a_migration_is_one_batch(self, database: Database) -> None:
        failure = database.run("CREATE TABLE a (b);--> statement-breakpoint\nCREATE TABLE c (d);\nnonsense;")
        assert failure is not None
        assert (failure.statement.number, failure.statement.line, failure.words) == (3, 3, 'near "nonsense": syntax error')
        assert tables(database) == set()

    def test_deferred_keys_are_checked_at_the_end(self, database: Database) -> None:
        failure = database.run(f"{CHILDREN} PRAGMA defer_foreign_keys=ON; INSERT INTO c VALUES (7);")
        assert failure is not None
        assert failure.words == "FOREIGN KEY constraint failed when the batch is committed"

    def test_triggers_and_full_text_search(self, database: Database) -> None:
        sql = """CREATE TABLE notes (id integer PRIMARY KEY, body text);
            CREATE VIRTUAL TABLE found USING fts5(body, content='notes', content_rowid='id');
            CREATE TRIGGER notes_in AFTER INSERT ON notes BEGIN INSERT INTO found(rowid, body) VALUES (new.id, new.body); END;
            INSERT INTO notes VALUES (1, 'hello world');"""
        assert database.run(sql) is None
        assert database.connection.execute("SELECT rowid FROM found('world')").fetchall() == [(1,)]

    def test_a_foreign_key_to_a_system_table_resolves(self, database: Database) -> None:
        sql = """CREATE TABLE a (id integer PRIMARY KEY, owner text REFERENCES es_system__auth_user(id), mail text REFERENCES es_system__auth_user(email));
            INSERT INTO a (id) VALUES (1); UPDATE a SET owner = NULL; DROP TABLE a;"""
        assert database.run(sql) is None
        assert not any(touch.is_of_platform for touch in database.touches)

    def test_an_added_column_that_refers_to_a_system_table(self, database: Database) -> None:
        sql = "CREATE TABLE a (id integer PRIMARY KEY); ALTER TABLE a ADD owner text REFERENCES es_system__auth_user(id); INSERT INTO a VALUES (1, NULL);"
        assert database.run(sql) is None

    def test_a_write_to_a_system_table_is_noted(self, database: Database) -> None:
        database.prepare(["CREATE TABLE es_system__auth_user (id text PRIMARY KEY)"])
        assert database.run("SELECT 1;\nINSERT INTO es_system__auth_user VALUES ('x');") is None
        assert [(touch.statement.line, touch.table, touch.action) for touch in database.touches] == [(2, "es_system__auth_user", "inserts into")]

    def test_every_write_is_noted_with_the_column_that_it_updates(self, database: Database) -> None:
        assert database.run("CREATE TABLE a (b, c); INSERT INTO a VALUES (1, 2); UPDATE a SET c = b; ALTER TABLE a ADD d;") is None
        assert [touch[1:] for touch in database.touches] == [("a", "creates", ""), ("a", "inserts into", ""), ("a", "updates", "c"), ("a", "alters", "")]

    def test_a_copy_is_apart(self, database: Database) -> None:
        database.run("CREATE TABLE a (b);")
        twin = database.copy()
        twin.run("DROP TABLE a;")
        assert (tables(database), tables(twin), foreign_keys(twin)) == ({"a"}, set(), 1)

    @pytest.mark.parametrize(
        ("sql", "words"),
        [
            pytest.param("BEGIN;", "D1 refuses BEGIN: it runs each migration as one batch", id="BEGIN"),
            pytest.param("SAVEPOINT s;", "D1 refuses SAVEPOINT: it runs each migration as one batch", id="SAVEPOINT"),
            pytest.param("PRAGMA journal_mode=WAL;", "D1 refuses PRAGMA journal_mode", id="a pragma outside the list"),
            pytest.param("CREATE VIRTUAL TABLE r USING rtree(a, b, c);", "D1 has no module rtree", id="a module"),
            pytest.param(f"CREATE TABLE a ({', '.join(f'c{n}' for n in range(101))});", "too many columns on a", id="101 columns"),
            pytest.param(f"SELECT '{'x' * 100_000}';", "statement of 100,010 bytes: D1 takes at most 100,000", id="a long statement"),
            pytest.param("SELECT 'a\0b';", None, id="a null character"),
            pytest.param("SELECT '\ud800';", None, id="half a character"),
        ],
    )
    def test_refused(self, database: Database, sql: str, words: str | None) -> None:
        failure = database.run(sql)
        assert failure is not None
        assert not failure.undecided
        assert words is None or failure.words == words


class TestAttacks:
    """Each ends as a failure or without a verdict, soon, and nothing on disk is touched."""

    @pytest.mark.parametrize(
        ("sql", "undecided"),
        [
            pytest.param("ATTACH 'stolen.db' AS s; CREATE TABLE s.a (b);", False, id="ATTACH of a file"),
            pytest.param("VACUUM INTO 'stolen.db';", False, id="VACUUM INTO"),
            pytest.param("SELECT load_extension('evil.so');", False, id="load_extension"),
            pytest.param("PRAGMA writable_schema=1; UPDATE sqlite_master SET sql = 'x';", False, id="writable_schema"),
            pytest.param("UPDATE sqlite_master SET sql = 'x';", False, id="sqlite_master"),
            pytest.param("PRAGMA temp_store_directory='.';", False, id="temporary files elsewhere"),
            pytest.param(f"{ENDLESS} SELECT x FROM r;", True, id="endless rows"),
            pytest.param(f"CREATE TABLE a AS {ENDLESS} SELECT x FROM r;", True, id="endless table"),
            pytest.param(f"{ENDLESS} SELECT x FROM r ORDER BY x DESC;", True, id="endless sort"),
            pytest.param("SELECT zeroblob(1000000000);", True, id="zeroblob"),
            pytest.param(f"CREATE TABLE a (b); INSERT INTO a SELECT zeroblob(200000) FROM ({ENDLESS} SELECT x FROM r);", True, id="memory"),
            pytest.param("SELECT " + "(" * 5_000_000 + "1" + ")" * 5_000_000, False, id="ten megabytes of parentheses"),
            pytest.param("SELECT " + "(" * 40_000 + "1" + ")" * 40_000, False, id="parentheses that fit"),
            pytest.param(f"SELECT instr(hex(zeroblob(124000)), hex(zeroblob(60000)) || '1') FROM ({ENDLESS} SELECT x FROM r);", True, id="slow function"),
        ],
    )
    def test_contained(self, sql: str, undecided: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        started = time.thread_time()  # a busy machine is no attack
        failure = Database(Clock(seconds=1)).run(sql)
        assert failure is not None
        assert failure.undecided is undecided
        assert time.thread_time() - started < 5
        assert list(tmp_path.iterdir()) == []


_PIECES = (
    "CREATE TABLE a (id integer PRIMARY KEY, b text UNIQUE, c REFERENCES a(id) ON DELETE CASCADE);",
    "CREATE TABLE IF NOT EXISTS d (x text CHECK (x IN ('p', 'q')) NOT NULL, a integer REFERENCES a, PRIMARY KEY (a, x)) WITHOUT ROWID;",
    "CREATE TABLE e (n real DEFAULT (1 + 1), s text AS (n || 'x') STORED, FOREIGN KEY (n, s) REFERENCES a(id, b));",
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO d VALUES ('p', new.id); END;",
    "CREATE TRIGGER u BEFORE DELETE ON d BEGIN SELECT RAISE(IGNORE); END;",
    "CREATE TRIGGER w BEFORE INSERT ON e BEGIN SELECT RAISE(ABORT, 'never'); END;",
    "CREATE UNIQUE INDEX i ON a (lower(b), c) WHERE c > 1;",
    "CREATE VIEW v AS SELECT * FROM a JOIN d;",
    "CREATE VIRTUAL TABLE f USING fts5(b, content='a', content_rowid='id');",
    "ALTER TABLE a RENAME TO z;",
    "ALTER TABLE a ADD more DEFAULT 'y';",
    "ALTER TABLE d DROP COLUMN x;",
    "DROP TABLE a;",
    "INSERT INTO a VALUES (1, 'x', 1), (2, NULL, NULL);",
    "DELETE FROM a;",
    "UPDATE a SET b = 'same';",
    "CREATE TABLE s (a ANY, b int) STRICT;",
    "CREATE TABLE o (p REFERENCES nowhere, q REFERENCES es_system__auth_user(id) NOT NULL);",
    "PRAGMA foreign_keys=OFF;",
    "CREATE",
    "';",
    "--> statement-breakpoint",
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("\n".join), st.lists(st.sampled_from(_PIECES), max_size=4).map("\n".join))
def test_any_sql_can_be_run_filled_read_and_compared(before: str, sql: str) -> None:
    database = Database(Clock(seconds=5))
    for statement in before.split("\n"):
        database.run(statement)
    with suppress(sqlite3.Error):
        fill(database)
    database.run(sql)
    rows = rows_of(database)
    assert losses(rows, rows) == ()
    assert foreign_keys(database) == 1
    assert set(schema_of(database.connection).tables) == set(rows)
