"""Classes, as far as their static members go: an instance is unknown."""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import literals
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Function, Site, Thrown, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator
    from hooks.sources.drizzle.scope import Scope


def made(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    """A class: its static fields and methods. One with a superclass, a static block or a decorator is unknown."""
    body = node.child_by_field_name("body")
    members = [] if body is None else body.named_children
    if any(child.type in {"class_heritage", "decorator"} for child in node.named_children) or any(child.type in _UNFOLLOWED for child in members):
        return ev.unknown("this class cannot be evaluated", node, scope, opaque=True)
    name_node = node.child_by_field_name("name")
    name = "" if name_node is None else scope.source.text_of(name_node)
    result = Builtin(f"class {name}", _called, {}, _constructed)
    inner = scope.inner()
    inner.this = result
    if name:
        inner.names[name] = result
    for member in members:
        if any(child.type == "static" for child in member.children):
            _add(ev, member, inner, result)
    return result


_UNFOLLOWED = frozenset({"class_static_block", "decorator"})


def _add(ev: "Evaluator", member: "Node", scope: "Scope", result: Builtin) -> None:
    name = member.child_by_field_name("name")
    if name is None:
        return
    key = literals.property_key(ev, name, scope)
    if member.type == "method_definition":
        is_accessor = any(child.type in {"get", "set"} for child in member.children)
        value: Any = ev.unknown("a static getter cannot be evaluated", member, scope) if is_accessor else Function(member, scope, key, result)
    else:
        given = member.child_by_field_name("value")
        value = UNDEFINED if given is None else ev.settled(given, scope)
    result.properties[key] = value


def _called(_ev: "Evaluator", _arguments: list[Any], site: Site) -> Any:
    raise Thrown("a class is called without new", site.location)


def _constructed(_ev: "Evaluator", _arguments: list[Any], site: Site) -> Unknown:
    return Unknown("an instance of a class cannot be known", site.location, opaque=True)
