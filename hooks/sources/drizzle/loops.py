"""Loops, each turn paid for."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import access, literals, patterns
from hooks.sources.drizzle.assignments import assign
from hooks.sources.drizzle.conversions import truthy
from hooks.sources.drizzle.fields import field
from hooks.sources.drizzle.hoisting import DECLARATIONS, is_var
from hooks.sources.drizzle.scope import Scope
from hooks.sources.drizzle.statements import Completion, Runner
from hooks.sources.drizzle.values import UNDEFINED, Poison, Site

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator


def _for_each(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    value = ev.known(field(node, "right"), scope)
    site = Site(node, scope)
    if scope.source.text_of(field(node, "operator")) == "of":
        items = literals.iterated(ev, value, site)
    else:
        keys = None if isinstance(value, list) else access.object_keys(ev, value, site)
        if keys is None:  # the keys of an array are more than its indexes: drizzle-kit gives every array a "random", which `in` meets
            raise Poison(ev.unknown("iterating over the keys of this value is not supported", node, scope))
        items = keys
    return _taken(ev, field(node, "body"), _turns_of_each(ev, node, items, scope), scope)


def _turns_of_each(ev: "Evaluator", node: "Node", items: Iterable[Any], scope: Scope) -> Iterator[Scope]:
    left, site = field(node, "left"), Site(node, scope)
    declares = node.child_by_field_name("kind") is not None and not is_var(node, scope)
    for item in items:
        turn = scope.inner()
        if declares:
            patterns.bind(ev, left, item, turn, site)
        else:
            assign(ev, left, item, scope)
        yield turn


def _for(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    return _taken(ev, field(node, "body"), _turns_of_for(ev, node, scope), scope)


def _turns_of_for(ev: "Evaluator", node: "Node", scope: Scope) -> Iterator[Scope]:
    """Each turn has its own copies of the loop's names, so that a function made in it keeps them; the increment belongs to the turn behind it."""
    head = scope.inner()
    initializer, condition, increment = field(node, "initializer"), field(node, "condition"), node.child_by_field_name("increment")
    if initializer.type in DECLARATIONS or initializer.type in {"expression_statement", "empty_statement"}:
        ev.run(initializer, head)
    else:
        ev.value(initializer, head)
    turn = _copied(head, scope)
    while _holds(ev, condition, turn):
        yield turn
        turn = _copied(turn, scope)
        if increment is not None:
            ev.value(increment, turn)


def _copied(turn: Scope, scope: Scope) -> Scope:
    copy = scope.inner()
    copy.names.update(turn.names)
    copy.constants = turn.constants
    return copy


def _while(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    return _taken(ev, field(node, "body"), _turns_of_while(ev, node, scope), scope)


def _turns_of_while(ev: "Evaluator", node: "Node", scope: Scope) -> Iterator[Scope]:
    condition = field(node, "condition")
    if node.type == "do_statement":
        yield scope.inner()
    while _holds(ev, condition, scope):
        yield scope.inner()


def _taken(ev: "Evaluator", body: "Node", turns: Iterator[Scope], scope: Scope) -> Completion | None:
    """What becomes of a loop: its body is run once a turn, until something ends it."""
    for turn in turns:
        ev.pay_for(body, scope)
        completion = ev.run(body, turn)
        if completion is not None and not _goes_on(completion, body, scope):
            return None if completion == Completion("break") else completion
    return None


def _goes_on(completion: Completion, body: "Node", scope: Scope) -> bool:
    """Whether the loop around `body` takes its next turn: what ended this one is a `continue`, without a label or with one of its own."""
    if completion.kind != "continue" or completion.value is UNDEFINED:
        return completion.kind == "continue"
    outer = body.parent and body.parent.parent
    while outer is not None and outer.type == "labeled_statement":
        if scope.source.text_of(field(outer, "label")) == completion.value:
            return True
        outer = outer.parent
    return False


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
