"""Functions of the module: making them, binding parameters, running their bodies."""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import classes, hoisting, patterns, statements
from hooks.sources.drizzle.values import UNDEFINED, Function, Site, Thrown

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator, Handler
    from hooks.sources.drizzle.scope import Scope


def _function(_ev: "Evaluator", node: "Node", scope: "Scope") -> Function:
    name = node.child_by_field_name("name")
    function = Function(node, scope, "" if name is None else scope.source.text_of(name), scope.this)
    if function.body is not None and function.body.type == "object" and len(_pairs(function.body)) != 1:
        raise Thrown("a function's block is written like an object: JavaScript cannot read it", scope.source.location(function.body))
    return function


def _pairs(body: "Node") -> "list[Node]":
    """What looks like the properties of an object in `() => { name: value }`, which is a block with a label."""
    return [child for child in body.named_children if child.type != "comment"]


def invoked(ev: "Evaluator", function: Function, arguments: list[Any], site: Site, this: object) -> Any:
    """What a function of the module returns for `arguments`. Raises Thrown, Poison, Exhausted."""
    from hooks.sources.drizzle import evaluator

    node = function.node
    marks = {child.type for child in node.children[:3]}
    if function.body is None or "generator" in node.type or marks & {"async", "*"}:
        # A promise gives nothing away but to "await"; what a generator yields can be taken at once.
        inert = "async" in marks and "*" not in marks
        return ev.unknown("what an async or generator function returns cannot be known", site.node, site.scope, inert=inert, opaque=not inert)
    ev.pay_for(function.body, function.scope)
    if ev.depth >= evaluator.MAX_DEPTH:
        raise Thrown(f"functions call each other more than {evaluator.MAX_DEPTH} deep: recursion without end?", function.scope.source.location(node))
    scope = function.scope.inner()
    scope.this = function.this if node.type == "arrow_function" else this
    if node.type == "function_expression" and function.name:
        scope.names[function.name] = function
    ev.depth += 1
    try:
        bind_parameters(ev, function, arguments, scope, site)
        if function.name == "constructor":
            classes.started(function, scope)
        return _result(ev, function, function.body, scope)
    finally:
        ev.depth -= 1


def _result(ev: "Evaluator", function: Function, body: "Node", scope: "Scope") -> object:
    """What the body gives, its parameters bound in `scope`."""
    if body.type == "statement_block":
        hoisting.hoist_vars(body, scope)
        # What a default value closes over are the parameters, and no name of the body.
        return statements.returned(ev, body, scope.inner() if _has_defaults(function) else scope)
    if body.type == "object":
        ev.value(_pairs(body)[0].named_children[-1], scope)
        return UNDEFINED
    return ev.value(body, scope)


def _has_defaults(function: Function) -> bool:
    return function.parameters is not None and any(parameter.child_by_field_name("value") for parameter in function.parameters.named_children)


def bind_parameters(ev: "Evaluator", function: Function, arguments: list[Any], scope: "Scope", site: Site) -> None:
    """Give the parameters of `function` their names in `scope`."""
    if function.parameters is None:
        return
    if function.parameters.type == "identifier":
        scope.names[scope.source.text_of(function.parameters)] = arguments[0] if arguments else UNDEFINED
        return
    position = 0
    for parameter in function.parameters.named_children:
        pattern = parameter.child_by_field_name("pattern")
        if pattern is None or pattern.type == "this":
            continue
        if pattern.type == "rest_pattern":
            patterns.bind(ev, pattern.named_children[0], arguments[position:], scope, site)
            return
        value = arguments[position] if position < len(arguments) else UNDEFINED
        default = parameter.child_by_field_name("value")
        if value is UNDEFINED and default is not None:
            value = ev.value(default, scope)
        if pattern.type == "identifier":
            scope.names[scope.source.text_of(pattern)] = value
        else:
            patterns.bind(ev, pattern, value, scope, site)
        position += 1


HANDLERS: dict[str, "Handler"] = {
    "arrow_function": _function,
    "function_expression": _function,
    "generator_function": _function,
    "function_declaration": _function,
    "generator_function_declaration": _function,
}
