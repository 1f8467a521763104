"""A query as the SQL expression that drizzle builds of it."""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import selections
from hooks.sources.drizzle.conversions import kind, truthy
from hooks.sources.drizzle.entities import Aliased, Column, Name, Raw, Sql, Table, View
from hooks.sources.drizzle.query_entities import Join, Select, SetOperation, Subquery
from hooks.sources.drizzle.values import UNDEFINED, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator


def built(ev: "Evaluator", query: Select, site: Site) -> Sql:
    """The expression of `query`. Raises Thrown for a field of a table that it does not read, Poison where it is not known."""
    ev.spend(1, site)
    listed = selections.flattened(query.fields, site)
    for field in listed:
        if isinstance(field, Column):
            _require_table(query, field, site)
    chunks: list[Any] = [*_with(query, site), Raw("select"), *([Raw(" distinct")] if query.distinct else []), Raw(" ")]
    chunks += [*_selection(listed, site, single=not query.joins, casts=not ev.orm_1), Raw(" from "), _source(query.table), *_joins(query.joins)]
    chunks += [*_clause(" where ", query.where), *_list(" group by ", query.group_by), *_clause(" having ", query.having)]
    chunks += [*_list(" order by ", query.order_by), *_limit(query)]
    result = Sql(chunks)
    for operation in query.operations:
        result = _combined(ev, result, operation, site)
    return result


def _require_table(query: Select, field: Column, site: Site) -> None:
    name, table = field.table.name, query.table
    if isinstance(table, Subquery):
        own = table.alias
    elif isinstance(table, (View, Table)):
        own = table.name
    else:
        own = UNDEFINED
    known_as = name if field.table.is_alias else field.table.base_name
    if name != own and not any(join.alias == known_as for join in query.joins):
        raise Thrown(f'the query selects "{name}"."{field.name}", but does not read "{name}"', site.location)


def _with(query: Select, site: Site) -> list[Any]:
    chunks: list[Any] = []
    for inner in query.with_list:
        if not isinstance(inner, Subquery):
            raise Poison(inner if isinstance(inner, Unknown) else Unknown("this is no query for a with clause", site.location))
        chunks += [Raw(", " if chunks else "with "), Name(inner.alias), Raw(" as ("), inner.sql, Raw(")")]
    return [*chunks, Raw(" ")] if chunks else []


def _selection(listed: list[Any], site: Site, *, single: bool, casts: bool) -> list[Any]:
    chunks: list[Any] = []
    for position, field in enumerate(listed):
        if position:
            chunks.append(Raw(", "))
        if isinstance(field, Column):
            chunks += _column(field, single=single, casts=casts)
        elif isinstance(field, Subquery):
            selections.spread(selections.of_subquery(field), site)  # drizzle looks at each field, and stops at one without a name.
            chunks.append(field)
        elif isinstance(field, Aliased) and field.is_selection:
            chunks.append(Name(field.alias))
        else:
            chunks += _expression(field, single=single)
    return chunks


def _column(column: Column, *, single: bool, casts: bool) -> list[Any]:
    """A column as a query selects it; drizzle-orm 1.x casts none."""
    named = [Name(column.name)] if single else [Name(column.table.name), Raw("."), Name(column.name)]
    return [Raw("cast("), *named, Raw(" as text)")] if casts and column.kind == "SQLiteNumericBigInt" else named


def _expression(field: Any, *, single: bool) -> list[Any]:
    sql = field.sql if isinstance(field, Aliased) else field
    if single and isinstance(sql, Sql):
        sql = Sql([Name(chunk.name) if isinstance(chunk, Column) else chunk for chunk in sql.chunks])
    return [sql, Raw(" as "), Name(field.alias)] if isinstance(field, Aliased) else [sql]


def _source(table: Any) -> Any:
    if isinstance(table, Table) and table.is_alias:
        return Sql([Name(table.original_name), Raw(" "), Name(table.name)])
    return table


def _joins(joins: list[Join]) -> list[Any]:
    chunks: list[Any] = []
    for join in joins:
        chunks.append(Raw(f" {join.kind} join "))
        table = join.table
        if isinstance(table, Table):
            chunks.append(Name(table.original_name))
            if table.name != table.original_name and join.alias:
                chunks += [Raw(" "), Name(join.alias)]
        else:
            chunks.append(table)
        chunks += _clause(" on ", join.on)
    return chunks


def _clause(words: str, condition: Any) -> list[Any]:
    if isinstance(condition, Unknown):
        raise Poison(condition)
    return [Raw(words), condition] if truthy(condition) else []


def _list(words: str, items: list[Any]) -> list[Any]:
    chunks: list[Any] = []
    for position, item in enumerate(items):
        chunks += [Raw(", " if position else words), item]
    return chunks


def _limit(owner: Select | SetOperation) -> list[Any]:
    limit, chunks = owner.limit, []
    if isinstance(limit, Unknown):
        raise Poison(limit)
    if kind(limit) == "object" or (kind(limit) == "number" and limit >= 0):
        chunks += [Raw(" limit "), limit]
    return [*chunks, *_clause(" offset ", owner.offset)]


def _combined(ev: "Evaluator", left: Sql, operation: SetOperation, site: Site) -> Sql:
    words = f"{operation.kind} {'all ' if operation.every else ''}"
    order: list[Any] = []
    for item in operation.order_by:
        if isinstance(item, Column):
            order.append(Name(item.name))
        elif isinstance(item, Sql):
            item.chunks[:] = [Name(chunk.name) if isinstance(chunk, Column) else chunk for chunk in item.chunks]
            order.append(item)
        else:
            order.append(item)
    return Sql([left, Raw(" "), Raw(words), built(ev, operation.right, site), *_list(" order by ", order), *_limit(operation)])
