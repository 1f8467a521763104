"""TypeScript's enums: objects whose numeric members are found by number too."""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import literals
from hooks.sources.drizzle.conversions import integral, text
from hooks.sources.drizzle.values import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator
    from hooks.sources.drizzle.scope import Scope


def declare(ev: "Evaluator", node: "Node", scope: "Scope") -> None:
    """Add the members of an enum to its object in `scope`; several declarations of one name add up."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None:
        return
    label = scope.source.text_of(name)
    old = scope.names.get(label)
    members: dict[str, Any] = old if isinstance(old, dict) else {}
    scope.names[label] = members
    inner = scope.inner()
    inner.names.update(members)
    following: Any = 0
    for member in body.named_children:
        if member.type == "comment":
            continue
        key, value = _member(ev, member, inner, following)
        members[key] = inner.names[key] = value
        numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
        if numeric:
            members[str(text(value))] = key
        following = integral(value + 1) if numeric else Unknown("an enum member after one without a number", scope.source.location(member), inert=True)


def _member(ev: "Evaluator", node: "Node", scope: "Scope", following: Any) -> tuple[str, Any]:
    if node.type != "enum_assignment":
        return literals.property_key(ev, node, scope), following
    key, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if key is None or value is None:
        raise ValueError("enum member without name or value")
    return literals.property_key(ev, key, scope), ev.settled(value, scope)
