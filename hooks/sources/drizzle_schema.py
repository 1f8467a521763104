"""The schema that `db_schema.ts` declares, in the terms of drizzle-kit's snapshots, without running it."""

import sys
from typing import TYPE_CHECKING, NamedTuple

from hooks.finding import Diagnostic, Location
from hooks.sources.drizzle import casing, described
from hooks.sources.drizzle.conversions import declares
from hooks.sources.drizzle.entities import Table, View
from hooks.sources.drizzle.evaluator import Evaluator
from hooks.sources.drizzle.modules import Export, Graph, Missing
from hooks.sources.drizzle.resolution import Modules
from hooks.sources.drizzle.values import Exhausted, Poison, Thrown, Unknown
from hooks.sources.js_object import INHERITED, ordered
from hooks.sources.schema import Schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from hooks.sources.schema import Table as Record

__all__ = ["Declared", "Missing", "Modules", "declared"]

# Expressions nest as deep as they are long (`a.b().c()…`); Python's usual limit of 1,000 frames would end at some 200 links.
_FRAMES = 10_000


class Declared(NamedTuple):
    """A declared schema, what could not be resolved in it, and every module that took part, those of `missing` included."""

    schema: Schema
    problems: tuple[Diagnostic, ...]
    files: tuple[str, ...]
    missing: tuple[Missing, ...] = ()


def declared(modules: Modules, entry: str, server: str, *, entities: bool = False) -> Declared:
    """The schema that the module at `entry` declares; `server` is the server directory, where `tsconfig.json` lies.

    `entities`: in the terms of drizzle-kit 1.x's snapshots. Raises NoVerdict where `entry` itself cannot be read.
    """
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _FRAMES))
    try:
        return _declared(modules, entry, server, entities=entities)
    finally:
        sys.setrecursionlimit(limit)


def _declared(modules: Modules, entry: str, server: str, *, entities: bool) -> Declared:
    ev = Evaluator(orm_1=entities)
    ev.casing = casing.configured(modules, server)
    graph = Graph(modules, server, ev)
    schema, description = Schema({}, {}), _description(ev, entities=entities)
    try:
        module = graph.entry(entry)
        complete = module.names() is not None
        if not complete:
            ev.problem('not all that "export *" exports can be known', module.source.location(module.unlisted or module.source.root))
        for export in module.everything(ev):
            complete = _added(ev, schema, export, description) and complete
    except Exhausted as exhausted:
        ev.problem("the schema takes too many steps to evaluate: recursion or a loop without end?", exhausted.location)
        complete = False
    except RecursionError:
        ev.problem("the schema is nested too deeply to evaluate", Location(entry))
        complete = False
    tables = ordered(schema.tables)
    if ev.shaken:
        tables = {name: table._replace(complete=False) for name, table in tables.items()}
    return Declared(Schema(tables, ordered(schema.views), complete and not ev.shaken), ev.problems, graph.files, graph.missing)


def _description(ev: Evaluator, *, entities: bool) -> "Callable[[Table], Record]":
    """How a table becomes its record."""
    if not entities:
        return lambda table: described.Description(ev, table).record()
    from hooks.sources.drizzle.described_entities import Entities

    return Entities(ev).described


def _added(ev: Evaluator, schema: Schema, export: Export, description: "Callable[[Table], Record]") -> bool:
    """Add the table or view that an export holds; whether what it holds is known."""
    value = export.value
    if isinstance(value, Table):
        schema.tables[value.name] = description(value)
    elif isinstance(value, View):
        return _view_added(ev, schema, value)
    elif isinstance(value, Unknown) and declares(value):
        ev.unresolved(f'what "{export.name}" declares', value, export.name)
        return False
    return True


def _view_added(ev: Evaluator, schema: Schema, view: View) -> bool:
    try:
        record = described.view(ev, view)
    except Poison as poison:
        ev.unresolved(f'view "{view.name}"', poison.unknown, str(view.name))
        return False
    except Thrown as thrown:
        ev.failed(thrown)
        return False
    if record.name in INHERITED and not ev.orm_1:
        message = f'a view is named "{record.name}", as something of every JavaScript object is: drizzle-kit refuses that'
        ev.problem(message, view.site.location, record.name)
    elif record.name in schema.views:
        ev.problem(f'two views are named "{record.name}": drizzle-kit refuses that', view.site.location, record.name)
    schema.views[record.name] = record
    return True
