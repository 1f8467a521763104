"""What a pattern binds: `{ a, b: { c = 1 }, ...r }`, `[x, y]`, or one plain name, each with its way into the value."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from hooks.sources.flow.syntax import named, property_name

if TYPE_CHECKING:
    from tree_sitter import Node

ELEMENT = "[*]"
"""The step of a way that stands for any one element or property."""
_NAMES = frozenset({"identifier", "shorthand_property_identifier_pattern"})

Way = tuple[str, ...]


class Bound(NamedTuple):
    """One name that a pattern binds: `way` leads from the whole value to the bound part, `default` stands in for `undefined`."""

    name: "Node"
    way: Way = ()
    default: "Node | None" = None


def bound(pattern: "Node", default: "Node | None" = None) -> Iterator[Bound]:
    """Every name that `pattern` binds, in order."""
    waiting = [Bound(pattern, (), default)]
    while waiting:
        part = waiting.pop()
        if part.name.type in _NAMES:
            yield part
        else:
            waiting += reversed([Bound(inside, (*part.way, *step), standby) for inside, step, standby in _parts(part.name)])


def _parts(pattern: "Node") -> "Iterator[tuple[Node, Way, Node | None]]":
    if pattern.type == "object_pattern":
        for child in named(pattern):
            yield from _property(child)
    elif pattern.type == "array_pattern":
        yield from _elements(pattern)
    elif pattern.type in {"assignment_pattern", "object_assignment_pattern"}:
        left, right = pattern.child_by_field_name("left"), pattern.child_by_field_name("right")
        if left is not None:
            yield left, (), right
    elif pattern.type == "rest_pattern":
        yield from ((child, (), None) for child in named(pattern)[:1])


def _property(child: "Node") -> "Iterator[tuple[Node, Way, Node | None]]":
    if child.type == "pair_pattern":
        value = child.child_by_field_name("value")
        if value is not None:
            yield value, (property_name(child.child_by_field_name("key")) or ELEMENT,), None
    elif child.type == "object_assignment_pattern":
        left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
        if left is not None:
            yield left, (property_name(left) or ELEMENT,), right
    elif child.type == "rest_pattern":
        yield child, (), None
    else:
        yield child, (property_name(child) or ELEMENT,), None


def _elements(pattern: "Node") -> "Iterator[tuple[Node, Way, Node | None]]":
    index = 0
    for child in pattern.children:
        if child.type == ",":
            index += 1
        elif child.type == "rest_pattern":
            yield child, (), None
        elif child.is_named and not child.is_extra:
            yield child, (str(index),), None
