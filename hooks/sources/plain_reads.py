"""Modules that need no parser: their bytes alone show that they read declared keys and nothing else.

In a large project most modules that read a key say `vars.get("DECLARED")` and no more. Parsing takes a second for 6 MB and 30 times their memory, so it is
kept for those that say anything else. Whether such a call is code or a comment makes no difference: a declared key breaks no promise.
"""

import re
from collections.abc import Callable

from hooks.sources.flow.scopes import whole_words
from hooks.sources.runtime_keys import Accessor, DeclaredKeys

_OF_GET = re.compile(rb"""\s*\.\s*get\(\s*(["'])(\w+)\1\s*\)""")
_OF_WRAPPER = re.compile(rb"""\(\s*(["'])(\w+)\1\s*\)""")
_IMPORT_LIST = re.compile(rb"""import\s*\{([\w\s,$]*)\}\s*from\b""")
_TAKES_WHOLE = (b"* as ", b"import(", b"require(")


def plain(declared: DeclaredKeys | None, accessor: Accessor) -> Callable[[bytes, str], bool]:
    """A test of a module's bytes and a name (the accessor's, or a wrapper's): is it only imported, and called with one literal of a declared key.

    A key that is declared for the other client too is left to those who follow each read.
    """
    keys = _only_for(declared, accessor)

    def is_plain(content: bytes, name: str) -> bool:
        return only_says(content, name, _OF_GET if name == accessor.value else _OF_WRAPPER, keys)

    return is_plain


def only_says(content: bytes, name: str, use: "re.Pattern[bytes]", known: frozenset[bytes]) -> bool:
    """Whether a module's bytes show that it only imports `name` and uses it as the pattern says, with one of `known` as its last group."""
    if not known or not name or any(mark in content for mark in _TAKES_WHOLE):
        return False
    lists = [match.span(1) for match in _IMPORT_LIST.finditer(content)]
    return all(_is_imported(content, name, at, lists) or _is_known(use, content, at + len(name), known) for at in whole_words(content, name))


def _only_for(declared: DeclaredKeys | None, accessor: Accessor) -> frozenset[bytes]:
    mine, others = (declared and declared.union(which) for which in (accessor, accessor.other))
    return frozenset(key.encode() for key in mine.keys if not others or key not in others.keys) if mine else frozenset()


def _is_imported(content: bytes, name: str, at: int, lists: list[tuple[int, int]]) -> bool:
    """Whether the word at `at` is imported under its own name: between commas, in the braces of an import."""
    span = next((span for span in lists if span[0] <= at < span[1]), None)
    if span is None:
        return False
    before, after = content[span[0] : at].rstrip()[-1:], content[at + len(name) : span[1]].lstrip()[:1]
    return before in {b"", b","} and after in {b"", b","}


def _is_known(use: "re.Pattern[bytes]", content: bytes, end: int, known: frozenset[bytes]) -> bool:
    match = use.match(content, end)
    return match is not None and match.group(match.lastindex or 0) in known
