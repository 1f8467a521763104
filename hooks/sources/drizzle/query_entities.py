"""Queries while they are being built, and what other queries see of them."""

from typing import Any, NamedTuple

from hooks.sources.drizzle.entities import Sql
from hooks.sources.drizzle.values import UNDEFINED


class QueryBuilder:
    """Where queries start: the argument of a view's callback."""

    __slots__ = ()


class WithStart(NamedTuple):
    """`$with(alias)` before `.as`."""

    alias: Any
    fields: Any


class SelectStart(NamedTuple):
    """`select(fields)` before `.from`; `builder` is what `with(…)` gave."""

    fields: dict[str, Any] | None
    distinct: bool
    with_list: list[Any]


class WithList(NamedTuple):
    """`with(…)` before `.select`."""

    queries: list[Any]


class Join(NamedTuple):
    """One join; `alias` is the name that it adds to the query."""

    kind: str
    table: Any
    on: Any
    alias: Any


class SetOperation:
    """`union`, `intersect` or `except` with another query, and what orders and limits the result."""

    __slots__ = ("every", "kind", "limit", "offset", "order_by", "right")

    def __init__(self, kind: str, right: "Select", *, every: bool) -> None:
        self.kind = kind
        self.every = every
        self.right = right
        self.order_by: list[Any] = []
        self.limit: Any = UNDEFINED
        self.offset: Any = UNDEFINED


class Select:
    """A query. `names` are those of the tables joined so far; `partial` says that its fields were given."""

    __slots__ = (
        *("distinct", "fields", "group_by", "having", "joins", "limit", "names", "offset", "operations", "order_by", "partial", "table"),
        *("table_name", "where", "with_list"),
    )

    def __init__(self, start: SelectStart, table: Any, fields: dict[str, Any], table_name: Any) -> None:
        self.with_list = start.with_list
        self.distinct = start.distinct
        self.partial = start.fields is not None
        self.table = table
        self.fields = fields
        self.table_name = table_name
        self.names: set[Any] = {table_name} if isinstance(table_name, str) else set()
        self.joins: list[Join] = []
        self.operations: list[SetOperation] = []
        self.group_by: list[Any] = []
        self.order_by: list[Any] = []
        self.where: Any = UNDEFINED
        self.having: Any = UNDEFINED
        self.limit: Any = UNDEFINED
        self.offset: Any = UNDEFINED


class Subquery:
    """A query in parentheses with a name, or (`is_with`) a named one before the query."""

    __slots__ = ("alias", "fields", "is_with", "sql")

    def __init__(self, sql: Sql, fields: Any, alias: Any, *, is_with: bool = False) -> None:
        self.sql = sql
        self.fields = fields
        self.alias = alias
        self.is_with = is_with


class Selection:
    """Fields as a query sees those of an inner one: columns under `alias`; `bare` shows SQL as it is, else it needs a name there."""

    __slots__ = ("alias", "bare", "fields", "names_only", "replaces")

    def __init__(self, fields: Any, alias: Any = UNDEFINED, *, bare: bool = False, names_only: bool = True, replaces: bool = False) -> None:
        self.fields = fields
        self.alias = alias
        self.bare = bare
        self.names_only = names_only
        self.replaces = replaces
