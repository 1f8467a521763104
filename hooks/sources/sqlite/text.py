"""What only the stored CREATE text tells: checks, generated expressions, AUTOINCREMENT, what an index is on, what a view selects.

SQLite keeps these texts up to date itself when a table or column is renamed.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from hooks.sources import sql_text
from hooks.sources.sql_text import Token

_CONSTRAINTS = frozenset({"constraint", "primary", "unique", "check", "foreign"})


class TableText(NamedTuple):
    """A CREATE TABLE: each check's name (or none) and expression, each generated column's expression, and whether the key counts up."""

    checks: tuple[tuple[str, str], ...]
    generated: dict[str, str]
    autoincrement: bool


class IndexText(NamedTuple):
    """A CREATE INDEX: its columns or expressions in order, and its condition."""

    columns: tuple[str, ...]
    where: str | None


@lru_cache(maxsize=4096)  # most tables of a chain stay the same from migration to migration
def table(sql: str) -> TableText:
    """The facts of a CREATE TABLE statement."""
    checks: list[tuple[str, str]] = []
    generated: dict[str, str] = {}
    autoincrement = False
    parts = sql_text.enclosed(sql)
    names = _names(sql, parts)
    for part in parts:
        checks += _checks(part, names)
        if not part or part[0].text.lower() in _CONSTRAINTS:
            continue
        expression = next((_inside(part[position + 1 :], names) for position in _top(part, "as")), None)
        if expression is not None:
            generated[part[0].identifier or part[0].text] = expression
        autoincrement |= any(_top(part, "autoincrement"))
    return TableText(tuple(checks), generated, autoincrement)


@lru_cache(maxsize=4096)
def index(sql: str, names: frozenset[str]) -> IndexText:
    """The facts of a CREATE INDEX statement; `names` are the table's and those of its columns, in lower case."""
    parts = sql_text.enclosed(sql)
    end = parts[-1][-1].end if parts[-1] else 0
    behind = [token for token in sql_text.tokens(sql[end:]) if token.text != ";"][1:]  # the first closes the list
    where = sql_text.joined(sql_text.of_table(behind[1:], names)) if behind and behind[0].text.lower() == "where" else None
    return IndexText(tuple(sql_text.joined(sql_text.of_table(part, names)) for part in parts), where)


def view(sql: str, names: frozenset[str]) -> str:
    """The SELECT of a CREATE VIEW statement, as `select` has it."""
    pieces = list(sql_text.tokens(sql))
    start = next((position + 1 for position in _top(pieces, "as")), 0)
    return select(sql[pieces[start].start :] if start < len(pieces) else "", names)


def select(sql: str, names: frozenset[str]) -> str:
    """A view's SELECT, normal; `names` are those of all tables and columns, in lower case.

    A string that is none of them stands bare: in double quotes SQLite takes it for a string too, and writes it anew in single ones when anything
    is renamed. Which words in double quotes are strings cannot be told as for a table: they may be names of the view's own.
    """
    pieces = (token for token in sql_text.tokens(sql) if token.text != ";")
    return sql_text.joined(_bare(token, names) for token in pieces)


def _bare(token: Token, names: frozenset[str]) -> Token:
    string = token.text[1:-1].replace("''", "'") if token.text[0] == "'" else ""
    return token._replace(text=string) if string and string.lower() not in names else token


def _names(sql: str, parts: Sequence[Sequence[Token]]) -> frozenset[str]:
    """What an expression in a CREATE TABLE may name: the table, and its columns."""
    head = list(takewhile(lambda token: token.text != "(", sql_text.tokens(sql)))
    return frozenset((token.identifier or "").lower() for token in (*head[-1:], *(part[0] for part in parts if part)))


def _checks(part: Sequence[Token], names: frozenset[str]) -> list[tuple[str, str]]:
    found = []
    for position in _top(part, "check"):
        named = position > 1 and part[position - 2].text.lower() == "constraint"
        found.append(((part[position - 1].identifier or "") if named else "", _inside(part[position + 1 :], names)))
    return found


def _top(part: Sequence[Token], word: str) -> list[int]:
    """Where `word` stands outside all parentheses."""
    depth, found = 0, []
    for position, token in enumerate(part):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0 and token.text.lower() == word:
            found.append(position)
    return found


def _inside(part: Sequence[Token], names: frozenset[str]) -> str:
    """The text of the parentheses with which `part` begins."""
    part = list(sql_text.of_table(part, names))
    depth = 0
    for position, token in enumerate(part):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0:
            return sql_text.bare_tokens(part[: position + 1])
    return sql_text.joined(part)
