"""Where a name is used: in its own module, in those that import it, and, for a member of a class, wherever `this` means that class."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.sources.flow.bindings import Binding, Kind
from hooks.sources.flow.containers import class_around
from hooks.sources.flow.exports import ALL
from hooks.sources.flow.patterns import Way
from hooks.sources.flow.point import MAX_STEPS, Point
from hooks.sources.flow.program import Program
from hooks.sources.flow.scopes import Module
from hooks.sources.flow.syntax import has_token, imported_module

if TYPE_CHECKING:
    from tree_sitter import Node


def references(program: Program, point: Point, binding: Binding, way: Way) -> Iterator[Point]:
    """Every expression that means `binding`, here and, where it is exported, elsewhere."""
    for reference in point.module.references(binding):
        yield point.at(reference, way)
    if binding.kind is Kind.PARAMETER and has_token(binding.owner, "accessibility_modifier"):
        yield from of_this(point, binding.owner, (binding.name, *way))
    if binding.scope.type == "program":
        for name in program.exported_names(point.module).get(binding.name, ()):
            yield from exported_as(program, point._replace(way=way), name)


def exported_as(program: Program, point: Point, name: str) -> Iterator[Point]:
    """Every expression elsewhere that means what the module of `point` exports as `name`."""
    for found in imports(program, point.module.path, name, point.way):
        yield found._replace(cast=found.cast or point.cast)


def imports(program: Program, target: str, name: str, way: Way) -> Iterator[Point]:
    """Where other modules take the export `name` of `target`, through barrels as well; `*` is the whole of it as a value."""
    waiting, seen = [(target, name, way)], set()
    while waiting:
        asked = waiting.pop()
        if asked in seen or len(asked[2]) > MAX_STEPS:
            continue
        seen.add(asked)
        target, name, way = asked
        for module in program.importers(target, "" if name in {"default", ALL} else name):
            yield from _in_importer(program, module, target, name, way)
            waiting += _exported_again(program, module, target, name, way)
        if name not in {"default", ALL}:
            waiting += ((barrel.path, name, way) for barrel in program.barrels(target))


def _in_importer(program: Program, module: Module, target: str, name: str, way: Way) -> Iterator[Point]:
    for binding, source in program.imports(module):
        if source.name not in {name, ALL} or program.resolved(module.path, source.module) != target:
            continue
        rest = way if source.name == name else (name, *way)
        yield from references(program, Point(module, binding.bound.name), binding, rest)
    for word in ("import", "require"):
        for token in module.words(word, module.root):
            call = module.parent(token)
            specifier = imported_module(call) if call is not None else None
            if call is not None and specifier is not None and program.resolved(module.path, specifier) == target:
                yield Point(module, call, way if name == ALL else (name, *way))


def _exported_again(program: Program, module: Module, target: str, name: str, way: Way) -> Iterator[tuple[str, str, Way]]:
    for export in program.exports(module) if program.hands_on(module) else ():
        if export.module is None or export.exported == ALL or program.resolved(module.path, export.module) != target:
            continue
        if export.name == name:
            yield module.path, export.exported, way
        elif export.name == ALL:
            yield module.path, export.exported, (name, *way)


def of_this(point: Point, inside: "Node", way: Way) -> Iterator[Point]:
    """Every `this` that means the class around `inside`."""
    owner = class_around(point.module, inside)
    for word in point.module.words("this", owner) if owner is not None else ():
        if word.type == "this" and class_around(point.module, word) == owner:
            yield point.at(word, way)
