"""The string literals of a union type, through the aliases and constants of its own module."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from hooks.sources.flow import containers
from hooks.sources.flow.bindings import Kind
from hooks.sources.flow.patterns import ELEMENT
from hooks.sources.flow.point import KEYS, Point
from hooks.sources.flow.scopes import Module
from hooks.sources.flow.syntax import inner, literal, named, text
from hooks.sources.typescript import Source

if TYPE_CHECKING:
    from tree_sitter import Node

_OPENED = frozenset({"union_type", "parenthesized_type"})
_VALUES = frozenset({"string", "property_identifier", "shorthand_property_identifier"})


class Part(NamedTuple):
    """One member of a union: the literal that names `key`, or a type that cannot be read (None)."""

    key: str | None
    node: "Node"


class Unions:
    """The union types of one module."""

    def __init__(self, source: Source) -> None:
        self._module = Module(source)

    def parts(self, alias: "Node") -> Iterator[Part]:
        """Every member of the alias, in the order of the text."""
        waiting, opened = [alias], set()
        while waiting:
            node = waiting.pop()
            if node.id in opened:
                continue
            opened.add(node.id)
            further = self._further(node)
            if further is None:
                yield from self._part(node)
            else:
                waiting.extend(reversed(further))

    def _further(self, node: "Node") -> "list[Node] | None":
        """The types that `node` is made of; None where it is one member."""
        if node.type == "type_alias_declaration":
            value = node.child_by_field_name("value")
            return [] if value is None else [value]
        if node.type in _OPENED:
            return named(node)
        if node.type == "type_identifier":
            alias = self._alias(text(node))
            return None if alias is None else [alias]
        return None

    def _part(self, node: "Node") -> Iterator[Part]:
        if node.type == "predefined_type" and text(node) == "never":
            return
        if node.type == "literal_type" and len(named(node)) == 1 and literal(named(node)[0]) is not None:
            yield Part(literal(named(node)[0]), named(node)[0])
        elif node.type == "template_literal_type" and literal(node) is not None:
            yield Part(literal(node), node)
        else:
            yield from self._computed(node) or [Part(None, node)]

    def _alias(self, name: str) -> "Node | None":
        for statement in named(self._module.root):
            declaration = statement.child_by_field_name("declaration") or statement
            shown = declaration.child_by_field_name("name")
            if declaration.type == "type_alias_declaration" and shown is not None and text(shown) == name:
                return declaration
        return None

    def _computed(self, node: "Node") -> list[Part]:
        """`keyof typeof X` and `(typeof X)[number]` of a constant that is written out here; nothing for anything else."""
        inside = named(node)
        if node.type == "index_type_query" and inside:
            return self._of_constant(inside[0], KEYS)
        if node.type == "lookup_type" and len(inside) > 1:
            target = named(inside[0])[0] if inside[0].type == "parenthesized_type" else inside[0]
            index = "".join(text(inside[1]).split())
            if index in {"number", f"keyof{''.join(text(target).split())}"}:
                return self._of_constant(target, ELEMENT)
        return []

    def _of_constant(self, query: "Node", step: str) -> list[Part]:
        name = named(query)[0] if query.type == "type_query" and named(query) else None
        binding = self._module.binding(name) if name is not None else None
        value = binding.owner.child_by_field_name("value") if binding is not None and binding.kind is Kind.VARIABLE else None
        while value is not None and (whole := inner(value)) is not None:
            value = whole[0][0] if len(whole[0]) == 1 else None
        points = containers.selected(Point(self._module, value, (step,))) if value is not None else None
        parts = [Part(_value(point.node), point.node) for point in points or () if not point.way]
        return parts if points and len(parts) == len(points) and all(part.key is not None for part in parts) else []


def _value(node: "Node") -> str | None:
    return literal(node) if literal(node) is not None else text(node) if node.type in _VALUES else None
