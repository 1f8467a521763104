from pathlib import Path

import pytest

from ci_runner.sandbox import database
from ci_runner.sandbox.migrations import Applied, Entry, Outcome, apply, ledger, pending
from ci_runner.sandbox.state import State

_ROWS = "CREATE TABLE a (id INTEGER PRIMARY KEY, x);\n--> statement-breakpoint\nINSERT INTO a VALUES (1, 'one'), (2, 'two');"
_CHILD = "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a(id) ON DELETE CASCADE); INSERT INTO b VALUES (1, 1);"
_REBUILD = (
    "PRAGMA foreign_keys=OFF;--> statement-breakpoint\nCREATE TABLE __new_a (id INTEGER PRIMARY KEY, x TEXT);--> statement-breakpoint\n"
    "INSERT INTO __new_a SELECT id, x FROM a;--> statement-breakpoint\nDROP TABLE a;--> statement-breakpoint\n"
    "ALTER TABLE __new_a RENAME TO a;--> statement-breakpoint\nPRAGMA foreign_keys=ON;"
)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path)


def _apply(state: State, *entries: Entry, confirmed: bool = False) -> Outcome:
    return apply(state, "p", "production", entries, confirmed=confirmed)


def test_entries_are_applied_in_order_and_once(state: State) -> None:
    chain = (Entry("0000", 10, _ROWS), Entry("0001", 20, _CHILD))
    assert _apply(state, *chain) == Outcome(applied=("0000", "0001"))
    assert _apply(state, *chain) == Outcome()
    assert [line.tag for line in ledger(state, "p", "production")] == ["0000", "0001"]


def test_an_entry_that_is_not_later_is_skipped_without_a_word(state: State) -> None:
    _apply(state, Entry("0000", 20, _ROWS))
    assert _apply(state, Entry("0000", 20, _ROWS), Entry("0001", 15, _CHILD)) == Outcome()
    assert [line.tag for line in ledger(state, "p", "production")] == ["0000"]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param((), ["a", "c"], id="nothing applied: the one that does not rise is never reached"),
        pytest.param((Applied("a", 10, ""),), ["c"], id="the first applied"),
        pytest.param((Applied("z", 99, ""),), [], id="something newer applied"),
    ],
)
def test_pending_is_what_rises_above_all_before_it(known: tuple[Applied, ...], expected: list[str]) -> None:
    entries = (Entry("a", 10, ""), Entry("b", 10, ""), Entry("c", 30, ""))
    assert [entry.tag for entry in pending(known, entries)] == expected


def test_a_failing_entry_leaves_those_before_it_applied_and_nothing_of_itself(state: State) -> None:
    broken = Entry("0001", 20, "CREATE TABLE b (y); INSERT INTO nowhere VALUES (1);")
    outcome = _apply(state, Entry("0000", 10, _ROWS), broken)
    assert (outcome.applied, outcome.failed, outcome.error) == (("0000",), "0001", "no such table: nowhere")
    assert "CREATE TABLE b" not in database.schema_sql(state.database("p", "production"))
    assert [line.tag for line in ledger(state, "p", "production")] == ["0000"]


@pytest.mark.parametrize(
    ("sql", "losses"),
    [
        pytest.param("DROP TABLE a;", ("table a (2 rows)",), id="a table"),
        pytest.param("ALTER TABLE a DROP COLUMN x;", ("column a.x",), id="a column"),
        pytest.param("DELETE FROM a WHERE id = 1;", ("1 of 2 rows of a",), id="rows"),
        pytest.param("DROP TABLE a; SELECT * FROM nowhere;", (), id="nothing, since it fails"),
        pytest.param("ALTER TABLE a ADD y;", (), id="nothing"),
    ],
)
def test_a_loss_is_foreseen_and_refused_before_anything_happens(state: State, sql: str, losses: tuple[str, ...]) -> None:
    first = Entry("0000", 10, _ROWS)
    _apply(state, first)
    outcome = _apply(state, first, Entry("0001", 20, sql))
    assert outcome.losses == losses
    assert (len(ledger(state, "p", "production")) == 1) == bool(losses or outcome.failed)
    if losses:
        assert _apply(state, first, Entry("0001", 20, sql), confirmed=True).applied == ("0001",)


def test_a_rebuild_wipes_child_rows_as_on_d1_although_it_switches_foreign_keys_off(state: State) -> None:
    chain = (Entry("0000", 10, _ROWS), Entry("0001", 20, _CHILD))
    _apply(state, *chain)
    assert _apply(state, *chain, Entry("0002", 30, _REBUILD)).losses == ("1 of 1 rows of b",)


def test_what_a_fresh_database_never_held_cannot_be_lost(state: State) -> None:
    assert _apply(state, Entry("0000", 10, _ROWS), Entry("0001", 20, "DROP TABLE a;")).applied == ("0000", "0001")


def test_system_tables_exist_where_a_migration_names_them(state: State) -> None:
    sql = "CREATE TABLE a (u TEXT REFERENCES `es_system__auth_user`(`id`)); INSERT INTO a VALUES (NULL);"
    assert _apply(state, Entry("0000", 10, sql)).applied == ("0000",)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param("-- only a comment\n;", (), id="a comment"),
        pytest.param("SELECT 1", ("SELECT 1",), id="no semicolon"),
        pytest.param("SELECT ';'; SELECT 2;", ("SELECT ';';", "SELECT 2;"), id="a semicolon in a text"),
        pytest.param("SELECT 1;--> statement-breakpoint\nSELECT 2;", ("SELECT 1;", "SELECT 2;"), id="a breakpoint"),
        pytest.param(
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END;",
            ("CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END;",),
            id="a trigger",
        ),
    ],
)
def test_sql_is_cut_into_statements(sql: str, expected: tuple[str, ...]) -> None:
    assert database.statements(sql) == expected
