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
    return Function(node, scope, "" if name is None else scope.source.text_of(name), scope.this)


def invoked(ev: "Evaluator", function: Function, arguments: list[Any], site: Site, this: object) -> Any:
    """What a function of the module returns for `arguments`. Raises Thrown, Poison, Exhausted."""
    from hooks.sources.drizzle import evaluator

    node = function.node
    if function.body is None or "generator" in node.type or any(child.type in {"async", "*"} for child in node.children[:3]):
        return ev.unknown("what an async or generator function returns cannot be known", site.node, site.scope, inert=True)
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
        if function.body.type == "statement_block":
            hoisting.hoist_vars(function.body, scope)
            return statements.returned(ev, function.body, scope)
        return ev.value(function.body, scope)
    finally:
        ev.depth -= 1


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
