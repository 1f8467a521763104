"""Edits that take one name of an import list from another module, in the file's style."""

from typing import TYPE_CHECKING

from hooks.finding import Edit
from hooks.sources.edits import edit, in_style, line_break
from hooks.sources.flow.syntax import named
from hooks.sources.typescript import Source

if TYPE_CHECKING:
    from tree_sitter import Node


def taken_from(source: Source, specifier: "Node", statement: "Node", module: str) -> tuple[Edit, ...]:
    """The edits that import the name at `specifier` of the import `statement` from `module` instead; none beside a comment, which may be about it."""
    origin = statement.child_by_field_name("source")
    names = specifier.parent
    clause = names.parent if names is not None else None
    if origin is None or names is None or clause is None:
        return ()
    if len(named(names)) == len(named(clause)) == 1:
        return (edit(source, origin.start_byte + 1, origin.end_byte - 1, module),)
    left_out = _without_list(source, clause) if len(named(names)) == 1 else _without_name(source, names, specifier)
    added = line_break(source) + in_style(source, f'import {{ {source.text_of(specifier)} }} from "{module}";')
    return () if left_out is None else (left_out, edit(source, statement.end_byte, statement.end_byte, added))


def _without_list(source: Source, clause: "Node") -> Edit | None:
    """The default import alone."""
    if any(child.type == "comment" for child in (*clause.children, *clause.children[-1].children)):
        return None
    space = "" if source.text[clause.end_byte : clause.end_byte + 1].isspace() else " "
    return edit(source, clause.children[0].end_byte, clause.end_byte, space)


def _without_name(source: Source, names: "Node", specifier: "Node") -> Edit | None:
    """The list without a name: with the comma before it where none is behind it, else with that one and the line where nothing else stands on it."""
    tokens = names.children
    at = tokens.index(specifier)
    before, behind = tokens[at - 1], tokens[at + 1]
    further = tokens[at + 2] if behind.type == "," else behind
    if any(token.type == "comment" and _shares_line(token, specifier) for token in (before, behind, further)):
        return None
    if behind.type != "," and before.type == ",":
        return edit(source, before.start_byte, specifier.end_byte, "")
    end = behind.end_byte if behind.type == "," else specifier.end_byte
    line, rest = source.text.rfind(b"\n", 0, specifier.start_byte) + 1, source.text.find(b"\n", end) + 1
    if not source.text[line : specifier.start_byte].strip() and not source.text[end:rest].strip() and rest:
        return edit(source, line, rest, "")
    if further.type == "}":
        return edit(source, specifier.start_byte if before.type == "comment" else before.end_byte, end, "")
    return edit(source, specifier.start_byte, further.start_byte, "")


def _shares_line(one: "Node", other: "Node") -> bool:
    return one.end_point[0] == other.start_point[0] or one.start_point[0] == other.end_point[0]
