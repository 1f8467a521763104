"""Where the deployed code, which is the base's, still uses a table or column through its Drizzle object.

Between `db migrate` and the end of `deploy` the old code runs on the new database: what it uses and the migration takes away fails until then.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from hooks.chain import query_reads, relational_reads
from hooks.chain.query_reads import Wanted
from hooks.finding import Location
from hooks.project import Project
from hooks.sources.flow.point import Point
from hooks.sources.flow.program import Program
from hooks.sources.flow.syntax import FUNCTIONS, property_name, text

if TYPE_CHECKING:
    from tree_sitter import Node


def places(base: Project, table: str, column: str = "") -> tuple[Location, ...]:
    """Each line in the base's server code that asks the database for the table, or for that column of it; `defs/` left out.

    Empty as well where the schema there cannot be read: this only adds to a finding, it never makes one silent.
    """
    program = _program(base)
    wanted = _wanted(base, program, table, column)
    if wanted is None:
        return ()
    defs = base.server_path("src", "defs") + "/"
    found = (*query_reads.reads(program, wanted), *relational_reads.reads(program, wanted, base.schema_path))
    shown = [point.module.source.location(point.node) for point in found if not point.module.path.startswith(defs)]
    lines: dict[tuple[str, int], Location] = {}
    for place in sorted(shown):
        lines.setdefault((place.path, place.line), place)
    return tuple(lines.values())


@lru_cache(maxsize=1)
def _program(base: Project) -> Program:
    return Program(base)


def _wanted(base: Project, program: Program, table: str, column: str) -> Wanted | None:
    """What to look for; None where the base does not declare it in so many words."""
    declared = base.declared
    record = declared.schema.tables.get(table) if declared else None
    value = _at(program, record.location, "call_expression") if record else None
    if record is None or value is None or any(around.type in FUNCTIONS for around in value.module.ancestors(value.node)):
        return None  # a function that makes tables may make several
    if not column:
        return Wanted(value)
    pair = _at(program, record.columns[column].location, "pair", "shorthand_property_identifier") if column in record.columns else None
    key = property_name(pair.node.child_by_field_name("key") or pair.node) if pair else None
    return Wanted(value, key, "$onUpdate" in text(pair.node)) if pair and key else None


def _at(program: Program, place: Location | None, *kinds: str) -> Point | None:
    """The nearest node of one of these kinds around the one that begins at `place`."""
    module = program.module(place.path) if place else None
    if module is None or place is None:
        return None
    line = module.source.text.split(b"\n", place.line)[place.line - 1].decode("utf-8", "replace")
    column = len(line[: place.column - 1].encode())
    node: Node | None = module.root.descendant_for_point_range((place.line - 1, column), (place.line - 1, column + 1))
    while node is not None and node.type not in kinds:
        node = module.parent(node)
    return None if node is None else Point(module, node)
