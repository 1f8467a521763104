"""Edits of a parsed file: byte offsets to places, and the file's own way of ending lines, statements and strings."""

from hooks.finding import Edit, Location
from hooks.sources.typescript import Source


def edit(source: Source, start: int, end: int, text: str) -> Edit:
    """Replace the bytes from `start` to `end` with `text`."""
    (line, column), (end_line, end_column) = _place(source.text, start), _place(source.text, end)
    return Edit(Location(source.path, line, column, end_line, end_column), text)


def line_break(source: Source) -> str:
    """How the file ends its lines."""
    return "\r\n" if b"\r\n" in source.text else "\n"


def in_style(source: Source, statement: str) -> str:
    """A statement written with double quotes and a semicolon, as the imports and exports of the file are written."""
    written = [node for node in source.root.named_children if node.type in {"import_statement", "export_statement"}]
    text = "".join(source.text_of(node) for node in written)
    if text.count("'") > text.count('"'):
        statement = statement.replace('"', "'")
    bare = bool(written) and not any(source.text_of(node).endswith(";") for node in written)
    return statement.removesuffix(";") if bare else statement


def appended(source: Source, *statements: str) -> Edit:
    """Add statements at the end of the file, each on its own line, in the file's style."""
    end, text = line_break(source), source.text
    lines = "".join(in_style(source, statement) + end for statement in statements)
    return edit(source, len(text), len(text), lines if not text or text.endswith(b"\n") else end + lines)


def _place(text: bytes, offset: int) -> tuple[int, int]:
    start = text.rfind(b"\n", 0, offset) + 1
    return text.count(b"\n", 0, offset) + 1, len(text[start:offset].decode("utf-8", "replace")) + 1
