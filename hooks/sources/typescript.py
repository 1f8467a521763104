"""TypeScript and JavaScript source to a tree-sitter tree, within bounds, and nodes to places."""

import time
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location

if TYPE_CHECKING:
    from tree_sitter import Language, Node

MAX_BYTES = 2_000_000
PARSE_SECONDS = 1.0
_GRAMMAR = "tree_sitter_typescript"
_CHUNK, _WORD = 65_536, 64
_MAX_TYPE_BYTES = 4_000
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_LESS, _EQUALS, _GREATER, _BACKTICK = b"<=>`"
_BOM = b"\xef\xbb\xbf"
# Of what `import("…")` gives at run time, a promise, nobody takes anything but these three; what stands behind `typeof` is a type here.
_IMPORT = rb"""(?<![\w$.])import\([ \t]*['"][^'"\n]{1,1000}['"][ \t]*\)"""
_IMPORT_TYPE = rb"%s(?=\s*\.\s*(?!then\b|catch\b|finally\b)[\w$])|(?<=\btypeof )%s" % (_IMPORT, _IMPORT)


class Source(NamedTuple):
    """A parsed file: where it lies, its bytes behind a byte order mark, which no place counts, and its syntax tree."""

    path: str
    text: bytes
    root: "Node"

    def location(self, node: "Node") -> Location:
        """The place of `node`, columns in characters."""
        (row, column), (end_row, end_column) = node.start_point, node.end_point
        start, end = node.start_byte - column, node.end_byte - end_column
        return Location(
            self.path,
            row + 1,
            _characters(self.text[start : start + column]) + 1,
            end_row + 1,
            _characters(self.text[end : end + end_column]) + 1,
        )

    def text_of(self, node: "Node") -> str:
        """The source text of `node`."""
        return self.text[node.start_byte : node.end_byte].decode("utf-8", "replace")


def parse(path: str, content: bytes) -> Source:
    """Parse one file. Raises NoVerdict for a file too large, too slow, no text, or with a syntax error (at the error's place)."""
    if len(content) > MAX_BYTES:
        raise NoVerdict(f"file is {len(content) / 1e6:.1f} MB, above the limit of {MAX_BYTES // 1_000_000} MB: not parsed", Location(path))
    require_text(path, content)
    text = content.removeprefix(_BOM)
    source = Source(path, text, _syntax_tree(path, text))
    if source.root.has_error:
        error = _first_error(source.root)
        what = f"missing {error.type!r}" if error.is_missing else "syntax error"
        raise NoVerdict(f"{what}: the file cannot be read as {_dialect(path)}", source.location(error))
    return source


def require_text(path: str, content: bytes) -> None:
    """Raises NoVerdict, at its place, for what makes a file no source text: bytes that are not UTF-8, or a NUL, as in UTF-16 without its mark."""
    try:
        if not content.isascii():  # far faster than to decode, and true of most files
            content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoVerdict("invalid UTF-8", _at(path, content, error.start)) from error
    nul = content.find(b"\0")
    if nul >= 0:
        raise NoVerdict("NUL byte, which no source text holds", _at(path, content, nul))


def _at(path: str, content: bytes, offset: int) -> Location:
    before = content[:offset]
    return Location(path, before.count(b"\n") + 1, _characters(before[before.rfind(b"\n") + 1 :]) + 1)


def _syntax_tree(path: str, text: bytes) -> "Node":
    from tree_sitter import Parser

    deadline = time.thread_time() + PARSE_SECONDS
    try:
        # Only the read-callable form honours a progress callback; returning True cancels (tree-sitter 0.26).
        readable = _without_unreadable_types(text)
        reader = _Reader(readable)
        tree = Parser(_language(_dialect(path))).parse(reader, progress_callback=lambda _offset, _has_error: time.thread_time() > deadline)
    except ValueError as error:
        raise NoVerdict(f"parsing took more than {PARSE_SECONDS:g} s and was stopped", Location(path)) from error
    reader.piece = _WORD
    return tree.root_node


