"""Branches, jumps and exceptions."""

from itertools import chain
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import hoisting, patterns
from hooks.sources.drizzle.conversions import equal, text, truthy
from hooks.sources.drizzle.fields import field
from hooks.sources.drizzle.scope import Scope
from hooks.sources.drizzle.statements import Completion, Runner
from hooks.sources.drizzle.values import UNDEFINED, Site, Thrown, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator


def _if(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    if truthy(ev.known(field(node, "condition"), scope)):
        return ev.run(field(node, "consequence"), scope)
    alternative = node.child_by_field_name("alternative")
    return None if alternative is None else ev.run(alternative.named_children[-1], scope)


def _jump(_ev: "Evaluator", node: "Node", scope: Scope) -> Completion:
    label = node.child_by_field_name("label")
    return Completion(node.type.partition("_")[0], UNDEFINED if label is None else scope.source.text_of(label))


def _throw(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    value = ev.settled(node.named_children[0], scope)
    words = text(value.get("message", value)) if isinstance(value, dict) else text(value)
    raise Thrown(f"the module throws {words!r}" if words else "the module throws", scope.source.location(node), value)


def _switch(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    value = ev.known(field(node, "value"), scope)
    inner = scope.inner()
    cases = [child for child in field(node, "body").named_children if child.type in {"switch_case", "switch_default"}]
    listed = [_statements(case) for case in cases]
    hoisting.hoist(ev, (statement for statement in chain.from_iterable(listed) if statement.type != "function_declaration"), inner)
    matching = [i for i, case in enumerate(cases) if case.type == "switch_case" and equal(value, ev.known(field(case, "value"), inner))]
    start = matching[0] if matching else next((i for i, case in enumerate(cases) if case.type == "switch_default"), len(cases))
    for statement in chain.from_iterable(listed[start:]):
        completion = ev.run(statement, inner)
        if completion is not None:
            return None if completion == Completion("break") else completion
    return None


def _statements(case: "Node") -> "list[Node]":
    label = case.child_by_field_name("value")
    return [child for child in case.named_children if child != label]


def _try(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    handler, finalizer = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
    completion = _guarded(ev, field(node, "body"), handler, scope)
    if finalizer is not None:
        last = ev.run(field(finalizer, "body"), scope)
        return last or completion
    return completion


def _guarded(ev: "Evaluator", body: "Node", handler: "Node | None", scope: Scope) -> Completion | None:
    if handler is None:
        return ev.run(body, scope)
    ev.trying += 1
    try:
        return ev.run(body, scope)
    except Thrown as thrown:
        inner = scope.inner()
        parameter = handler.child_by_field_name("parameter")
        if parameter is not None:
            value = _error_of(thrown) if thrown.value is UNDEFINED else thrown.value
            patterns.bind(ev, parameter, value, inner, Site(handler, scope))
        return ev.run(field(handler, "body"), inner)
    finally:
        ev.trying -= 1


def _error_of(thrown: Thrown) -> dict[str, Any]:
    """What JavaScript or drizzle throws, in words of their own."""
    return {"message": Unknown("the words of this error are not known", thrown.location, inert=True)}


def _labelled(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    completion = ev.run(field(node, "body"), scope)
    label = scope.source.text_of(field(node, "label"))
    return None if completion is not None and completion.kind == "break" and completion.value == label else completion


RUNNERS: dict[str, Runner] = {
    "if_statement": _if,
    "break_statement": _jump,
    "continue_statement": _jump,
    "throw_statement": _throw,
    "switch_statement": _switch,
    "try_statement": _try,
    "labeled_statement": _labelled,
}
