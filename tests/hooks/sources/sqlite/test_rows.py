"""The rows of a rehearsal: what a migration does to values can be seen in them, and every constraint before it allows them."""

from collections import Counter

import pytest

from hooks.sources.sqlite.database import Database
from hooks.sources.sqlite.rows import ALL_ROWS, UNIQUE_ROWS, Rows, fill, rows_of

FEED = """
CREATE TABLE users (id text PRIMARY KEY NOT NULL, name text NOT NULL, mail text UNIQUE);
CREATE TABLE posts (id integer PRIMARY KEY, author text NOT NULL REFERENCES users(id), editor text REFERENCES users(mail),
    answer_to integer REFERENCES posts(id), score real);
CREATE TABLE votes (post integer REFERENCES posts(id), user text REFERENCES users(id), PRIMARY KEY (post, user));
"""


def filled(sql: str, which: tuple[int, ...] = ALL_ROWS) -> tuple[Database, dict[str, Rows]]:
    database = Database()
    assert database.run(sql) is None
    assert fill(database, which) == frozenset()
    return database, rows_of(database)


def column(rows: Rows, name: str) -> list[object]:
    return [row[rows.columns.index(name)] for row in rows.rows]


class TestWhatIsThere:
    def test_no_value_occurs_twice_but_what_refers_to_it(self) -> None:
        _database, tables = filled(FEED, UNIQUE_ROWS)
        own = [("users", "id"), ("users", "name"), ("users", "mail"), ("posts", "id"), ("posts", "score")]
        values = Counter(str(value) for table, name in own for value in column(tables[table], name))
        assert len(values) == len(own) * len(UNIQUE_ROWS)

    def test_what_may_repeat_does_in_one_row(self) -> None:
        names = column(filled(FEED)[1]["users"], "name")
        assert sorted(Counter(names).values()) == [1, 1, 2]

    def test_in_one_row_every_nullable_column_is_null(self) -> None:
        _database, tables = filled(FEED)
        assert [row for row in tables["users"].rows if row[2] is None] == [tables["users"].rows[3]]
        assert tables["posts"].rows[3][2:] == (None, None, None)

    @pytest.mark.parametrize(("table", "name"), [("posts", "author"), ("posts", "editor"), ("posts", "answer_to"), ("votes", "post"), ("votes", "user")])
    def test_each_foreign_key_leads_from_a_row_to_a_row(self, table: str, name: str) -> None:
        assert any(value is not None for value in column(filled(FEED)[1][table], name))


class TestWhatHolds:
    @pytest.mark.parametrize(
        "sql",
        [
            pytest.param(FEED, id="keys of all kinds"),
            pytest.param("CREATE TABLE a (id integer PRIMARY KEY, b integer NOT NULL REFERENCES b(id)); "
                         "CREATE TABLE b (id integer PRIMARY KEY, a integer NOT NULL REFERENCES a(id));", id="two that need each other"),
            pytest.param("CREATE TABLE a (x, y, PRIMARY KEY (x, y)); CREATE TABLE b (x, y, FOREIGN KEY (x, y) REFERENCES a);", id="a key of two columns"),
            pytest.param("CREATE TABLE a (role text NOT NULL CHECK (role IN ('owner', 'guest')), age integer CHECK (age >= 18));", id="checks"),
        ],
    )  # fmt: skip
    def test_every_table_has_rows_that_its_constraints_allow(self, sql: str) -> None:
        database, tables = filled(sql)
        assert all(rows.rows for rows in tables.values())
        with database.unguarded() as connection:
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert not database.connection.in_transaction

    def test_a_row_whose_parent_cannot_be_is_taken_out_again(self) -> None:
        database, tables = filled("CREATE TABLE a (gone integer NOT NULL REFERENCES nowhere(id), x text);")
        assert tables["a"].rows == ()
        assert not database.connection.in_transaction

    def test_tables_are_named_whose_checks_no_row_obeys(self) -> None:
        database = Database()
        assert database.run("CREATE TABLE odd (a text NOT NULL CHECK (a GLOB '[0-9][0-9]-[a-z]'));") is None
        assert fill(database) == {"odd"}
