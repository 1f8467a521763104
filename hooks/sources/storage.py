"""`storage_schema.ts`: the buckets that a project declares.

Source: `server-types.d.ts`: a bucket is a `BucketDef<Name>`, an object with `bucket_name` and `description`; the framework takes all that the module
exports. Public projects also nest buckets in an object.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from hooks.finding import Location
from hooks.sources.flow import trace
from hooks.sources.flow.exports import ALL
from hooks.sources.flow.origins import origins
from hooks.sources.flow.patterns import Way
from hooks.sources.flow.point import MAX_STEPS, Point
from hooks.sources.flow.program import Program
from hooks.sources.flow.scopes import Module
from hooks.sources.flow.syntax import named, property_name, text
from hooks.sources.runtime_keys import Unreadable

if TYPE_CHECKING:
    from tree_sitter import Node

NAME = "bucket_name"
_DESCRIPTION = "description"
_TYPE = re.compile(r""":?\s*(?:Readonly<\s*)?BucketDef(?:<\s*(?:["']([^"']*)["'])?[^<>]*>)?\s*>?""")
_OUT_OF_SIGHT = frozenset({"call_expression", "new_expression", "identifier", "member_expression", "subscript_expression", "object"})
_WRITTEN_AROUND = frozenset({"satisfies_expression", "as_expression", "type_assertion", "parenthesized_expression"})


class Bucket(NamedTuple):
    """One declared bucket: `way` is how code names it (`uploads`, `media.avatars`), `name` its `bucket_name` (None: it has none).

    `typed` is the name that its type gives, `keys` the properties it has; `location` is where the name is written, `declared` where the object is.
    """

    way: Way
    name: str | None
    location: Location
    declared: Location
    typed: str | None = None
    keys: tuple[str, ...] = ()


class Storage(NamedTuple):
    """What the module declares. `nests` are the objects that hold buckets, with the names in each; `()` is the module itself.

    A nest among `open_nests` may hold more names than could be read.
    """

    path: str
    buckets: tuple[Bucket, ...]
    nests: dict[Way, frozenset[str]]
    open_nests: frozenset[Way] = frozenset()
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The name of every bucket."""
        return frozenset(bucket.name for bucket in self.buckets if bucket.name is not None)


def declared(program: Program, path: str) -> Storage:
    """What the module at `path`, which the program has parsed, declares."""
    reader = _Reader(program)
    for name, start in reader.exports(path):
        reader.read((name,), start)
    return Storage(path, tuple(reader.buckets.values()), reader.nests, frozenset(reader.open_nests), tuple(reader.unreadable))


class _Properties(NamedTuple):
    """The properties of an object; when it is open, there may be more."""

    values: dict[str, Point]
    is_open: bool


class _Reader:
    """Walks from the exports into objects, and keeps what it finds."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.buckets: dict[Location, Bucket] = {}
        self.nests: dict[Way, frozenset[str]] = {(): frozenset()}
        self.open_nests: set[Way] = set()
        self.unreadable: list[Unreadable] = []

    def exports(self, path: str) -> Iterator[tuple[str, Point]]:
        """Every exported value with its name, `export *` included."""
        waiting, seen = [path], {path}
        while waiting:
            module = self._program.module(waiting.pop())
            for export in self._program.exports(module) if module is not None else ():
                if export.exported == ALL and module is not None:
                    further = self._program.resolved(module.path, export.module or "")
                    self.open_nests |= set() if further in self._program.contents else {()}
                    waiting += [further] if further not in seen and further in self._program.contents else []
                    seen.add(further)
                elif module is not None and (export.node is None or export.node.type != "type_identifier"):
                    self.nests[()] |= {export.exported}
                    yield from ((export.exported, start) for start in trace.exported(self._program, module.path, export.exported)[:1])

    def read(self, way: Way, start: Point) -> bool:
        """Keep the bucket, or all buckets in the object, that `start` stands for. Tells whether it is or holds one."""
        ends = list(trace.ends(self._program, start))
        if len(ends) == 1 and not ends[0].way and ends[0].node.type == "object":
            return len(way) <= MAX_STEPS and self._read_object(way, start, ends[0])
        types = [match for end in ends for match in map(_TYPE.fullmatch, end.types) if match]
        if types and types[0][1]:
            place = start.module.source.location(start.node)
            self.buckets[place] = Bucket(way, types[0][1], place, place, types[0][1])
        elif types or any(end.way or end.node.type in _OUT_OF_SIGHT for end in ends):
            self._lose(f'what "{".".join(way)}" holds', start)
        return bool(types)

    def _read_object(self, way: Way, start: Point, end: Point) -> bool:
        properties = self._properties(end)
        match = next(filter(None, map(_TYPE.fullmatch, _types(end))), None)
        if NAME in properties.values:
            self._keep(way, properties, end, match[1] if match else None)
            return True
        if properties.is_open and (match or _DESCRIPTION in properties.values):
            self._lose(f'whether "{".".join(way)}" has a {NAME}', start)
            return True
        if match or _DESCRIPTION in properties.values:
            place = end.module.source.location(end.node)
            self.buckets[place] = Bucket(way, None, start.module.source.location(start.node), place, keys=tuple(properties.values))
            return True
        held = [self.read((*way, name), value) for name, value in properties.values.items()]
        if any(held):
            self.nests[way] = frozenset(properties.values)
            self.open_nests |= {way} if properties.is_open else set()
            return True
        if properties.is_open:
            self._lose(f'what "{".".join(way)}" holds', start)
        return False

    def _keep(self, way: Way, properties: _Properties, end: Point, typed: str | None) -> None:
        value = properties.values[NAME]
        names = {origin.value for origin in origins(self._program, value)}
        name = names.pop() if len(names) == 1 else None
        if name is None:
            self._lose(f'the {NAME} of "{".".join(way)}"', value)
            return
        source = end.module.source
        bucket = Bucket(way, name, value.module.source.location(value.node), source.location(end.node), typed, tuple(properties.values))
        self.buckets.setdefault(bucket.declared, bucket)

    def _lose(self, what: str, point: Point) -> None:
        self.unreadable.append(Unreadable(what, point.module.source.location(point.node)))

    def _properties(self, end: Point) -> _Properties:
        """The properties of an object as they are when it is built: the later one of two counts, and a spread that cannot be read may replace any."""
        values: dict[str, Point] = {}
        is_open = False
        for part in named(end.node):
            if part.type == "spread_element":
                spread = self._spread(end, part)
                is_open |= spread.is_open
                values = spread.values if spread.is_open else values | spread.values
                continue
            name = property_name(part.child_by_field_name("key") or part.child_by_field_name("name") or part)
            if name is None:
                is_open, values = True, {}
            else:
                values[name] = end.at(part.child_by_field_name("value") or part)._replace(types=())
        return _Properties(values, is_open)

    def _spread(self, end: Point, part: "Node") -> _Properties:
        ends = [found for value in named(part)[:1] for found in trace.ends(self._program, end.at(value))]
        if len(ends) == 1 and ends[0].node.type == "object" and not ends[0].way:
            return self._properties(ends[0])
        return _Properties({}, is_open=True)


def _types(end: Point) -> Iterator[str]:
    """The types that are written for an object: behind the names it went through, and around it."""
    yield from end.types
    yield from _written_around(end.module, end.node)


def _written_around(module: Module, node: "Node") -> Iterator[str]:
    for around in module.ancestors(node):
        if around.type not in _WRITTEN_AROUND:
            return
        yield from (text(part) for part in named(around) if part.end_byte <= node.start_byte or part.start_byte >= node.end_byte)
