"""drizzle's query builder: what its methods add to a query."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import query_sql, selections
from hooks.sources.drizzle.entities import Sql, Table, View
from hooks.sources.drizzle.given import argument, known
from hooks.sources.drizzle.literals import Partial
from hooks.sources.drizzle.query_entities import Join, QueryBuilder, Select, Selection, SelectStart, SetOperation, Subquery, WithList, WithStart
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Function, Poison, Site, Thrown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator

Method = Callable[["Evaluator", Any, list[Any], Site], Any]


def _whole(value: Any) -> Any:
    """`value`, all of which the query hangs on. Raises Poison where a part is unknown."""
    if isinstance(known(value), Partial):
        raise Poison(value.unknown)
    return value


def _start(arguments: list[Any], with_list: list[Any], *, distinct: bool) -> SelectStart:
    fields = _whole(argument(arguments, 0))
    return SelectStart(None if fields is UNDEFINED or fields is None else fields, distinct, with_list)


def _from(_ev: "Evaluator", start: SelectStart, arguments: list[Any], site: Site) -> Select:
    table = known(argument(arguments, 0))
    fields: Any = start.fields
    if fields is None:
        fields = {} if isinstance(table, Sql) else _fields(table, site)
    return Select(start, table, selections.spread(fields, site), _name(table, site))


def _fields(table: Any, site: Site) -> Any:
    """The fields of something that a query can select from."""
    if isinstance(table, Subquery):
        return selections.of_subquery(table)
    if isinstance(table, View):
        return selections.of_view(table)
    if isinstance(table, Table):
        if table.gaps:
            raise Poison(table.gaps[0][1])
        return dict(table.columns)
    raise Thrown("a query that selects from something that is no table", site.location)


def _name(table: Any, site: Site) -> Any:
    """The name under which a query knows `table`."""
    if isinstance(table, Subquery):
        return table.alias
    if isinstance(table, View):
        return table.name
    if isinstance(table, Sql):
        return UNDEFINED
    if isinstance(table, Table):
        return table.name if table.is_alias else table.base_name
    raise Thrown("a query that joins something that is no table", site.location)


def _with(_ev: "Evaluator", _builder: QueryBuilder, arguments: list[Any], _site: Site) -> WithList:
    return WithList(arguments)


def _with_start(_ev: "Evaluator", _builder: QueryBuilder, arguments: list[Any], _site: Site) -> WithStart:
    return WithStart(argument(arguments, 0), argument(arguments, 1))


def _with_as(ev: "Evaluator", start: WithStart, arguments: list[Any], site: Site) -> Subquery:
    query = known(argument(arguments, 0))
    if isinstance(query, (Function, Builtin)):
        query = known(ev.call(query, [QueryBuilder()], site))
    if isinstance(query, Sql):
        return Subquery(query, {} if start.fields is UNDEFINED else known(start.fields), start.alias, is_with=True)
    if not isinstance(query, Select):
        raise Thrown("a query is needed here", site.location)
    return Subquery(query_sql.built(ev, query, site), _shown(query) if start.fields is UNDEFINED else known(start.fields), start.alias, is_with=True)


def _shown(query: Select) -> Selection:
    """The fields of a query as a view or an outer query sees them."""
    return Selection(query.fields, query.table_name)


def _joined(kind: str) -> Method:
    def join(ev: "Evaluator", query: Select, arguments: list[Any], site: Site) -> Select:
        table, on = known(argument(arguments, 0)), argument(arguments, 1)
        name = _name(table, site)
        if isinstance(name, str) and any(other.alias == name for other in query.joins):
            raise Thrown(f'"{name}" is joined twice: one of them needs an alias', site.location)
        if not query.partial:
            if len(query.names) == 1 and isinstance(query.table_name, str):
                query.fields = {query.table_name: query.fields}
            if isinstance(name, str) and not isinstance(table, Sql):
                query.fields[name] = _fields(table, site)
        if isinstance(on, (Function, Builtin)):
            on = ev.call(on, [Selection(query.fields, bare=True, names_only=False)], site)
        query.joins.append(Join(kind, table, on, name))
        if isinstance(name, str):
            query.names.add(name)
        return query

    return join


def _condition(slot: str) -> Method:
    def add(ev: "Evaluator", query: Select, arguments: list[Any], site: Site) -> Select:
        given = argument(arguments, 0)
        if isinstance(given, (Function, Builtin)):
            given = ev.call(given, [Selection(query.fields, bare=True, names_only=False)], site)
        setattr(query, slot, given)
        return query

    return add


def _listed(ev: "Evaluator", query: Select, arguments: list[Any], site: Site) -> list[Any]:
    """The arguments of `groupBy` and `orderBy`: expressions, or a callback that gives them."""
    first = argument(arguments, 0)
    if not isinstance(first, (Function, Builtin)):
        return arguments
    given = known(ev.call(first, [Selection(query.fields, bare=True)], site))
    return given if isinstance(given, list) else [given]


def _group_by(ev: "Evaluator", query: Select, arguments: list[Any], site: Site) -> Select:
    query.group_by = _listed(ev, query, arguments, site)
    return query


def _order_by(ev: "Evaluator", query: Select, arguments: list[Any], site: Site) -> Select:
    _last(query).order_by = _listed(ev, query, arguments, site)
    return query


def _amount(slot: str) -> Method:
    def add(_ev: "Evaluator", query: Select, arguments: list[Any], _site: Site) -> Select:
        setattr(_last(query), slot, argument(arguments, 0))
        return query

    return add


def _last(query: Select) -> Select | SetOperation:
    """What order and limit belong to: the newest set operation, where there is one."""
    return query.operations[-1] if query.operations else query


def _operation(kind: str, *, every: bool = False) -> Method:
    def add(ev: "Evaluator", query: Select, arguments: list[Any], site: Site) -> Select:
        right = known(argument(arguments, 0))
        if isinstance(right, (Function, Builtin)):
            right = known(ev.call(right, [dict(FUNCTIONS)], site))
        _combine(query, right, kind, every, site)
        return query

    return add


def _combine(query: Select, right: Any, kind: str, every: bool, site: Site) -> None:  # noqa: FBT001 - private
    if not isinstance(right, Select) or list(query.fields) != list(right.fields):
        raise Thrown(f'"{kind}" of queries that select different fields', site.location)
    query.operations.append(SetOperation(kind, right, every=every))


def _operator(kind: str, *, every: bool = False) -> Builtin:
    def call(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
        left, *rest = [known(argument) for argument in arguments]
        if not isinstance(left, Select):
            raise Thrown(f'"{kind}" needs queries', site.location)
        for right in rest:
            _combine(left, right, kind, every, site)
        return left

    return Builtin(kind, call)


FUNCTIONS: dict[str, Any] = {
    "union": _operator("union"),
    "unionAll": _operator("union", every=True),
    "intersect": _operator("intersect"),
    "except": _operator("except"),
}


def _as(ev: "Evaluator", query: Select, arguments: list[Any], site: Site) -> Subquery:
    return Subquery(query_sql.built(ev, query, site), query.fields, known(argument(arguments, 0)))


def _select(*, distinct: bool) -> Method:
    def select(_ev: "Evaluator", owner: Any, arguments: list[Any], _site: Site) -> SelectStart:
        return _start(arguments, owner.queries if isinstance(owner, WithList) else [], distinct=distinct)

    return select


METHODS: dict[type, dict[str, Any]] = {
    QueryBuilder: {"select": _select(distinct=False), "selectDistinct": _select(distinct=True), "with": _with, "$with": _with_start},
    WithStart: {"as": _with_as},
    WithList: {"select": _select(distinct=False), "selectDistinct": _select(distinct=True)},
    SelectStart: {"from": _from},
    Select: {
        **{f"{kind}Join": _joined(kind) for kind in ("left", "right", "inner", "full", "cross")},
        "where": _condition("where"),
        "having": _condition("having"),
        "groupBy": _group_by,
        "orderBy": _order_by,
        "limit": _amount("limit"),
        "offset": _amount("offset"),
        "as": _as,
        "union": _operation("union"),
        "unionAll": _operation("union", every=True),
        "intersect": _operation("intersect"),
        "except": _operation("except"),
        "$dynamic": lambda _ev, query, _arguments, _site: query,
        "getSQL": lambda ev, query, _arguments, site: query_sql.built(ev, query, site),
    },
}


def shown(query: Select) -> Selection:
    """The fields of a query as a view sees them."""
    return _shown(query)
