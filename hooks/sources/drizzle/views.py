"""Views: built by a query, written as SQL, or existing already."""

from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.sources.drizzle import queries, query_sql, selections, tables
from hooks.sources.drizzle.conversions import truthy
from hooks.sources.drizzle.entities import Sql, Table, View
from hooks.sources.drizzle.query_entities import QueryBuilder, Select, Selection
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Function, Site, Thrown, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator


class ViewStart(NamedTuple):
    """`sqliteView(name)` or `sqliteView(name, columns)` before `.as` or `.existing`."""

    name: Any
    table: Table | None
    site: Site


def _start(ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    name = arguments[0] if arguments else UNDEFINED
    columns = arguments[1] if len(arguments) > 1 else UNDEFINED
    if isinstance(name, Unknown):
        return name
    if not isinstance(columns, Unknown) and not truthy(columns):
        return ViewStart(name, None, site)
    table = tables.made(ev, name, name, [columns], site)
    return ViewStart(name, table, site) if isinstance(table, Table) else table


def _as(ev: "Evaluator", start: ViewStart, arguments: list[Any], site: Site) -> Any:
    query = arguments[0] if arguments else UNDEFINED
    if start.table is None and isinstance(query, (Function, Builtin)):
        query = ev.call(query, [QueryBuilder()], site)
    if isinstance(query, Unknown):
        return query
    if start.table is not None and isinstance(query, Sql):
        query.inline = True
        return View(start.name, dict(start.table.columns), query, start.site)
    if start.table is None and isinstance(query, Select):
        sql = query_sql.built(ev, query, site)
        sql.inline = True
        return View(start.name, queries.shown(query), sql, start.site)
    raise Thrown(f'view "{start.name}" is made of something that is no query', site.location)


def _existing(_ev: "Evaluator", start: ViewStart, _arguments: list[Any], site: Site) -> View:
    if start.table is None:
        raise Thrown('"existing" needs a view with columns', site.location)
    return View(start.name, dict(start.table.columns), None, start.site)


_VIEW = Builtin("sqliteView", _start)
FUNCTIONS: dict[str, Any] = {
    "sqliteView": _VIEW,
    "view": _VIEW,
    "QueryBuilder": Builtin("QueryBuilder", lambda _ev, _arguments, _site: QueryBuilder(), {}, lambda _ev, _arguments, _site: QueryBuilder()),
    **queries.FUNCTIONS,
}
METHODS: dict[type, dict[str, Any]] = {ViewStart: {"as": _as, "existing": _existing}}


def aliased(view: View, name: Any) -> View:
    """`view` under another name."""
    alias = View(name, view.fields, view.query, view.site)
    alias.is_alias = True
    return alias


def selected(view: View) -> Selection:
    """The fields of a view."""
    return selections.of_view(view)
