"""Loops, each turn paid for."""

from typing import TYPE_CHECKING

from hooks.sources.drizzle import access, literals, patterns
from hooks.sources.drizzle.assignments import assign
from hooks.sources.drizzle.conversions import truthy
from hooks.sources.drizzle.fields import field
from hooks.sources.drizzle.hoisting import DECLARATIONS, is_var
from hooks.sources.drizzle.scope import Scope
from hooks.sources.drizzle.statements import Completion, Runner
from hooks.sources.drizzle.values import Poison, Site

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator


def _for_each(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    value = ev.known(field(node, "right"), scope)
    site = Site(node, scope)
    if scope.source.text_of(field(node, "operator")) == "of":
        items = literals.iterated(ev, value, site)
    else:
        keys = access.object_keys(ev, value, site)
        if keys is None:
            raise Poison(ev.unknown("iterating over the keys of this value is not supported", node, scope))
        items = keys
    left, body = field(node, "left"), field(node, "body")
    declares = node.child_by_field_name("kind") is not None and not is_var(node, scope)
    for item in items:
        ev.pay_for(body, scope)
        inner = scope.inner()
        if declares:
            patterns.bind(ev, left, item, inner, site)
        else:
            assign(ev, left, item, scope)
        completion = ev.run(body, inner)
        if completion is not None and completion.kind != "continue":
            return None if completion == Completion("break") else completion
    return None


def _for(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    inner = scope.inner()
    initializer, condition = field(node, "initializer"), field(node, "condition")
    if initializer.type in DECLARATIONS or initializer.type in {"expression_statement", "empty_statement"}:
        ev.run(initializer, inner)
    else:
        ev.value(initializer, inner)
    increment, body = node.child_by_field_name("increment"), field(node, "body")
    return _loop(ev, (condition, body, increment), inner, first=False)


def _while(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    return _loop(ev, (field(node, "condition"), field(node, "body"), None), scope, first=node.type == "do_statement")


def _loop(ev: "Evaluator", parts: "tuple[Node, Node, Node | None]", scope: Scope, *, first: bool) -> Completion | None:
    condition, body, increment = parts
    while first or _holds(ev, condition, scope):
        first = False
        ev.pay_for(body, scope)
        # Each turn has its own copies of the loop's names, so that a function made in it keeps them.
        turn = scope.inner()
        turn.names.update(scope.names if increment is not None else {})
        completion = ev.run(body, turn)
        if completion is not None and completion.kind != "continue":
            return None if completion == Completion("break") else completion
        if increment is not None:
            scope.names.update({name: turn.names[name] for name in scope.names})
            ev.value(increment, scope)
    return None


def _holds(ev: "Evaluator", condition: "Node", scope: Scope) -> bool:
    if condition.type == "empty_statement":
        return True
    inner = condition.named_children[0] if condition.type == "expression_statement" else condition
    return truthy(ev.known(inner, scope))


RUNNERS: dict[str, Runner] = {
    "for_in_statement": _for_each,
    "for_statement": _for,
    "while_statement": _while,
    "do_statement": _while,
}
