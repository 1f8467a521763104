"""Assignments, and what else changes a value in place."""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import access, patterns
from hooks.sources.drizzle.classes import Class
from hooks.sources.drizzle.conversions import text
from hooks.sources.drizzle.fields import field
from hooks.sources.drizzle.operators import LOGICAL, combined, logical, operator_of, unary
from hooks.sources.drizzle.scope import UNSET
from hooks.sources.drizzle.values import UNDEFINED, Function, Poison, Site, Thrown
from hooks.sources.js_object import is_index

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator, Handler
    from hooks.sources.drizzle.scope import Scope


def _assignment(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    value = ev.value(field(node, "right"), scope)
    assign(ev, field(node, "left"), value, scope)
    return value


def _augmented(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    operator = operator_of(node, scope)[:-1]
    left, right = field(node, "left"), field(node, "right")
    old = ev.value(left, scope)
    value = logical(ev, operator, old, right, scope) if operator in LOGICAL else combined(ev, operator, old, ev.value(right, scope), Site(node, scope))
    assign(ev, left, value, scope)
    return value


def _update(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    argument = field(node, "argument")
    operator = operator_of(node, scope)
    old = ev.value(argument, scope)
    new = combined(ev, operator[0], old, 1, Site(node, scope))
    assign(ev, argument, new, scope)
    return new if node.children[0].type == operator else old


def assign(ev: "Evaluator", node: "Node", value: Any, scope: "Scope") -> None:
    """Assign `value` to what `node` names. Raises Poison where that cannot be followed."""
    if node.type == "identifier":
        _rebind(scope.source.text_of(node), value, node, scope)
    elif node.type in {"object_pattern", "array_pattern"}:
        inner = scope.inner()
        patterns.bind(ev, node, value, inner, Site(node, scope))
        for name, part in inner.names.items():
            _rebind(name, part, node, scope)
    elif node.type in {"member_expression", "subscript_expression"}:
        owner, key = access.target(ev, node, scope)
        _store(ev, owner, key, value, Site(node, scope))
    elif node.named_children:
        assign(ev, node.named_children[0], value, scope)


def _rebind(name: str, value: Any, node: "Node", scope: "Scope") -> None:
    holder = scope.holder(name) or scope
    if holder.constants is not None and name in holder.constants:
        raise Thrown(f'"{name}" is a constant and cannot be assigned', scope.source.location(node))
    if holder.names.get(name) is UNSET:
        raise Thrown(f'"{name}" is assigned before it is declared', scope.source.location(node))
    holder.names[name] = value


def _store(ev: "Evaluator", owner: Any, key: str, value: Any, site: Site) -> None:
    if owner is None or owner is UNDEFINED:
        raise Thrown(f'cannot set "{key}" of {text(owner)}', site.location)
    if isinstance(owner, dict):
        owner[key] = value
    elif isinstance(owner, list) and is_index(key) and int(key) <= len(owner):
        owner[int(key) : int(key) + 1] = [value]
    elif isinstance(owner, (Function, Class)):
        owner.properties[key] = value
    else:
        raise Poison(ev.unknown("this assignment cannot be followed", site.node, site.scope))


def _deleted(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    owner, key = access.target(ev, node, scope)
    if isinstance(owner, dict):
        owner.pop(key, None)
        return True
    raise Poison(ev.unknown("this deletion cannot be followed", node, scope))


def _unary(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    """`delete` is a unary operator to the grammar."""
    if operator_of(node, scope) == "delete":
        return _deleted(ev, field(node, "argument"), scope)
    return unary(ev, node, scope)


HANDLERS: dict[str, "Handler"] = {
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented,
    "update_expression": _update,
    "unary_expression": _unary,
}
