"""Where a value goes: every expression, in any module, that stands for it.

A point means here: the value lies at `way` of what `node` stands for. Each step leads on to where that goes next, until nothing takes it further.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.sources.flow import trace
from hooks.sources.flow.containers import class_members
from hooks.sources.flow.patterns import Way, bound
from hooks.sources.flow.point import CALLED, CREATED, MAX_STEPS, Point
from hooks.sources.flow.program import Program
from hooks.sources.flow.references import exported_as, imports, of_this, references
from hooks.sources.flow.syntax import ASSIGNMENTS, CLASSES, FUNCTIONS, arguments, assigned, has_token, inner, member, parameters, property_name, text

if TYPE_CHECKING:
    from tree_sitter import Node

_MAX_POINTS = 20_000
_DECLARATIONS = frozenset({"function_declaration", "generator_function_declaration", "class_declaration", "abstract_class_declaration"})
_WRAPPED = frozenset({"Object.freeze", "Promise.resolve"})


def of_export(program: Program, module: str, name: str, way: Way = ()) -> Iterator[Point]:
    """Every expression that stands for the part at `way` of what `module`, a path or a package, exports as `name`."""
    yield from _followed(program, imports(program, module, name, way))


def of_function(program: Program, function: Point) -> Iterator[Point]:
    """Every expression that stands for the function at `function`."""
    yield from _followed(program, iter((function._replace(way=(), types=()),)))


def of_value(program: Program, value: Point) -> Iterator[Point]:
    """Every expression that stands for the value at `value`, itself included."""
    yield from _followed(program, iter((value,)))


def of_parameter(program: Program, function: Point, position: int) -> Iterator[Point]:
    """Every expression that stands for the part at `function.way` of what the function is given at `position`."""
    yield from _followed(program, _into_parameter(program, function, position))


def _followed(program: Program, starts: Iterator[Point]) -> Iterator[Point]:
    waiting = list(starts)
    seen: set[tuple[str, int, Way, bool]] = set()
    while waiting and len(seen) < _MAX_POINTS:
        point = waiting.pop()
        if point.key in seen or len(point.way) > MAX_STEPS:
            continue
        seen.add(point.key)
        if not point.way:
            yield point
        waiting.extend(_steps(program, point))


def _steps(program: Program, point: Point) -> Iterator[Point]:
    node, module = point.node, point.module
    around = module.parent(node)
    if node.type in _DECLARATIONS:
        yield from _of_declaration(program, point)
    if around is None:
        return
    whole = inner(around)
    if whole is not None:
        if node in whole[0]:
            yield point.at(around, cast=whole[1])
        return
    step = _STEPS.get(around.type)
    if step is not None:
        yield from step(program, point, around)
    elif around.type in FUNCTIONS and around.child_by_field_name("body") == node:
        yield point.at(around, (CALLED, *point.way))


def _of_declaration(program: Program, point: Point) -> Iterator[Point]:
    name = point.node.child_by_field_name("name")
    binding = point.module.binding(name) if name is not None else None
    if binding is not None:
        yield from references(program, point, binding, point.way)
    elif name is None:
        yield from exported_as(program, point, "default")


# --- one step, by what stands around the node ---------------------------------------------------------------------------------------


def _from_member(_program: Program, point: Point, around: "Node") -> Iterator[Point]:
    parts = member(around)
    if parts is None or parts[0] != point.node:
        return
    name, call = parts[1], point.module.parent(around)
    if point.way and name == point.way[0]:
        yield point.at(around, point.way[1:])
    elif call is not None and call.type == "call_expression" and call.child_by_field_name("function") == around:
        if name == "then":
            for callback in arguments(call)[:1]:
                if callback.type in FUNCTIONS:
                    yield from _into_parameter(_program, point.at(callback), 0)
        elif name == "bind" and not point.way:
            yield point.at(call)


def _from_declarator(program: Program, point: Point, around: "Node") -> Iterator[Point]:
    pattern = around.child_by_field_name("name")
    if pattern is not None and around.child_by_field_name("value") == point.node:
        yield from _into_pattern(program, point, pattern)


def _from_assignment(program: Program, point: Point, around: "Node") -> Iterator[Point]:
    left = around.child_by_field_name("left")
    if left is None or point.node not in assigned(around):
        return
    yield point.at(around)
    if around.child_by_field_name("right") != point.node:
        return
    parts = member(left)
    if parts is None:
        yield from _into_pattern(program, point, left)
    elif parts[0].type == "this" and parts[1] is not None:
        yield from of_this(point, left, (parts[1], *point.way))


def _into_pattern(program: Program, point: Point, pattern: "Node") -> Iterator[Point]:
    for part in bound(pattern):
        binding = point.module.binding(part.name)
        if binding is not None and point.way[: len(part.way)] == part.way:
            yield from references(program, point, binding, point.way[len(part.way) :])


def _from_pair(_program: Program, point: Point, around: "Node") -> Iterator[Point]:
    name, whole = property_name(around.child_by_field_name("key")), point.module.parent(around)
    if name is not None and whole is not None and around.child_by_field_name("value") == point.node:
        yield point.at(whole, (name, *point.way))


def _from_object(_program: Program, point: Point, around: "Node") -> Iterator[Point]:
    """A shorthand property, or a method."""
    name = text(point.node) if point.node.type == "shorthand_property_identifier" else property_name(point.node.child_by_field_name("name"))
    if name is not None:
        yield point.at(around, (name, *point.way))


def _from_spread(_program: Program, point: Point, around: "Node") -> Iterator[Point]:
    whole = point.module.parent(around)
    if whole is not None and whole.type == "object":
        yield point.at(whole)


def _from_class(_program: Program, point: Point, around: "Node") -> Iterator[Point]:
    """A method, or (one level up) the value of a field."""
    name = property_name(point.node.child_by_field_name("name"))
    owner = point.module.parent(around)
    if name is None or owner is None:
        return
    if name == "constructor":
        yield point.at(owner)
        return
    yield point.at(owner, (name, *point.way) if has_token(point.node, "static") else (CREATED, name, *point.way))
    yield from of_this(point, point.node, (name, *point.way))


def _from_field(program: Program, point: Point, around: "Node") -> Iterator[Point]:
    body = point.module.parent(around)
    if body is not None and around.child_by_field_name("value") == point.node:
        yield from _from_class(program, point.at(around), body)


def _from_return(_program: Program, point: Point, around: "Node") -> Iterator[Point]:
    function = next((node for node in point.module.ancestors(around) if node.type in FUNCTIONS), None)
    if function is not None:
        yield point.at(function, (CALLED, *point.way))


def _from_call(_program: Program, point: Point, around: "Node") -> Iterator[Point]:
    step, field = (CALLED, "function") if around.type == "call_expression" else (CREATED, "constructor")
    if point.way[:1] == (step,) and around.child_by_field_name(field) == point.node:
        yield point.at(around, point.way[1:])


def _from_arguments(program: Program, point: Point, around: "Node") -> Iterator[Point]:
    call = point.module.parent(around)
    callee = call and (call.child_by_field_name("function") or call.child_by_field_name("constructor"))
    if call is None or callee is None:
        return
    if text(callee) in _WRAPPED:
        yield point.at(call)
        return
    position = arguments(call).index(point.node)
    for target in trace.classes_and_functions(program, Point(point.module, callee, cast=point.cast)):
        function = _constructor(target.node) if target.node.type in CLASSES else target.node
        if function is not None:
            yield from _into_parameter(program, target.at(function, point.way), position)


def _constructor(owner: "Node") -> "Node | None":
    return next((node for node in class_members(owner) if property_name(node.child_by_field_name("name")) == "constructor"), None)


def _into_parameter(program: Program, point: Point, position: int) -> Iterator[Point]:
    for parameter in parameters(point.node)[position : position + 1]:
        yield from _into_pattern(program, point, parameter.child_by_field_name("pattern") or parameter)


def _from_export(program: Program, point: Point, around: "Node") -> Iterator[Point]:
    if around.child_by_field_name("value") == point.node:
        yield from exported_as(program, point, "default")


def _from_heritage(_program: Program, point: Point, around: "Node") -> Iterator[Point]:
    owner = next((node for node in point.module.ancestors(around) if node.type in CLASSES), None)
    if owner is not None and not point.way and _constructor(owner) is not None:
        # it is handed what the heir's own constructor gives to `super`
        yield from (point.at(word) for word in point.module.words("super", owner) if word.type == "super")
    elif owner is not None:
        yield point.at(owner)
    if point.way[:1] == (CREATED,):
        yield from of_this(point, around, point.way[1:])


_STEPS = {
    "member_expression": _from_member,
    "subscript_expression": _from_member,
    "variable_declarator": _from_declarator,
    **dict.fromkeys(ASSIGNMENTS, _from_assignment),
    "pair": _from_pair,
    "object": _from_object,
    "spread_element": _from_spread,
    "class_body": _from_class,
    "public_field_definition": _from_field,
    "return_statement": _from_return,
    "call_expression": _from_call,
    "new_expression": _from_call,
    "arguments": _from_arguments,
    "export_statement": _from_export,
    "extends_clause": _from_heritage,
}
