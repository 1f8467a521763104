"""What the values of a module can do: the methods and properties of each kind."""

from collections.abc import Callable
from typing import Any

from hooks.sources.drizzle import columns, javascript, queries, selections, sql, tables, views
from hooks.sources.drizzle.containers import Entries
from hooks.sources.drizzle.conversions import kind
from hooks.sources.drizzle.entities import Aliased, Builder, Column, Sql, Table, View
from hooks.sources.drizzle.literals import Partial, TemplateStrings
from hooks.sources.drizzle.query_entities import Selection, Subquery
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Date, Function, Opaque, Undefined
from hooks.sources.js_object import is_index

MISSING = object()
NO_METHODS: dict[str, Any] = {}

METHODS: dict[type, dict[str, Any]] = {
    **javascript.METHODS,
    **tables.METHODS,
    **views.METHODS,
    **queries.METHODS,
    Builder: columns.METHODS,
    Sql: sql.METHODS,
}


def _array(value: list[Any], key: str) -> Any:
    if key == "length":
        return len(value)
    if is_index(key):
        return value[int(key)] if int(key) < len(value) else UNDEFINED
    return MISSING


def _string(value: str, key: str) -> Any:
    if key == "length":
        return len(value.encode("utf-16-le", "surrogatepass")) // 2
    if is_index(key):
        return value[int(key)] if int(key) < len(value) else UNDEFINED
    return MISSING


def _table(table: Table, key: str) -> Any:
    if key in table.columns:
        return table.columns[key]
    if table.gaps:
        return table.gaps[0][1]
    return MISSING if key in {"getSQL", "enableRLS"} else UNDEFINED


def _partial(value: Partial, key: str) -> Any:
    return value.get(key, MISSING)


_COLUMN: dict[str, Callable[[Column], Any]] = {
    "name": lambda column: column.name,
    "table": lambda column: column.table,
    "keyAsName": lambda column: column.key_as_name,
    "notNull": lambda column: column.not_null,
    "primary": lambda column: column.primary,
    "default": lambda column: column.default,
    "isUnique": lambda column: column.is_unique,
    "uniqueName": lambda column: column.unique_name,
    "columnType": lambda column: column.kind,
}


def _column(column: Column, key: str) -> Any:
    return _COLUMN[key](column) if key in _COLUMN else MISSING


def _function(function: Function | Builtin, key: str) -> Any:
    if key in function.properties:
        return function.properties[key]
    return function.name if key == "name" else MISSING


def _aliased(value: Aliased, key: str) -> Any:
    return {"sql": value.sql, "fieldAlias": value.alias}.get(key, MISSING)


PROPERTIES: dict[type, Callable[[Any, str], Any]] = {
    list: _array,
    TemplateStrings: lambda value, key: value.raw if key == "raw" else _array(value, key),
    str: _string,
    Table: _table,
    Column: _column,
    Partial: _partial,
    Function: _function,
    Builtin: _function,
    Aliased: _aliased,
    Entries: lambda entries, key: len(entries.pairs) if key == "size" else MISSING,
}


SELECTIONS: dict[type, Callable[[Any], Selection]] = {View: selections.of_view, Subquery: selections.of_subquery, Selection: lambda value: value}


def described(value: Any) -> str:
    """What to call a value in a message."""
    name = _NAMES.get(value.__class__)
    return name or {"string": "a string", "number": "a number", "function": "a function"}.get(kind(value), "this value")


_NAMES: dict[type, str] = {
    list: "an array",
    Builder: "a column",
    Column: "a column",
    Table: "a table",
    View: "a view",
    Sql: "an SQL expression",
    Date: "a date",
}


def own_properties(value: Any) -> dict[str, Any] | None:
    """What spreading something other than a plain object adds, or None where that is not supported."""
    spread = _OWN.get(value.__class__)
    return None if spread is None else spread(value)


def _numbered(value: list[Any] | str) -> dict[str, Any]:
    return {str(index): item for index, item in enumerate(value)}


_OWN: dict[type, Callable[[Any], dict[str, Any] | None]] = {
    list: _numbered,
    str: _numbered,
    **dict.fromkeys((bool, int, float, type(None), Undefined, Opaque), lambda _value: {}),
    **dict.fromkeys((Function, Builtin), lambda value: dict(value.properties)),
    Table: lambda table: None if table.gaps else dict(table.columns),
}
