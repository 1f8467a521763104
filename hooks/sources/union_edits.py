"""Edits of `runtime.ts` that keep its style: take a key out of one union, put it into another."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.finding import Edit
from hooks.sources.edits import edit, line_break
from hooks.sources.key_unions import Part, Unions
from hooks.sources.runtime_keys import Accessor, alias
from hooks.sources.typescript import Source

if TYPE_CHECKING:
    from tree_sitter import Node

_WRITTEN = frozenset({"union_type", "type_alias_declaration"})
_OPENED = frozenset({"union_type", "parenthesized_type"})


def moved(source: Source, key: str, to: Accessor) -> tuple[Edit, ...]:
    """The edits that move `key` to the union of `to`; none where a union is not written out as plain literals, or a comment may belong to the key."""
    old, new = alias(source, to.other.union), alias(source, to.union)
    if old is None or new is None:
        return ()
    parts = _written(source, old)
    leaving = [part for part in parts if part.key == key]
    if len(leaving) != 1 or _is_commented(source, old, leaving[0].node):
        return ()
    literal = leaving[0].node
    edits = (_removed(source, old, literal) if len(parts) > 1 else _emptied(source, old, literal), _added(source, new, source.text_of(literal)))
    return tuple(edit for edit in edits if edit is not None) if None not in edits else ()


def _written(source: Source, union: "Node") -> list[Part]:
    """The parts of a union that consists of literals in place; nothing for any other."""
    parts = list(Unions(source).parts(union))
    plain = all(part.key is not None and part.node.parent and part.node.parent.parent and part.node.parent.parent.type in _WRITTEN for part in parts)
    return parts if plain and all(union.start_byte <= part.node.start_byte < union.end_byte for part in parts) else []


def _tokens(node: "Node") -> "Iterator[Node]":
    """What a union type is made of, in order: literals, bars, brackets, comments."""
    for child in node.children:
        if child.type in _OPENED:
            yield from _tokens(child)
        else:
            yield child


def _around(union: "Node", literal: "Node") -> "tuple[list[Node], list[Node]]":
    """The tokens before the literal, the nearest first, and those behind it."""
    tokens = list(_tokens(union))
    at = next(index for index, token in enumerate(tokens) if token.start_byte <= literal.start_byte < token.end_byte)
    return tokens[:at][::-1], tokens[at + 1 :]


def _emptied(source: Source, union: "Node", literal: "Node") -> Edit:
    """The only literal of a union gives way to `never`."""
    before = _around(union, literal)[0][0]
    return edit(source, before.start_byte if before.type == "|" else literal.start_byte, literal.end_byte, "never")


def _removed(source: Source, union: "Node", literal: "Node") -> Edit | None:
    """The literal goes with one bar, and with its line where nothing else stands on it; None where no bar is beside it."""
    before, after = _around(union, literal)
    text = source.text
    if before[0].type == "|":
        start, end = before[0].start_byte, literal.end_byte
        line, rest = text.rfind(b"\n", 0, start) + 1, text.find(b"\n", end) + 1
        if rest and not text[line:start].strip() and not text[end:rest].strip():
            return edit(source, line, rest, "")
        # behind a line comment the line break must stay, or what follows becomes part of the comment
        return edit(source, start if before[1].type == "comment" else len(text[:start].rstrip()), end, "")
    if not after or after[0].type != "|":
        return None
    return edit(source, literal.start_byte, len(text) - len(text[after[0].end_byte :].lstrip()), "")


def _is_commented(source: Source, union: "Node", literal: "Node") -> bool:
    """Whether a comment may be about the literal: one on its line, or on a line of its own right above."""
    before, after = _around(union, literal)
    lead = before[1] if before[0].type == "|" else before[0]
    return any(_is_comment_beside(token, literal) for token in (before[0], *after[:1])) or _is_comment_above(source, lead, literal)


def _is_comment_beside(token: "Node", literal: "Node") -> bool:
    return token.type == "comment" and (token.end_point[0] == literal.start_point[0] or token.start_point[0] == literal.end_point[0])


def _is_comment_above(source: Source, token: "Node", literal: "Node") -> bool:
    line = source.text[source.text.rfind(b"\n", 0, token.start_byte) + 1 : token.start_byte]
    return token.type == "comment" and token.end_point[0] + 1 == literal.start_point[0] and not line.strip()


def _added(source: Source, union: "Node", written: str) -> Edit | None:
    value = union.child_by_field_name("value")
    if value is None:
        return None
    if value.type == "predefined_type" and source.text_of(value) == "never":
        return edit(source, value.start_byte, value.end_byte, written)
    parts = _written(source, union)
    if not parts:
        return None
    last, text = parts[-1].node, source.text
    line = text[text.rfind(b"\n", 0, last.start_byte) + 1 : last.start_byte]
    if line.strip() != b"|" or last.start_point[0] == union.start_point[0]:
        return edit(source, last.end_byte, last.end_byte, f" | {written}")
    # A comment behind the last literal stays with it; the semicolon between them goes behind the new one.
    rest = text[last.end_byte :].partition(b"\n")[0].rstrip()
    comment = rest.lstrip(b"; \t")
    if not comment.startswith(b"//") and not (comment.startswith(b"/*") and comment.find(b"*/") == len(comment) - 2):
        return edit(source, last.end_byte, last.end_byte, f"{line_break(source)}{line.decode()}{written}")
    semicolon = ";" if rest.lstrip().startswith(b";") else ""
    return edit(source, last.end_byte, last.end_byte + len(rest), f" {comment.decode()}{line_break(source)}{line.decode()}{written}{semicolon}")
