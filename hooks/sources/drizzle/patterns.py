"""Destructuring: what the names of a pattern are bound to."""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import access, literals
from hooks.sources.drizzle.conversions import text
from hooks.sources.drizzle.values import UNDEFINED, Site, Thrown, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator
    from hooks.sources.drizzle.scope import Scope

_NAMES = frozenset({"identifier", "shorthand_property_identifier_pattern"})


def names(node: "Node", source_text: bytes) -> list[str]:
    """Every name that a pattern declares."""
    if node.type in _NAMES:
        return [source_text[node.start_byte : node.end_byte].decode()]
    parts = [child for child in node.named_children if child.type != "comment"]
    if node.type == "pair_pattern":
        parts = parts[1:]
    elif node.type in {"assignment_pattern", "object_assignment_pattern"}:
        parts = parts[:1]
    found: list[str] = []
    for part in parts:
        found += names(part, source_text)
    return found


def bind(ev: "Evaluator", node: "Node", value: Any, scope: "Scope", site: Site) -> None:
    """Bind the names of `node` in `scope` to the parts of `value`. Raises Thrown where it has no parts."""
    kind = node.type
    if kind in _NAMES:
        scope.names[scope.text[node.start_byte : node.end_byte].decode()] = value
    elif kind in {"assignment_pattern", "object_assignment_pattern"}:
        left, right = node.named_children[0], node.named_children[-1]
        bind(ev, left, ev.settled(right, scope) if value is UNDEFINED else value, scope, site)
    elif isinstance(value, Unknown):
        for name in names(node, scope.text):
            scope.names[name] = value.part
    elif value is None or value is UNDEFINED:
        raise Thrown(f"{text(value)} cannot be destructured", scope.source.location(node))
    elif kind == "object_pattern":
        _bind_object(ev, node, value, scope, site)
    elif kind == "array_pattern":
        _bind_array(ev, node, value, scope, site)
    else:
        for name in names(node, scope.text):
            scope.names[name] = ev.unknown(f"assigning to this pattern ({kind.replace('_', ' ')}) is not supported", node, scope)


def _bind_object(ev: "Evaluator", node: "Node", value: Any, scope: "Scope", site: Site) -> None:
    taken: set[str] = set()
    for child in node.named_children:
        if child.type == "rest_pattern":
            bind(ev, child.named_children[0], _rest(ev, value, taken, Site(child, scope)), scope, site)
        elif child.type == "pair_pattern":
            key = literals.property_key(ev, child.named_children[0], scope)
            taken.add(key)
            bind(ev, child.named_children[-1], access.member(ev, value, key, Site(child, scope)), scope, site)
        elif child.type != "comment":
            target = child.named_children[0] if child.type == "object_assignment_pattern" else child
            key = scope.source.text_of(target)
            taken.add(key)
            bind(ev, child, access.member(ev, value, key, Site(child, scope)), scope, site)


def _rest(ev: "Evaluator", value: Any, taken: set[str], site: Site) -> Any:
    own = access.own_properties(ev, value, site)
    if own is None:
        return ev.unknown("the rest of this value cannot be taken", site.node, site.scope)
    rest = {key: item for key, item in own.items() if key not in taken}
    return literals.Partial(rest, own.unknown) if isinstance(own, literals.Partial) else rest


def _bind_array(ev: "Evaluator", node: "Node", value: Any, scope: "Scope", site: Site) -> None:
    items = literals.iterated(ev, value, site)
    position = 0
    for child in node.children:
        if child.type == ",":
            position += 1
        elif child.type == "rest_pattern":
            bind(ev, child.named_children[0], items[position:], scope, site)
        elif child.is_named and child.type != "comment":
            bind(ev, child, items[position] if position < len(items) else UNDEFINED, scope, site)