class _Reader:
    """Hands text to the parser in large pieces, and afterwards in small ones: `Node.text` asks it too, and walks over every byte it gets."""

    __slots__ = ("_text", "piece")

    def __init__(self, text: bytes) -> None:
        self._text = text
        self.piece = _CHUNK

    def __call__(self, offset: int, _point: object) -> bytes:
        return self._text[offset : offset + self.piece]


def _without_unreadable_types(text: bytes) -> bytes:
    """Blank the types that tree-sitter-typescript 0.23.2 cannot read, byte for byte: ``tag<string[]>`…` `` and `export type * from`.

    `import("…")` of a type becomes a name: as `f<import("…").T[]>()` it cannot be read.
    """
    if b">`" in text:
        readable = bytearray(text)
        end = text.find(b">`")
        while end >= 0:
            start = _opening(text, end)
            if start >= 0:
                readable[start : end + 1] = _blank(text[start : end + 1])
            end = text.find(b">`", end + 1)
        text = bytes(readable)
    if b"export type" in text or b"import(" in text:
        import re

        text = re.sub(rb"""\bexport type[ \t]*\*[^'"`;]{0,200}(['"])[^'"\n]{0,1000}\1""", lambda match: _blank(match.group()), text)
        text = re.sub(_IMPORT_TYPE, lambda match: b"import".ljust(len(match.group()), b"_"), text)
    return text


def _opening(text: bytes, end: int) -> int:
    """Where the type arguments that end at `end` begin, directly behind a name; -1 where there are none."""
    depth = 0
    for position in range(end, max(end - _MAX_TYPE_BYTES, 0), -1):
        byte = text[position]
        if byte == _GREATER and text[position - 1] != _EQUALS:
            depth += 1
        elif byte == _LESS:
            depth -= 1
            if depth == 0:
                before = text[position - 1 : position]
                return position if before.isalnum() or before in {b"_", b"$"} else -1
        elif byte == _BACKTICK:
            return -1
    return -1


def _blank(text: bytes) -> bytes:
    return bytes(byte if byte in b"\r\n" else 0x20 for byte in text)


def _dialect(path: str) -> str:
    return "TSX" if path.endswith((".tsx", ".jsx")) else "TypeScript"


@cache
def _language(dialect: str) -> "Language":
    from tree_sitter import Language

    grammar = _grammar()
    return Language(grammar.language_tsx() if dialect == "TSX" else grammar.language_typescript())


@cache
def _grammar() -> Any:
    """The compiled grammar alone, out of its pinned package, whose __init__ loads importlib.resources: 6 ms that a commit would wait for."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    package = PathFinder.find_spec(_GRAMMAR)
    binding = PathFinder.find_spec("_binding", package.submodule_search_locations) if package else None
    if binding is None or binding.loader is None:
        return import_module(_GRAMMAR)
    module = module_from_spec(binding)
    binding.loader.exec_module(module)
    return module


def _first_error(root: "Node") -> "Node":
    """The first ERROR or MISSING node in source order, below `root`, which has one; where one error swallows many lines, where in it the parser stopped."""
    node = root
    while not node.is_missing:
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            return _unclosed(node)
        if node.is_error and node.start_point[0] == node.end_point[0]:
            return node
        node = inner
    return node


def _unclosed(error: "Node") -> "Node":
    """The last bracket that an error opens and does not close: a file whose end is missing is one error from its first line to its last."""
    open_ones: list[Node] = []
    for child in error.children:
        if child.type in _CLOSING:
            open_ones.append(child)
        elif open_ones and child.type == _CLOSING[open_ones[-1].type]:
            open_ones.pop()
    return open_ones[-1] if open_ones and error.start_point[0] != error.end_point[0] else error


def _characters(line_start: bytes) -> int:
    return len(line_start) if line_start.isascii() else len(line_start.decode("utf-8", "replace"))
