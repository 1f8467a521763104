"""Edits of `runtime.ts` that keep its style: take a key out of one union, put it into another."""

from typing import TYPE_CHECKING

from hooks.finding import Edit
from hooks.sources.edits import edit, line_break
from hooks.sources.key_unions import Part, Unions
from hooks.sources.runtime_keys import Accessor, alias
from hooks.sources.typescript import Source

if TYPE_CHECKING:
    from tree_sitter import Node

_WRITTEN = frozenset({"union_type", "type_alias_declaration"})


def moved(source: Source, key: str, to: Accessor) -> tuple[Edit, ...]:
    """The edits that move `key` to the union of `to`; none where a union is not written out as plain literals."""
    old, new = alias(source, to.other.union), alias(source, to.union)
    if old is None or new is None:
        return ()
    leaving = [part for part in _written(source, old) if part.key == key]
    if len(leaving) != 1:
        return ()
    into = _added(source, new, source.text_of(leaving[0].node))
    return (_removed(source, old, leaving[0].node), into) if into is not None else ()


def _written(source: Source, union: "Node") -> list[Part]:
    """The parts of a union that consists of literals in place; nothing for any other."""
    parts = list(Unions(source).parts(union))
    plain = all(part.key is not None and part.node.parent and part.node.parent.parent and part.node.parent.parent.type in _WRITTEN for part in parts)
    return parts if plain and all(union.start_byte <= part.node.start_byte < union.end_byte for part in parts) else []


def _removed(source: Source, union: "Node", literal: "Node") -> Edit:
    text, start, end = source.text, literal.start_byte, literal.end_byte
    before = text[:start].rstrip()
    lead = before.endswith(b"|")
    if len(_written(source, union)) == 1:
        return edit(source, len(before) - 1 if lead else start, end, "never")
    if lead:
        kept = before[:-1].rstrip()
        # behind a line comment the line break must stay, or what follows becomes part of the comment
        commented = b"//" in kept[kept.rfind(b"\n") + 1 :]
        return edit(source, len(before) - 1 if commented else len(kept), end, "")
    after = text[end:].lstrip()[1:].lstrip()
    return edit(source, start, len(text) - len(after), "")


def _added(source: Source, union: "Node", written: str) -> Edit | None:
    value = union.child_by_field_name("value")
    if value is None:
        return None
    if value.type == "predefined_type" and source.text_of(value) == "never":
        return edit(source, value.start_byte, value.end_byte, written)
    parts = _written(source, union)
    if not parts:
        return None
    last = parts[-1].node
    line = source.text[source.text.rfind(b"\n", 0, last.start_byte) + 1 : last.start_byte]
    own_line = line.strip() == b"|" and last.start_point[0] > union.start_point[0]
    return edit(source, last.end_byte, last.end_byte, f"{line_break(source)}{line.decode()}{written}" if own_line else f" | {written}")
