"""Edits that take one name of an import list from another module, in the file's style."""

from typing import TYPE_CHECKING

from hooks.finding import Edit
from hooks.sources.edits import edit, in_style, line_break
from hooks.sources.flow.syntax import named
from hooks.sources.typescript import Source

if TYPE_CHECKING:
    from tree_sitter import Node


def taken_from(source: Source, specifier: "Node", statement: "Node", module: str) -> tuple[Edit, ...]:
    """The edits that import the name at `specifier` of the import `statement` from `module` instead."""
    origin = statement.child_by_field_name("source")
    names = specifier.parent
    clause = names.parent if names is not None else None
    if origin is None or names is None or clause is None:
        return ()
    if len(named(names)) == len(named(clause)) == 1:
        return (edit(source, origin.start_byte + 1, origin.end_byte - 1, module),)
    start, end = _with_comma(source.text, specifier)
    added = line_break(source) + in_style(source, f'import {{ {source.text_of(specifier)} }} from "{module}";')
    return (edit(source, start, end, ""), edit(source, statement.end_byte, statement.end_byte, added))


def _with_comma(text: bytes, specifier: "Node") -> tuple[int, int]:
    """What goes with the specifier: the comma behind it with the space up to the next name, or else the comma before it."""
    after = text[specifier.end_byte :].lstrip()
    if after.startswith(b","):
        return specifier.start_byte, len(text) - len(after[1:].lstrip())
    before = text[: specifier.start_byte].rstrip()
    return (len(before) - 1 if before.endswith(b",") else specifier.start_byte), specifier.end_byte
