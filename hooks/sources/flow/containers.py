"""The parts of a value that is written out: object, array, enum, class."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.sources.flow.patterns import ELEMENT
from hooks.sources.flow.point import CREATED, KEYS, MAPPED, Point
from hooks.sources.flow.scopes import Module
from hooks.sources.flow.syntax import CLASSES, has_token, named, parameters, property_name, text

if TYPE_CHECKING:
    from tree_sitter import Node

_WRAPPED = frozenset({"as_expression", "satisfies_expression", "parenthesized_expression", "type_assertion"})


def selected(point: Point) -> tuple[Point, ...] | None:
    """The points at the part of `point.node` that the first step of its way names; None where the node does not tell.

    That is what is no container, a method of an array, and a variable that begins empty: it is filled later.
    """
    node, step = point.node, point.way[0]
    if step == MAPPED or (node.type in {"object", "array"} and not named(node) and _begins(point.module, node)):
        return None
    if node.type == "object":
        return tuple(_of_object(point))
    if node.type == "array":
        return tuple(_of_array(point)) if step == ELEMENT or step.isdigit() else None
    if node.type == "enum_declaration":
        return tuple(_of_enum(point))
    return tuple(_of_class(point)) or None if node.type in CLASSES else None


def _begins(module: Module, node: "Node") -> bool:
    """Whether a variable or a field is declared with the value."""
    around = next((around for around in module.ancestors(node) if around.type not in _WRAPPED), None)
    return around is not None and around.type in {"variable_declarator", "public_field_definition"}


def _of_object(point: Point) -> Iterator[Point]:
    step, rest = point.way[0], point.way[1:]
    for part in named(point.node):
        if part.type == "spread_element":
            yield from (point.at(spread) for spread in named(part)[:1])
        elif step == KEYS:
            key = part.child_by_field_name("key") or part.child_by_field_name("name")
            yield point.at(part, (KEYS, *rest)) if key is None else point.at(key, rest)
        elif _is_called(part, step):
            yield point.at(part.child_by_field_name("value") or part, rest)


def _is_called(part: "Node", step: str) -> bool:
    """Whether a property may be the one that `step` names; a computed name may be any."""
    name = property_name(part.child_by_field_name("key") or part.child_by_field_name("name") or part)
    return step == ELEMENT or name is None or name == step


def _of_array(point: Point) -> Iterator[Point]:
    step, rest = point.way[0], point.way[1:]
    spread = False
    for index, item in enumerate(named(point.node)):
        if item.type == "spread_element":
            spread = True
            yield from (point.at(value, (ELEMENT, *rest)) for value in named(item)[:1])
        elif step == ELEMENT or spread or step == str(index):
            yield point.at(item, rest)


def _of_enum(point: Point) -> Iterator[Point]:
    step, rest = point.way[0], point.way[1:]
    body = point.node.child_by_field_name("body")
    for member in named(body) if body is not None else ():
        value = member.child_by_field_name("value")
        if value is not None and step in {ELEMENT, property_name(member.child_by_field_name("name"))}:
            yield point.at(value, rest)


def _of_class(point: Point) -> Iterator[Point]:
    """`C.name` is a static member, `new C().name` any other."""
    created = point.way[:1] == (CREATED,)
    way = point.way[1:] if created else point.way
    for member in class_members(point.node) if way else ():
        if has_token(member, "static") is not created and property_name(member.child_by_field_name("name")) == way[0]:
            yield from _member_value(point, member, way[1:])


def class_members(node: "Node") -> "list[Node]":
    """The members of a class."""
    body = node.child_by_field_name("body")
    return [] if body is None else named(body)


def _member_value(point: Point, member: "Node", way: tuple[str, ...]) -> Iterator[Point]:
    if member.type == "method_definition":
        yield point.at(member, way)
    value = member.child_by_field_name("value")
    if value is not None:
        yield point.at(value, way)


def class_around(module: Module, node: "Node") -> "Node | None":
    """The class whose `this` the node means; None where a function of its own `this` lies between."""
    for around in module.ancestors(node):
        if around.type in {"function_declaration", "function_expression", "generator_function", "generator_function_declaration", "object"}:
            return None
        if around.type in CLASSES:
            return around
    return None


def fields_of_this(point: Point, name: str) -> tuple[Point, ...] | None:
    """What `this.name` holds: a member of the class, a parameter property, what is assigned to it."""
    owner = class_around(point.module, point.node)
    if owner is None:
        return None
    found: list[Point] = []
    for member in class_members(owner):
        if property_name(member.child_by_field_name("name")) == name:
            found += _member_value(point, member, point.way)
        elif member.type == "method_definition" and text(member).startswith("constructor"):
            found += _parameter_properties(point, member, name)
    found += (point.at(value) for value in _assigned(point.module, owner, name))
    return tuple(found) or None


def _parameter_properties(point: Point, constructor: "Node", name: str) -> Iterator[Point]:
    """`constructor(private key: string)` declares a field."""
    for parameter in parameters(constructor):
        pattern = parameter.child_by_field_name("pattern")
        if pattern is not None and text(pattern) == name and any(child.type in {"accessibility_modifier", "readonly"} for child in parameter.children):
            yield point.at(pattern)


def _assigned(module: Module, owner: "Node", name: str) -> "Iterator[Node]":
    for word in module.words(name, owner):
        place = module.parent(word)
        target = place.child_by_field_name("object") if place is not None and place.type == "member_expression" else None
        assignment = module.parent(place) if place is not None else None
        if target is None or target.type != "this" or assignment is None or assignment.type != "assignment_expression":
            continue
        value = assignment.child_by_field_name("right")
        if value is not None and assignment.child_by_field_name("left") == place:
            yield value
