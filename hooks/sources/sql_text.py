"""SQL text cut into tokens and statements. What a statement means is SQLite's business; where one ends must be known before it can be asked."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

BREAKPOINT = "--> statement-breakpoint"
_TRIGGER_HEADS = (["create", "trigger"], ["create", "temp", "trigger"], ["create", "temporary", "trigger"])
_CLOSING = {'"': '"', "`": "`", "[": "]"}


class Statement(NamedTuple):
    """One statement of a migration: its text, its number in the file and the line it starts on, both from 1."""

    text: str
    number: int
    line: int


class Token(NamedTuple):
    """A piece of SQL that is neither space nor comment."""

    text: str
    start: int
    end: int

    @property
    def identifier(self) -> str | None:
        """The name that the token stands for, quotes resolved; None for anything else, string literals included."""
        closing = _CLOSING.get(self.text[0])
        if closing is not None:
            return self.text[1:-1].replace(closing * 2, closing)
        return self.text if self.text[0].isalpha() or self.text[0] == "_" else None


# Every alternative is linear, and one that is not closed runs to the end of the text.
_SKIPPED = r"(?P<skip>[\s\ufeff]+ | --[^\n]* | /\*.*?(?:\*/|\Z))"
_QUOTED = r"""'[^']*(?:''[^']*)*(?:'|\Z) | "[^"]*(?:""[^"]*)*(?:"|\Z) | `[^`]*(?:``[^`]*)*(?:`|\Z) | \[[^\]]*(?:\]|\Z)"""
_WORD = r"[^\W\d][\w$]*"
_NUMBER = r"\d[\w.]* | [.]\d[\w.]*"
_RUN = r"""[^\s\w\ufeff'"`\[;/-]+"""


@cache
def _pattern(other: str) -> re.Pattern[str]:
    return re.compile(f"{_SKIPPED} | {_QUOTED} | {_WORD} | {other} | .", re.VERBOSE | re.DOTALL)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`, comments and space left out."""
    return _matched(_pattern(_NUMBER), text)


def _matched(pattern: re.Pattern[str], text: str) -> Iterator[Token]:
    for match in pattern.finditer(text):
        if match.lastgroup != "skip":
            yield Token(match[0], match.start(), match.end())


def statements(sql: str) -> Iterator[Statement]:
    """The statements of a migration: cut where drizzle cuts, at each breakpoint, and inside at each semicolon that ends one."""
    number, line, counted, offset = 0, 1, 0, 0
    for chunk in sql.split(BREAKPOINT):
        for start, end in _cuts(chunk):
            number, line = number + 1, line + sql.count("\n", counted, offset + start)
            counted = offset + start
            yield Statement(chunk[start:end], number, line)
        offset += len(chunk) + len(BREAKPOINT)


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Where each statement of `text` starts and ends: SQLite's own rule, by which a trigger ends at the `;` behind `; END`."""
    one = text.strip()
    if one[:1].isalpha() and ";" not in one[:-1]:  # what drizzle-kit writes: one statement a chunk, and no need to look into it
        yield text.index(one), text.index(one) + len(one)
        return
    start, end, words = -1, 0, [""]
    for token in _matched(_pattern(_RUN), text):  # runs of punctuation, so that 100,000 parentheses cost no time
        if start < 0 and token.text == ";":
            continue
        start, end = (token.start if start < 0 else start), token.end
        if token.text == ";" and (not _is_trigger(words) or words[-2:] == [";", "end"]):
            yield start, end
            start, words = -1, [""]
        else:
            words = [*words[:5], *words[5:][-1:], token.text[:9].lower()]
    if start >= 0:
        yield start, end


def _is_trigger(words: list[str]) -> bool:
    return any(words[1 : 1 + len(head)] == head for head in _TRIGGER_HEADS)


def of_table(pieces: Iterable[Token], names: frozenset[str]) -> Iterator[Token]:
    """The tokens of an expression that can name nothing but its own table and columns, `names` in lower case, as SQLite takes them.

    A word in double quotes that names none of them is a string, which SQLite itself writes anew, in single quotes, whenever a column is dropped or something
    renamed anywhere (sqlite.org/quirks.html). The table before one of its columns is left out: drizzle-kit writes it, people seldom do.
    """
    listed = list(pieces)
    for token, following in zip_longest(listed, listed[1:]):
        if token.text == "." or (following and following.text == "."):
            continue
        name = token.identifier if token.text[0] == '"' else None
        yield token if name is None or name.lower() in names else token._replace(text="'" + name.replace("'", "''") + "'")


@lru_cache(maxsize=4096)  # the same types and defaults come again and again
def normal(text: str, names: frozenset[str] | None = None) -> str:
    """SQL with one space between tokens and identifiers bare, so that two spellings of one expression are equal; literals stay as they are.

    Where `names` says what can be named, the text is an expression of a table: see `of_table`.
    """
    return text if text.isidentifier() else joined(_resolved(text, names))


@lru_cache(maxsize=4096)
def bare(text: str, names: frozenset[str] | None = None) -> str:
    """`normal`, without parentheses around the whole."""
    return text if text.isidentifier() else bare_tokens(_resolved(text, names))


def _resolved(text: str, names: frozenset[str] | None) -> Iterator[Token]:
    return tokens(text) if names is None else of_table(tokens(text), names)


def joined(pieces: Iterable[Token]) -> str:
    """`normal` of tokens. A semicolon at the end ends the statement for drizzle-kit and is no part of the expression."""
    return " ".join(token.identifier or token.text for token in pieces).removesuffix(" ;")


def bare_tokens(pieces: Iterable[Token]) -> str:
    """`bare` of tokens."""
    left = list(pieces)
    while len(left) > 1 and left[0].text == "(" and _closing(left) == len(left) - 1:
        left = left[1:-1]
    return joined(left)


def _closing(pieces: list[Token]) -> int:
    """The position of the parenthesis that closes the first one, or -1."""
    depth = 0
    for position, token in enumerate(pieces):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0:
            return position
    return -1


def enclosed(text: str) -> list[list[Token]]:
    """The comma-separated parts inside the first parentheses of `text`: the definitions of a CREATE TABLE, the columns of a CREATE INDEX."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens(text):
        depth -= token.text == ")"
        if depth == 1 and token.text == ",":
            parts.append([])
        elif depth >= 1:
            parts[-1].append(token)
        depth += token.text == "("
        if depth == 0 and parts[0]:
            break
    return parts
