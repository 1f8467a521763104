"""What drizzle's relational queries ask the database for: `db.query.posts.findMany({ columns, with, where })`.

Source: drizzle-orm's documentation of relational queries (orm.drizzle.team/docs/rqb): without `columns` all of them are read; with a `true` among them
those that are `true`, else all but those named. A relation in `with` is read in the same way.
"""

from collections.abc import Iterator

from hooks.chain.query_reads import Wanted, is_read
from hooks.sources.flow import trace, uses
from hooks.sources.flow.point import CALLED, Point
from hooks.sources.flow.program import Program
from hooks.sources.flow.syntax import FUNCTIONS, arguments, member, named, property_name

_FINDS = frozenset({"findMany", "findFirst"})
_WITH_CALLBACKS = ("where", "orderBy", "extras")
_MAX_DEPTH = 20  # a configuration that holds itself has no end

Table = frozenset[tuple[str, int]]
"""What tells one table's object from another: where the calls stand that make it."""


def reads(program: Program, wanted: Wanted, schema_path: str) -> Iterator[Point]:
    """Every expression that makes a relational query name the table, or the column of it."""
    return _Relational(program, wanted).reads(schema_path)


class _Relational:
    """The search for one table or column; the relations of the program are read when a query first has any."""

    def __init__(self, program: Program, wanted: Wanted) -> None:
        self._program = program
        self._table = self._made(wanted.table)
        self._key = wanted.key
        self._relations: dict[tuple[Table, str], Table] | None = None

    def reads(self, schema_path: str) -> Iterator[Point]:
        for query in uses.of_export(self._program, "edgespark", "db", ("query",)):
            around = query.module.parent(query.node)
            parts = member(around) if around is not None else None
            if around is None or parts is None or parts[0] != query.node or parts[1] is None:
                continue
            table = frozenset(one for start in trace.exported(self._program, schema_path, parts[1]) for one in self._made(start))
            for finder in uses.of_value(self._program, query.at(around, ())):
                yield from self._of_finder(finder, table)

    def _of_finder(self, finder: Point, table: Table) -> Iterator[Point]:
        around = finder.module.parent(finder.node)
        parts = member(around) if around is not None else None
        call = finder.module.parent(around) if around is not None else None
        if call is None or call.type != "call_expression" or parts is None or parts[0] != finder.node or parts[1] not in _FINDS:
            return
        given = arguments(call)
        yield from self._of_config(finder, table, finder.at(given[0]) if given else None, _MAX_DEPTH)

    def _of_config(self, place: Point, table: Table, config: Point | None, depth: int) -> Iterator[Point]:
        """What one level asks for, and each relation below it; `place` is what is shown for the level."""
        if table & self._table:
            if not self._key or config is None or self._selects(config):
                yield place
            elif config is not None:
                yield from self._of_callbacks(config)
        if config is None or not depth:
            return
        for part in self._properties(config, "with"):
            target = self._target(table, property_name(part.node.child_by_field_name("key")) or "")
            for value in self._ends(part.at(part.node.child_by_field_name("value") or part.node)) if target else ():
                yield from self._of_config(part, target, value if value.node.type == "object" else None, depth - 1)

    def _selects(self, config: Point) -> bool:
        """Whether the column is among those that the query selects."""
        columns = self._ends(config.at(config.node, ("columns",)))
        if not columns:
            return True
        chosen = {property_name(part.node.child_by_field_name("key")): part for part in self._properties(config, "columns")}
        values = {name: part.node.child_by_field_name("value") for name, part in chosen.items()}
        included = {name for name, value in values.items() if value is not None and value.type == "true"}
        return self._key in included if included or not chosen else self._key not in chosen

    def _of_callbacks(self, config: Point) -> Iterator[Point]:
        for name in _WITH_CALLBACKS:
            for end in self._ends(config.at(config.node, (name,))):
                if end.node.type in FUNCTIONS:
                    yield from filter(is_read, uses.of_parameter(self._program, end.at(end.node, (self._key,)), 0))

    def _properties(self, config: Point, name: str) -> Iterator[Point]:
        """The properties of the object that `config` has under `name`."""
        for end in self._ends(config.at(config.node, (name,))):
            if end.node.type == "object":
                yield from (end.at(part) for part in named(end.node) if part.type == "pair")

    def _ends(self, point: Point) -> list[Point]:
        """Where the value at `point` is written; nothing where it is not there."""
        return [end for end in trace.ends(self._program, point) if not end.way]

    def _target(self, table: Table, relation: str) -> Table:
        if self._relations is None:
            self._relations = dict(self._declared())
        return next((target for (source, name), target in self._relations.items() if name == relation and source & table), frozenset())

    def _declared(self) -> Iterator[tuple[tuple[Table, str], Table]]:
        """Each relation by its table and name, with the table that it leads to: `relations(posts, ({ one }) => ({ author: one(users) }))`."""
        for use in uses.of_export(self._program, "drizzle-orm", "relations"):
            call = use.module.parent(use.node)
            given = arguments(call) if call is not None and call.type == "call_expression" else []
            if len(given) > 1:
                source = self._made(use.at(given[0]))
                for end in trace.ends(self._program, use.at(given[1], (CALLED,))):
                    yield from (((source, name), target) for name, target in self._relations_of(end))

    def _relations_of(self, end: Point) -> Iterator[tuple[str, Table]]:
        for part in named(end.node) if end.node.type == "object" else ():
            name, value = property_name(part.child_by_field_name("key")), part.child_by_field_name("value")
            to = arguments(value) if value is not None and value.type == "call_expression" else []
            if name and to:
                yield name, self._made(end.at(to[0]))

    def _made(self, table: Point) -> Table:
        return frozenset((end.module.path, end.node.start_byte) for end in trace.ends(self._program, table))
