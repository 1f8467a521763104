"""Where a value comes from, callers included: the literals behind an expression."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from hooks.sources.flow import trace, uses
from hooks.sources.flow.bindings import Binding, Kind
from hooks.sources.flow.builtins import iterated, receiver
from hooks.sources.flow.conditions import is_decided
from hooks.sources.flow.patterns import ELEMENT, Way
from hooks.sources.flow.point import Point
from hooks.sources.flow.program import Program
from hooks.sources.flow.syntax import FUNCTIONS, arguments, joined, literal, parameters, text

if TYPE_CHECKING:
    from tree_sitter import Node

_MAX_CALLERS = 4
_MAX_JOINS = 2
_MAX_PIECES = 12
_NOTHING = frozenset({"null", "undefined"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_SHOWN = 60


class Origin(NamedTuple):
    """Where one value comes from: `value` at `point`. Where it is lost from sight, `value` is None and `point` is the expression that was asked for.

    `callee` is the function that was handed the value last.
    """

    point: Point
    value: str | None
    callee: str = ""

    @property
    def expression(self) -> str:
        """The expression at the origin, on one line, cut to a readable length."""
        shown = " ".join(text(self.point.node).split())
        return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"


class _Call(NamedTuple):
    """What one caller hands over. `lost` means that nobody can say."""

    point: Point
    callee: str
    lost: bool = False


def origins(program: Program, start: Point, depth: int = 0) -> Iterator[Origin]:
    """Every literal that the value at `start` may be, and every place where it is lost from sight.

    A text that is put together counts as a literal where each piece is one; `depth` tells how many such texts surround it.
    """
    waiting: list[tuple[Point, str, int]] = [(start, "", 0)]
    seen = {start.key}
    while waiting:
        asked, callee, callers = waiting.pop()
        for end in trace.ends(program, asked):
            binding = _parameter(end)
            if binding is None or callers == _MAX_CALLERS or trace.assignments(end.module, binding) != ():
                yield from _origin(program, asked, end, callee, depth)
                continue
            for call in _calls(program, end, binding):
                if call.lost:
                    yield Origin(asked._replace(cast=call.point.cast, types=call.point.types), None, callee)
                elif call.point.key not in seen:
                    seen.add(call.point.key)
                    waiting.append((call.point, call.callee or callee, callers + 1))


def _origin(program: Program, asked: Point, end: Point, callee: str, depth: int) -> Iterator[Origin]:
    value = None if end.way else _literal(end.node)
    values = [value] if value is not None else _kept(program, end, depth) if not end.way and depth < _MAX_JOINS else []
    yield from (Origin(end, value, callee) for value in values)
    if not values and text(end.node) not in _NOTHING:
        yield Origin(asked._replace(cast=end.cast, types=end.types), None, callee)


def _kept(program: Program, end: Point, depth: int) -> list[str]:
    key = (end.module.path, end.node.id, depth)
    if key not in program.texts:
        program.texts[key] = _joined(program, end, depth)
    return program.texts[key]


def _joined(program: Program, end: Point, depth: int) -> list[str]:
    """What a template or a sum of texts may be; nothing where a piece is lost, where two of them vary, or where a condition may keep values out."""
    pieces = joined(end.node)
    if not 0 < len(pieces) <= _MAX_PIECES:
        return []
    values = [""]
    for piece in pieces:
        if isinstance(piece, str):
            further = {piece}
        else:
            found = {origin.value for origin in origins(program, end.at(piece), depth + 1)}
            further = {value for value in found if value is not None}
            if not found or len(further) < len(found) or (len(values) > 1 and len(further) > 1):
                return []
            if (len(further) > 1 or "" in further) and is_decided(end, piece):
                return []
        values = [start + value for start in values for value in sorted(further)]
    return values


def _literal(node: "Node") -> str | None:
    """A string, or the name of a property where property names are asked for."""
    return text(node) if node.type == "property_identifier" else literal(node)


def _parameter(end: Point) -> Binding | None:
    binding = end.module.binding(end.node) if end.node.type in _NAMES else None
    return binding if binding is not None and binding.kind is Kind.PARAMETER else None


def whole_way(end: Point) -> Way:
    """The way from the value at the end of a trace, or, where a pattern takes it out of a parameter, from what the function is given."""
    binding = _parameter(end)
    return end.way if binding is None else (*binding.bound.way, *end.way)


def _calls(program: Program, end: Point, binding: Binding) -> Iterator[_Call]:
    """What the callers of the function hand to the parameter that `end` is."""
    function, way = binding.scope, (*binding.bound.way, *end.way)
    position = [parameter.id for parameter in parameters(function)].index(binding.owner.id)
    annotation = binding.owner.child_by_field_name("type")
    typed = end if annotation is None else end._replace(types=(*end.types, text(annotation)))
    if binding.bound.default is not None:
        yield _Call(typed.at(binding.bound.default, end.way), "")
    for use in uses.of_function(program, Point(end.module, function)):
        given = typed._replace(module=use.module, cast=typed.cast or use.cast)
        yield from _of_use(program, use, given, position, way, rest=_is_rest(binding.owner))


def _is_rest(parameter: "Node") -> bool:
    pattern = parameter.child_by_field_name("pattern") or parameter
    return pattern.type == "rest_pattern"


def _of_use(program: Program, use: Point, given: Point, position: int, way: Way, *, rest: bool) -> Iterator[_Call]:
    around = use.module.parent(use.node)
    if around is None:
        return
    if around.type in {"call_expression", "new_expression"} and use.node in {around.child_by_field_name("function"), around.child_by_field_name("constructor")}:
        yield from _handed(around, given, text(use.node), position, way, rest=rest)
    elif around.type == "arguments":
        yield from _as_callback(program, use, given, position, way)


def _handed(call: "Node", given: Point, callee: str, position: int, way: Way, *, rest: bool) -> Iterator[_Call]:
    for index, argument in enumerate(arguments(call)):
        if argument.type == "spread_element":
            yield _Call(given.at(argument, (ELEMENT, *way)), callee, lost=True)
            return
        if rest and index >= position and way[:1] in {(ELEMENT,), (str(index - position),)}:
            yield _Call(given.at(argument, way[1:]), callee)
        elif not rest and index == position:
            yield _Call(given.at(argument, way), callee)


def _as_callback(program: Program, use: Point, given: Point, position: int, way: Way) -> Iterator[_Call]:
    """`KEYS.map(read)`; a function handed to code that is not in sight is lost."""
    found = receiver(use.module, use.node)
    if found is not None and iterated(found[1]) and position == 0:
        yield _Call(given.at(found[0], (ELEMENT, *way)), text(use.node) if use.node.type not in FUNCTIONS else "")
    elif not _is_followed(program, use):
        yield _Call(given.at(use.node, way), "", lost=True)


def _is_followed(program: Program, use: Point) -> bool:
    """Whether the function that is handed `use` can be seen."""
    around = use.module.parent(use.node)
    call = use.module.parent(around) if around is not None else None
    callee = call and (call.child_by_field_name("function") or call.child_by_field_name("constructor"))
    return callee is not None and any(True for _ in trace.classes_and_functions(program, Point(use.module, callee)))
