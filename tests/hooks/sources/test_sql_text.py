"""SQL text to statements, as drizzle and SQLite cut it."""

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hooks.sources import sql_text

TRIGGER = "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM a; END;"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("-- only a comment\n/* and another */ ;;", [], id="comments and semicolons"),
        pytest.param("SELECT 1", [("SELECT 1", 1)], id="no semicolon"),
        pytest.param("SELECT 1;--> statement-breakpoint\nSELECT 2;", [("SELECT 1;", 1), ("SELECT 2;", 2)], id="breakpoint"),
        pytest.param("SELECT 1; SELECT\n2;\n\nSELECT 3", [("SELECT 1;", 1), ("SELECT\n2;", 1), ("SELECT 3", 4)], id="several in a chunk"),
        pytest.param("SELECT ';', \"a;\", `b;`, [c;], 'it''s;' -- ;\n/* ; */;", [("SELECT ';', \"a;\", `b;`, [c;], 'it''s;' -- ;\n/* ; */;", 1)], id="quoted"),
        pytest.param(f"\n{TRIGGER}\nSELECT 2;", [(TRIGGER, 2), ("SELECT 2;", 3)], id="trigger"),
        pytest.param(TRIGGER.replace("TRIGGER", "temp TRIGGER"), [(TRIGGER.replace("TRIGGER", "temp TRIGGER"), 1)], id="temporary trigger"),
        pytest.param("-- why\r\nSELECT 1;\r\nSELECT 2;", [("SELECT 1;", 2), ("SELECT 2;", 3)], id="CRLF and a comment before"),
        pytest.param("\ufeffSELECT 1;", [("SELECT 1;", 1)], id="byte order mark"),
        pytest.param("SELECT 'open; SELECT 2;", [("SELECT 'open; SELECT 2;", 1)], id="an open string"),
        pytest.param("SELECT '--> statement-breakpoint'", [("SELECT '", 1), ("'", 1)], id="drizzle cuts strings too"),
    ],
)
def test_statements(sql: str, expected: list[tuple[str, int]]) -> None:
    found = list(sql_text.statements(sql))
    assert [(statement.text, statement.line) for statement in found] == expected
    assert [statement.number for statement in found] == list(range(1, len(found) + 1))


_PIECES = st.lists(
    st.sampled_from(
        [";", " ", "\n", "'", '"', "`", "[", "]", "--", "/*", "*/", "create", "temp", "trigger", "begin", "end", "select", "a", "1", "(", ",", ")", "explain"]
    ),
    max_size=30,
)


@given(_PIECES.map(" ".join).map(str.strip))  # blanks behind the last statement are nobody's, even in a string without an end
@example("create trigger a begin select 1 ; end ; a")
@example("create trigger ; end ; a")
def test_each_statement_is_whole_for_sqlite_and_nothing_is_lost(sql: str) -> None:
    found = [statement.text for statement in sql_text.statements(sql)]
    kept = "".join(found)
    assert [token.text for token in sql_text.tokens(sql) if token.text != ";"] == [token.text for token in sql_text.tokens(kept) if token.text != ";"]
    for text in found[:-1]:
        assert sqlite3.complete_statement(text) or text.startswith("explain")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param('"posts"."age" > 21', "`posts`.age>21", id="quotes and space"),
        pytest.param("(lower(`email`))", "((lower(email)))", id="outer parentheses"),
        pytest.param("a /* why */ + b", "a + b -- so", id="comments"),
    ],
)
def test_bare_text_is_equal(one: str, other: str) -> None:
    assert sql_text.bare(one) == sql_text.bare(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("'A'", "'a'", id="literals"),
        pytest.param("(a) + (b)", "a) + (b", id="parentheses that are not one pair"),
        pytest.param("'a'", '"a"', id="string and name"),
    ],
)
def test_bare_text_differs(one: str, other: str) -> None:
    assert sql_text.bare(one) != sql_text.bare(other)
