"""What a package gives, told where it is used: the far end of a trace that leaves the program."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from hooks.sources.flow import trace
from hooks.sources.flow.bindings import Kind
from hooks.sources.flow.exports import ALL, Import, imported
from hooks.sources.flow.patterns import Way
from hooks.sources.flow.point import Point
from hooks.sources.flow.program import Program
from hooks.sources.flow.scopes import Module, whole_words
from hooks.sources.flow.syntax import has_token, imported_module, literal, member, named

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPES = frozenset({"type_query", "type_alias_declaration", "type_annotation", "interface_declaration"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})


def is_from(program: Program, start: Point, package: str, way: Way) -> bool:
    """Whether the value at `start` is the part at `way` of `package`, as in `db.transaction` with `db` imported from it."""
    return any(way in taken(program, end, package) for end in trace.ends(program, start))


def taken_members(module: Module, name: str) -> "Iterator[tuple[Node, Point]]":
    """Every place that takes the property `name` of something, by a dot, brackets or a pattern: the word there, and the taken value."""
    for word in module.words(name, module.root):
        value = _value_at(module, word)
        if value is not None and not _is_erased(module, word):
            yield word, Point(module, value)


def values_taken(module: Module, packages: Collection[str]) -> "Iterator[tuple[str, Node]]":
    """Every string that names one of `packages` where a value is taken from it: the package and the string. What is only a type takes nothing."""
    for package in sorted(packages):
        for start in whole_words(module.source.text, package):
            part = module.root.named_descendant_for_byte_range(start, start + len(package))
            string = module.parent(part) if part is not None and part.type == "string_fragment" else None
            if string is not None and literal(string) == package and _takes_value(module, string):
                yield package, string


def _takes_value(module: Module, string: "Node") -> bool:
    around = module.parent(string)
    if around is not None and around.type == "import_require_clause":
        around = module.parent(around)
    if around is not None and around.type in {"import_statement", "export_statement"}:
        return not has_token(around, "type") and not _is_of_types(around)
    call = module.parent(around) if around is not None and around.type == "arguments" else None
    return call is not None and imported_module(call) is not None and not _is_erased(module, call)


def _is_of_types(statement: "Node") -> bool:
    """Whether each name that the statement lists is marked as a type."""
    parts = [part for part in named(statement) if part.type in {"import_clause", "export_clause"}]
    lists = [inner for part in parts for inner in (named(part) if part.type == "import_clause" else [part])]
    listed = [specifier for names in lists for specifier in (named(names) or [names])]
    return bool(listed) and all(has_token(specifier, "type") for specifier in listed)


def _is_erased(module: Module, node: "Node") -> bool:
    """Whether the node stands in a type, such as `typeof db.transaction`: it is gone before anything runs."""
    return any(around.type in _TYPES for around in module.ancestors(node))


def _value_at(module: Module, word: "Node") -> "Node | None":
    around = module.parent(word)
    if word.type == "shorthand_property_identifier_pattern" or around is None:
        return word if around is not None else None
    if word.type == "string_fragment":
        around = module.parent(around)
    if around is not None and around.type == "pair_pattern":
        value = around.child_by_field_name("value")
        return value if value is not None and value.type == "identifier" else None
    parts = member(around) if around is not None else None
    return around if parts is not None and parts[0] != word else None


def taken(program: Program, end: Point, package: str) -> Iterator[Way]:
    """The ways into `package`, which may also be the path of a module, that an end of a trace may stand for."""
    source, way = _source(end), end.way
    if source is None:
        return
    waiting = [(program.resolved(end.module.path, source.module), way if source.name == ALL else (source.name, *way))]
    seen = set(waiting)
    while waiting:
        path, way = waiting.pop()
        if path == package:
            yield way
        else:
            further = [step for step in _handed_on(program, path, way) if step not in seen]
            seen.update(further)
            waiting += further


def _source(end: Point) -> Import | None:
    """The import that the trace ended at: `import { db } from`, or `import("…")` itself."""
    called = imported_module(end.node)
    if called is not None:
        return Import(called, ALL)
    binding = end.module.binding(end.node) if end.node.type in _NAMES else None
    return imported(binding) if binding is not None and binding.kind is Kind.IMPORT else None


def _handed_on(program: Program, path: str, way: Way) -> Iterator[tuple[str, Way]]:
    """Where the module at `path` takes from what it exports at `way`."""
    module = program.module(path) if way and path in program.contents else None
    for export in program.exports(module) if module is not None else ():
        if export.module is None or export.exported not in {way[0], ALL}:
            continue
        rest = way if export.exported == ALL else way[1:]
        yield program.resolved(path, export.module), rest if export.name == ALL else (export.name, *rest)
