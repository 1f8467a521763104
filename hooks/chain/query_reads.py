"""What drizzle's query builder asks the database for: a table's object followed to the selects, inserts, updates and deletes that take it.

Source: the SQL that drizzle-orm writes (`toSQL()`). An insert names every column of its table, whatever it is given; so do a select and a
`returning` without fields.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from hooks.sources.flow import trace, uses
from hooks.sources.flow.chains import after, before, called, taker
from hooks.sources.flow.patterns import bound
from hooks.sources.flow.point import Point
from hooks.sources.flow.program import Program
from hooks.sources.flow.syntax import arguments, member, named, property_name

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.flow.scopes import Module

_SOURCES = frozenset({"from", "leftJoin", "innerJoin", "rightJoin", "fullJoin", "crossJoin"})
_SELECTS = frozenset({"select", "selectDistinct"})
_WITH_TABLE = _SOURCES | {"insert", "update", "delete", "$count"}
_WITH_FIELDS = _SELECTS | {"returning"}
_COLUMNS_OF = frozenset({"getTableColumns", "getColumns"})
_ALIASES = frozenset({"alias", "aliasedTable"})
_HELD = frozenset({"variable_declarator", "export_statement", "export_specifier"})


class Wanted(NamedTuple):
    """The value that is a table's object, and with `key` the property of one of its columns; `always_set`: every UPDATE writes that one."""

    table: Point
    key: str = ""
    always_set: bool = False


def reads(program: Program, wanted: Wanted) -> Iterator[Point]:
    """Every expression that makes a query name the table, or the column of it."""
    for start in (wanted.table, *_aliases(program, wanted.table)):
        for table in uses.of_value(program, start):
            yield from _of_column(program, wanted, table) if wanted.key else _of_table(table)
        if wanted.key:
            yield from filter(is_read, uses.of_value(program, start.at(start.node, (wanted.key,))))


def is_read(point: Point) -> bool:
    """Whether the expression does something with its value: it is no type, and not only given another name."""
    around = point.module.parent(point.node)
    return around is not None and around.type not in _HELD and not any(one.type == "type_query" for one in point.module.ancestors(point.node))


def _aliases(program: Program, table: Point) -> Iterator[Point]:
    """`alias(table, "name")`: the same columns under another name of the table."""
    for point in uses.of_value(program, table):
        name, call = taker(point)
        if call is not None and name in _ALIASES:
            yield point.at(call)


def _of_table(table: Point) -> Iterator[Point]:
    around = table.module.parent(table.node)
    name, _call = taker(table)
    used = name in _WITH_TABLE or _is_field(table)
    if used or (around is not None and around.type in {"template_substitution", "member_expression", "subscript_expression"} and is_read(table)):
        yield table


def _of_column(program: Program, wanted: Wanted, table: Point) -> Iterator[Point]:
    """Where all columns are asked for, and where an UPDATE writes this one."""
    name, call = taker(table)
    if _is_field(table):
        yield table
    elif call is None:
        return
    elif name in _COLUMNS_OF:
        yield from [table] if _takes_all(table.module, call, wanted.key) else filter(is_read, uses.of_value(program, table.at(call, (wanted.key,))))
    elif name in _SOURCES:
        select = next((one for one in before(table.module, call) if called(one) in _SELECTS), None)
        yield from [table] if select is not None and not arguments(select) else []
    elif name == "insert" or (name == "update" and wanted.always_set):
        yield table
    elif name in {"update", "delete"}:
        yield from _of_chain(program, wanted.key, table, call)


def _of_chain(program: Program, key: str, table: Point, call: "Node") -> Iterator[Point]:
    for name, later in after(table.module, call):
        if name == "returning" and not arguments(later):
            yield table
        elif name == "set" and arguments(later):
            yield from _written(program, key, table.at(arguments(later)[0]), set())


def _written(program: Program, key: str, given: Point, seen: set[int]) -> Iterator[Point]:
    """The properties `key` of the object that `given` is: written in it, spread into it, assigned to it later."""
    yield from _assigned(given, key)
    for end in trace.ends(program, given):
        for part in named(end.node) if end.node.type == "object" and end.node.id not in seen else ():
            if part.type == "spread_element":
                yield from _written(program, key, end.at(named(part)[0]), seen | {end.node.id})
            elif property_name(part.child_by_field_name("key") or part) == key:
                yield end.at(part)


def _assigned(given: Point, key: str) -> Iterator[Point]:
    binding = given.module.binding(given.node) if given.node.type == "identifier" else None
    for reference in given.module.references(binding) if binding is not None else ():
        target = given.module.parent(reference)
        assignment = given.module.parent(target) if target is not None and member(target) == (reference, key) else None
        if assignment is not None and assignment.child_by_field_name("left") == target:
            yield given.at(reference)


def _is_field(table: Point) -> bool:
    """Whether the whole table is a field of a selection: `select({ post: posts })`."""
    around = table.module.parent(table.node)
    if around is not None and around.type == "pair":
        around = table.module.parent(around)
    fields = table.at(around) if around is not None and around.type == "object" else None
    return fields is not None and taker(fields)[0] in _WITH_FIELDS


def _takes_all(module: "Module", call: "Node", key: str) -> bool:
    """Whether all of `getTableColumns(table)` goes on: not one member of it, and not what `{ secret, ...rest }` leaves."""
    around = module.parent(call)
    if around is None or member(around) is not None:
        return False
    pattern = around.child_by_field_name("name") if around.type == "variable_declarator" else None
    if pattern is None or pattern.type != "object_pattern":
        return True
    return all(part.way != (key,) for part in bound(pattern)) and any(part.type == "rest_pattern" for part in named(pattern))
