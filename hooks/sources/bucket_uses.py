"""Every place in the server's code that names a bucket which is not declared.

Source: `edgespark.d.ts` and `server-types.d.ts`: `storage.from(bucket)` and `storage.createS3Uri(bucket, path)` take a `BucketDef`; the framework's
`defs/index.ts` exports all of `storage_schema.ts` as `buckets`.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.sources.flow import trace, uses
from hooks.sources.flow.bindings import Kind
from hooks.sources.flow.containers import selected
from hooks.sources.flow.exports import ALL, imported
from hooks.sources.flow.origins import Origin, origins
from hooks.sources.flow.packages import taken
from hooks.sources.flow.patterns import ELEMENT, Way, bound
from hooks.sources.flow.point import Point
from hooks.sources.flow.program import Program
from hooks.sources.flow.syntax import arguments, literal, member
from hooks.sources.js_object import INHERITED
from hooks.sources.plain_reads import only_says
from hooks.sources.storage import NAME, Storage

if TYPE_CHECKING:
    from tree_sitter import Node

_CLIENT = ("edgespark", "storage")
_TAKERS = ("from", "createS3Uri")
_OF_CLIENT = re.compile(rb"\s*\.\s*(?:from|createS3Uri)\(\s*buckets\s*\.\s*([\w$]+)\s*[,)]")
_OF_NEST = re.compile(rb"\s*\.\s*([\w$]+)")


class Form(Enum):
    """How a bucket is named that is not declared: by a NAME that the module does not export, by a TEXT, or as an OBJECT written out in place."""

    NAME = "name"
    TEXT = "text"
    OBJECT = "object"


class Undeclared(NamedTuple):
    """One use. For a NAME, `nest` is where it was looked for, and `known` holds the names that are there.

    `is_open`: what should declare it could not be read to the end, so it may do so all the same.
    """

    form: Form
    text: str
    location: Location
    nest: Way = ()
    known: frozenset[str] = frozenset()
    is_open: bool = False


class BucketUses(NamedTuple):
    """All uses of undeclared buckets, in the order of their places, and the files that could not be searched."""

    undeclared: tuple[Undeclared, ...] = ()
    problems: tuple[NoVerdict, ...] = ()


def uses_of(program: Program, storage: Storage) -> BucketUses:
    """Every use of a bucket that `storage` does not declare. Only modules that may name one are parsed; `program` is searched for this alone."""
    found = {use.location: use for use in (*_read(program, storage), *_given(program, storage))}
    return BucketUses(tuple(found[place] for place in sorted(found)), tuple(program.problems[path] for path in sorted(program.problems)))


# --- what is read from the module, or from an object of buckets in it ---------------------------------------------------------------


def _read(program: Program, storage: Storage) -> Iterator[Undeclared]:
    for nest, names in sorted(storage.nests.items()):
        leaves = _leaves(storage, nest)
        program.is_plain = lambda content, word, leaves=leaves: only_says(content, word, _OF_NEST, leaves)  # type: ignore[misc]
        name, way = (nest[0], nest[1:]) if nest else (ALL, ())
        for point in uses.of_export(program, storage.path, name, way):
            for taking, word, value in _members(point):
                if taking not in names and taking not in INHERITED and _is_nowhere(program, value, storage, (*nest, taking)):
                    place = value.module.source.location(word)
                    yield Undeclared(Form.NAME, taking, place, nest, names, is_open=nest in storage.open_nests)


def _leaves(storage: Storage, nest: Way) -> frozenset[bytes]:
    """The names in a nest that stand for no further nest: a module that takes only these needs no second look."""
    return frozenset(name.encode() for name in storage.nests[nest] if (*nest, name) not in storage.nests)


def _members(point: Point) -> "Iterator[tuple[str, Node, Point]]":
    """What is taken from the value at `point`, by a dot, brackets or a pattern: its name, the node that says so, and the taken value."""
    around = point.module.parent(point.node)
    parts = member(around) if around is not None else None
    if around is not None and parts is not None and parts[0] == point.node and parts[1] is not None:
        yield parts[1], around.child_by_field_name("property") or around.child_by_field_name("index") or around, point.at(around)
    elif around is not None and around.type == "variable_declarator" and around.child_by_field_name("value") == point.node:
        pattern = around.child_by_field_name("name")
        for part in bound(pattern) if pattern is not None else ():
            if len(part.way) == 1 and part.way[0] != ELEMENT:
                yield part.way[0], part.name, point.at(part.name)


def _is_nowhere(program: Program, value: Point, storage: Storage, way: Way) -> bool:
    """Whether the value can only be what the module does not have at `way`: `{ ...buckets, extra }.extra` is something else."""
    return all(way in taken(program, end, storage.path) for end in trace.ends(program, value))


# --- what the platform's client is given --------------------------------------------------------------------------------------------


def _given(program: Program, storage: Storage) -> Iterator[Undeclared]:
    leaves = _leaves(storage, ())
    program.is_plain = lambda content, word: only_says(content, word, _OF_CLIENT, leaves)
    for taker in _TAKERS:
        for use in uses.of_export(program, *_CLIENT, (taker,)):
            call = use.module.parent(use.node)
            given = arguments(call) if call is not None and call.child_by_field_name("function") == use.node else []
            for origin in origins(program, use.at(given[0])) if given else ():
                yield from _of_origin(program, storage, origin)


def _of_origin(program: Program, storage: Storage, origin: Origin) -> Iterator[Undeclared]:
    place = origin.point.module.source.location(origin.point.node)
    if origin.value is not None:
        yield Undeclared(Form.TEXT, origin.value, place)
        return
    for end in trace.ends(program, origin.point):
        if end.way:
            continue
        name = _written_out(program, storage, end)
        if name is not None and name not in storage.names:
            yield Undeclared(Form.OBJECT, name, end.module.source.location(end.node), is_open=bool(storage.unreadable))
        missing = _missing_import(program, end)
        if missing is not None:
            known, is_open = storage.nests[()], () in storage.open_nests
            yield Undeclared(Form.NAME, missing, end.module.source.location(end.node), (), known, is_open)


def _written_out(program: Program, storage: Storage, end: Point) -> str | None:
    """The name of a bucket that is written out where it is used, or anywhere but in the declarations."""
    if end.node.type != "object" or end.module.path == storage.path:
        return None
    names = {literal(value.node) for part in selected(end.at(end.node, (NAME,))) or () for value in trace.ends(program, part)}
    return names.pop() if len(names) == 1 else None


def _missing_import(program: Program, end: Point) -> str | None:
    """The name that an import list takes from a module of the project which exports no such thing."""
    binding = end.module.binding(end.node) if end.node.type == "identifier" else None
    source = imported(binding) if binding is not None and binding.kind is Kind.IMPORT else None
    if source is None or source.name == ALL:
        return None
    from hooks.sources.barrel import exported

    path = program.resolved(end.module.path, source.module)
    if path not in program.contents:
        return None
    there = exported(program, path, frozenset({source.name}))
    return None if there.unread or source.name in there.values else source.name
