"""Calls chained on each other, `a.b().c()`: which one takes a value, what comes before it and what after."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.sources.flow.bindings import Kind
from hooks.sources.flow.point import Point
from hooks.sources.flow.scopes import Module
from hooks.sources.flow.syntax import arguments, inner, member, text

if TYPE_CHECKING:
    from tree_sitter import Node

_LONGEST = 100


def called(call: "Node") -> str:
    """The name of the method or function that is called; nothing where it is computed."""
    callee = call.child_by_field_name("function")
    parts = member(callee) if callee is not None else None
    if parts is not None:
        return parts[1] or ""
    return text(callee) if callee is not None else ""


def taker(point: Point) -> "tuple[str, Node | None]":
    """The name of the method or function that is given the value as its first argument, and the call."""
    around = point.module.parent(point.node)
    call = point.module.parent(around) if around is not None and around.type == "arguments" else None
    return (called(call), call) if call is not None and arguments(call)[:1] == [point.node] else ("", None)


def after(module: Module, call: "Node") -> "Iterator[tuple[str, Node]]":
    """The methods that are called on what `call` returns, each with its call."""
    around = module.parent(call)
    while around is not None:
        parts, outer = member(around), module.parent(around)
        if parts is None or parts[0] != call or outer is None or outer.child_by_field_name("function") != around:
            return
        yield parts[1] or "", outer
        call, around = outer, module.parent(outer)


def before(module: Module, call: "Node") -> "Iterator[Node]":
    """The calls that `call` is chained on, itself first; through variables as well."""
    node: Node | None = call
    for _link in range(_LONGEST):
        if node is None:
            return
        if node.type == "call_expression":
            yield node
        node = _receiver(module, node)


def _receiver(module: Module, node: "Node") -> "Node | None":
    whole = inner(node)
    if whole is not None:
        return next(iter(whole[0]), None)
    if node.type == "identifier":
        binding = module.binding(node)
        return binding.owner.child_by_field_name("value") if binding is not None and binding.kind is Kind.VARIABLE else None
    callee = node.child_by_field_name("function")
    parts = member(callee) if callee is not None else None
    return parts[0] if parts else None
