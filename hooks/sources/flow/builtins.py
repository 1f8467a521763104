"""What the language's own functions hand on unchanged: arrays, `Object`, `Map`, `Set`, `Promise`, and their callbacks.

Source: ECMA-262, the properties of the Array prototype, of Object, Map, Set and Promise.
"""

from typing import TYPE_CHECKING

from hooks.sources.flow.bindings import Binding
from hooks.sources.flow.patterns import ELEMENT
from hooks.sources.flow.point import KEYS, MAPPED, Point
from hooks.sources.flow.scopes import Module
from hooks.sources.flow.syntax import FUNCTIONS, arguments, member, parameters, returned, text

if TYPE_CHECKING:
    from tree_sitter import Node

_SAME = frozenset({"concat", "filter", "flat", "reverse", "slice", "sort", "toReversed", "toSorted", "finally", "catch"})
_ONE = frozenset({"at", "find", "findLast", "pop", "shift"})
_ITERATING = frozenset({"every", "filter", "find", "findIndex", "findLast", "flatMap", "forEach", "map", "some"})
_FOLDING = frozenset({"reduce", "reduceRight"})
_GLOBALS = frozenset({"Array", "Object", "Promise", "Set", "Map", "String"})


def passed_on(point: Point) -> tuple[Point, ...] | None:
    """The points that a call or `new` of the language's own hands on; None for any other call."""
    callee = point.node.child_by_field_name("function") or point.node.child_by_field_name("constructor")
    if callee is None:
        return None
    if is_global(point.module, callee):
        return _constructed(point, text(callee))
    parts = member(callee)
    target, name = parts or (callee, None)
    if name is None:
        return None
    if is_global(point.module, target):
        return _of_global(point, f"{text(target)}.{name}")
    return _of_method(point, target, name)


def is_global(module: Module, node: "Node") -> bool:
    """Whether `node` is a global of the language that nothing here shadows."""
    return node.type == "identifier" and text(node) in _GLOBALS and module.binding(node) is None


def _constructed(point: Point, name: str) -> tuple[Point, ...] | None:
    given = arguments(point.node)[:1]
    if name == "Map" and point.way[:1] == (MAPPED,):
        return tuple(point.at(item, (ELEMENT, "1", *point.way[1:])) for item in given)
    return tuple(point.at(item) for item in given) or None if name in {"Set", "String"} else None


def _of_global(point: Point, name: str) -> tuple[Point, ...] | None:
    given, way = arguments(point.node)[:1], point.way
    if name in {"Object.freeze", "Object.values", "Array.from", "Promise.all", "Promise.resolve"}:
        return tuple(point.at(item) for item in given)
    if name == "Object.keys":
        return tuple(point.at(item, (KEYS, *way[1:])) for item in given) if way else None
    if name == "Object.entries" and len(way) > 1:
        return tuple(point.at(item, (KEYS if way[1] == "0" else ELEMENT, *way[2:])) for item in given)
    return None


def _of_method(point: Point, target: "Node", name: str) -> tuple[Point, ...] | None:
    if name in _SAME:
        joined = arguments(point.node) if name == "concat" else []
        return (point.at(target), *(point.at(item) for item in joined))
    if name in _ONE:
        return (point.at(target, (ELEMENT, *point.way)),)
    if name == "get":
        return (point.at(target, (MAPPED, *point.way)),) if point.way[:1] != (MAPPED,) else None
    if name == "map" and point.way:
        return (
            tuple(point.at(value, point.way[1:]) for function in arguments(point.node)[:1] if function.type in FUNCTIONS for value in returned(function))
            or None
        )
    return None


def given_to_callback(point: Point, binding: Binding) -> tuple[Point, ...] | None:
    """What the language gives to a parameter of a callback: an element of the array, the value of the promise."""
    found = receiver(point.module, binding.scope)
    if found is None:
        return None
    target, name = found
    position = [parameter.id for parameter in parameters(binding.scope)].index(binding.owner.id)
    way = (*binding.bound.way, *point.way)
    if name == "then" and position == 0:
        return (point.at(target, way),)
    wanted = 0 if name in _ITERATING else 1 if name in _FOLDING else -1
    return (point.at(target, (ELEMENT, *way)),) if position == wanted else None


def receiver(module: Module, function: "Node") -> "tuple[Node, str] | None":
    """`a` and `m` where `function` is the first argument of `a.m(...)`."""
    around = module.parent(function)
    call = module.parent(around) if around is not None and around.type == "arguments" else None
    callee = call.child_by_field_name("function") if call is not None else None
    parts = member(callee) if callee is not None and call is not None and arguments(call)[:1] == [function] else None
    return None if parts is None or parts[1] is None else (parts[0], parts[1])


def iterated(name: str) -> bool:
    """Whether the array method `name` calls its callback with each element first."""
    return name in _ITERATING
