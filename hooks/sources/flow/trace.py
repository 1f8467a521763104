"""Where a value comes from, as far as one can see without asking who calls: constants, objects, arrays, imports, returns.

Source of the meaning of each construct: ECMA-262; only what keeps a value whole is followed, so the end of a trace is never a guess.
"""

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.sources.flow import builtins, containers
from hooks.sources.flow.bindings import Binding, Kind
from hooks.sources.flow.exports import ALL, imported
from hooks.sources.flow.patterns import ELEMENT, Way
from hooks.sources.flow.point import CALLED, CREATED, KEYS, MAX_STEPS, Point
from hooks.sources.flow.program import Program
from hooks.sources.flow.scopes import Module
from hooks.sources.flow.syntax import ASSIGNMENTS, CLASSES, FUNCTIONS, alternatives, assigned, imported_module, inner, member, returned, text

if TYPE_CHECKING:
    from tree_sitter import Node

_MAX_POINTS = 2_000
_MAX_ASSIGNED = 50
_NAMES = frozenset({"identifier", "type_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})


def ends(program: Program, start: Point) -> Iterator[Point]:
    """Every point where the trace from `start` ends: a literal, a function, a parameter (with its binding), or what cannot be followed."""
    waiting, seen = [start], {start.key}
    while waiting:
        point = waiting.pop()
        steps = _steps(program, point) if len(seen) < _MAX_POINTS and len(point.way) <= MAX_STEPS else None
        if steps is None:
            yield _with_declared_type(point)
            continue
        for step in reversed(steps):
            if step.key not in seen:
                seen.add(step.key)
                waiting.append(step)


def exported(program: Program, path: str, name: str, way: Way = ()) -> tuple[Point, ...]:
    """Where the value that the module at `path` exports as `name` comes from; nothing for a package or an unknown name."""
    found: list[Point] = []
    waiting, seen = [(path, name)], {(path, name)}
    while waiting:
        path, name = waiting.pop()
        module = program.module(path) if path in program.contents else None
        for export in program.exports(module) if module else ():
            if export.exported not in {name, ALL}:
                continue
            if module is not None and export.node is not None:
                found.append(Point(module, export.node, way))
                continue
            further = (program.resolved(path, export.module or ""), name if export.exported == ALL else export.name)
            if further not in seen and not (export.exported == ALL and name == "default"):
                seen.add(further)
                waiting.append(further)
    return tuple(found)


def _steps(program: Program, point: Point) -> tuple[Point, ...] | None:
    """The points one step back; None where the trace ends."""
    node = point.node
    whole = (assigned(node), False) if node.type in ASSIGNMENTS else inner(node)
    if whole is not None:
        return tuple(point.at(part, cast=whole[1]) for part in whole[0]) or None
    if node.type in _NAMES:
        return _of_name(program, point)
    if node.type in {"member_expression", "subscript_expression"}:
        return _of_member(point)
    if node.type in {"call_expression", "new_expression"}:
        return _of_call(program, point)
    if node.type in FUNCTIONS:
        return _of_function(point)
    return containers.selected(point) if point.way else None


def _of_function(point: Point) -> tuple[Point, ...] | None:
    if point.way[:1] != (CALLED,):
        return None
    annotation = point.node.child_by_field_name("return_type")
    typed = point if annotation is None else point._replace(types=(*point.types, text(annotation)))
    return tuple(typed.at(value, point.way[1:]) for value in returned(point.node))


def _of_member(point: Point) -> tuple[Point, ...] | None:
    parts = member(point.node)
    if parts is None:
        return None
    target, name = parts
    if target.type == "this":
        return containers.fields_of_this(point, name) if name else None
    return (point.at(target, (name or ELEMENT, *point.way)),)


def _of_call(program: Program, point: Point) -> tuple[Point, ...] | None:
    module = imported_module(point.node)
    if module is not None:
        return _of_module(program, point, module)
    known = builtins.passed_on(point)
    if known is not None:
        return known
    callee = point.node.child_by_field_name("function") or point.node.child_by_field_name("constructor")
    step = CALLED if point.node.type == "call_expression" else CREATED
    return None if callee is None else (point.at(callee, (step, *point.way)),)


def _of_module(program: Program, point: Point, specifier: str) -> tuple[Point, ...] | None:
    """The export that the first step of the way names."""
    if not point.way:
        return None
    name, way = point.way[0], point.way[1:]
    return _of_export(program, point, specifier, name, way)


def _of_export(program: Program, point: Point, specifier: str, name: str, way: Way) -> tuple[Point, ...] | None:
    path = program.resolved(point.module.path, specifier)
    found = exported(program, path, name, way)
    return tuple(start._replace(cast=point.cast, types=point.types) for start in found) or None


def _of_name(program: Program, point: Point) -> tuple[Point, ...] | None:
    binding = point.module.binding(point.node)
    if binding is None:
        return None
    way = (*binding.bound.way, *point.way)
    if binding.kind is Kind.IMPORT:
        return _of_import(program, point, binding)
    if binding.kind in {Kind.FUNCTION, Kind.CLASS, Kind.ENUM}:
        return (point.at(binding.owner),)
    if binding.kind is Kind.LOOP:
        return _of_loop(point, binding)
    if binding.kind is Kind.VARIABLE:
        return _of_variable(_typed(point, binding), binding, way)
    return builtins.given_to_callback(point, binding) if binding.kind is Kind.PARAMETER else None


def _of_import(program: Program, point: Point, binding: Binding) -> tuple[Point, ...] | None:
    source = imported(binding)
    if source is None:
        return None
    if source.name == ALL:
        return _of_module(program, point, source.module)
    return _of_export(program, point, source.module, source.name, point.way)


def _of_loop(point: Point, binding: Binding) -> tuple[Point, ...] | None:
    over = binding.owner.child_by_field_name("right")
    operator = binding.owner.child_by_field_name("operator")
    if over is None or operator is None:
        return None
    step = KEYS if operator.text == b"in" else ELEMENT
    return (point.at(over, (step, *binding.bound.way, *point.way)),)


def _of_variable(point: Point, binding: Binding, way: Way) -> tuple[Point, ...] | None:
    later = assignments(point.module, binding)
    if later is None:
        return None
    values = [(binding.owner.child_by_field_name("value"), way), (binding.bound.default, point.way), *((value, point.way) for value in later)]
    return tuple(point.at(value, where) for value, where in values if value is not None) or None


def assignments(module: Module, binding: Binding) -> "tuple[Node, ...] | None":
    """What a variable or parameter is assigned, if it is no constant; None where that is made from the value before, as in `key += "_ID"`, or for many."""
    name = binding.bound.name.id
    if name not in module.assignments:
        module.assignments[name] = _found_assigned(module, binding)
    return module.assignments[name]


def _found_assigned(module: Module, binding: Binding) -> "tuple[Node, ...] | None":
    statement = module.parent(binding.owner)
    if statement is None or b"const" in [child.text for child in statement.children[:1]]:
        return ()
    references = list(module.references(binding))
    starts = [reference.start_byte for reference in references]
    found: list[Node] = []
    for reference in references:
        assignment = module.parent(reference)
        if assignment is None or assignment.type not in ASSIGNMENTS or assignment.child_by_field_name("left") != reference:
            continue
        values = assigned(assignment)
        if not values or len(found) == _MAX_ASSIGNED or any(_is_made_from(part, starts) for part in alternatives(values[-1])):
            return None
        found.append(values[-1])
    return tuple(found)


def _is_made_from(value: "Node", starts: list[int]) -> bool:
    """Whether one of the references that start at `starts` lies in the value, and the value is more than that."""
    at = bisect_left(starts, value.start_byte)
    return value.type != "identifier" and at < len(starts) and starts[at] < value.end_byte


def _with_declared_type(end: Point) -> Point:
    binding = end.module.binding(end.node) if end.node.type in _NAMES else None
    return end if binding is None or binding.kind is not Kind.VARIABLE else _typed(end, binding)


def _typed(point: Point, binding: Binding) -> Point:
    annotation = binding.owner.child_by_field_name("type")
    return point if annotation is None else point._replace(types=(*point.types, text(annotation)))


def classes_and_functions(program: Program, start: Point) -> Iterator[Point]:
    """The functions and classes that `start` may be."""
    for end in ends(program, start):
        if not end.way and (end.node.type in FUNCTIONS or end.node.type in CLASSES):
            yield end
