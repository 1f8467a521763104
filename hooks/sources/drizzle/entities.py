"""drizzle's objects, as far as a database schema depends on them. Records only; builders can be changed, as drizzle's can."""

from typing import Any, NamedTuple

from hooks.sources.drizzle.values import UNDEFINED, Site, Unknown


# --- expressions -----------------------------------------------------------------------------------------------------------------------
class Raw(NamedTuple):
    """SQL text as it is."""

    words: str


class Name(NamedTuple):
    """An identifier, quoted when written."""

    value: Any


class Placeholder(NamedTuple):
    """A named parameter."""

    name: Any


class Parameter(NamedTuple):
    """A value with the column (or custom encoder) that encodes it."""

    value: Any
    encoder: Any = UNDEFINED


class Sql:
    """An SQL expression: `inline` writes parameters into the text."""

    __slots__ = ("chunks", "inline")

    def __init__(self, chunks: list[Any], *, inline: bool = False) -> None:
        self.chunks = chunks
        self.inline = inline


class Aliased:
    """An expression with an alias; as a field of an inner query it is written as the alias alone."""

    __slots__ = ("alias", "is_selection", "sql")

    def __init__(self, sql: Any, alias: Any, *, is_selection: bool = False) -> None:
        self.sql = sql
        self.alias = alias
        self.is_selection = is_selection


# --- columns ---------------------------------------------------------------------------------------------------------------------------
class Generated(NamedTuple):
    """`generatedAlwaysAs(as, { mode })`."""

    expression: Any
    mode: Any
    site: Site


class Reference(NamedTuple):
    """`references(column, actions)`."""

    target: Any
    actions: Any
    site: Site


class Builder:
    """A column while it is being described. `kind` is drizzle's class of column; `doubts` are unknown values that make it uncertain."""

    __slots__ = (
        *("autoincrement", "custom", "default", "doubts", "generated", "is_unique", "key_as_name", "kind", "length", "mode", "name"),
        *("not_null", "place", "primary", "references", "site", "unique_given", "unique_name"),
    )

    def __init__(self, kind: str, name: Any, site: Site) -> None:
        self.kind = kind
        self.name = name
        self.key_as_name = name == ""
        self.site = site
        self.place: Site | None = None
        self.not_null = self.primary = self.is_unique = self.autoincrement = False
        self.unique_name: Any = UNDEFINED
        self.unique_given: Any = UNDEFINED
        self.default: Any = UNDEFINED
        self.generated: Generated | None = None
        self.references: tuple[Reference, ...] = ()
        self.length: Any = UNDEFINED
        self.mode: Any = UNDEFINED
        self.custom: Any = None
        self.doubts: tuple[Unknown, ...] = ()


class Column:
    """A column of a table, with what its builder said when the table was made."""

    __slots__ = (
        *("autoincrement", "custom", "default", "doubts", "generated", "is_unique", "key_as_name", "kind", "mode", "name"),
        *("not_null", "place", "primary", "table", "type", "unique_given", "unique_name"),
    )

    def __init__(self, builder: Builder, table: "Table", kind: Any, place: Site) -> None:
        self.table = table
        self.name: str = builder.name
        self.key_as_name = builder.key_as_name
        self.kind = builder.kind
        self.type = kind
        self.mode = builder.mode
        self.custom = builder.custom
        self.not_null = builder.not_null
        self.primary = builder.primary
        self.autoincrement = builder.autoincrement
        self.is_unique = builder.is_unique
        self.unique_name: Any = builder.unique_name
        self.unique_given: Any = builder.unique_given
        self.default = builder.default
        self.generated = builder.generated
        self.doubts = builder.doubts
        self.place = place

    def of(self, table: "Table") -> "Column":
        """The same column, of a table under another name."""
        copy = object.__new__(Column)
        for name in Column.__slots__:
            setattr(copy, name, getattr(self, name))
        copy.table = table
        return copy


# --- tables and views ------------------------------------------------------------------------------------------------------------------
class Table:
    """A table. `keys` is `foreign keys` of its columns; `extra` the callback that names indexes and constraints; `gaps` what is unknown."""

    __slots__ = ("base_name", "columns", "extra", "foreign_keys", "gaps", "is_alias", "name", "original_name", "site")

    DECLARES = True

    def __init__(self, name: str, base_name: str, site: Site) -> None:
        self.name = name
        self.original_name = name
        self.base_name = base_name
        self.site = site
        self.is_alias = False
        self.columns: dict[str, Column] = {}
        self.foreign_keys: list[ForeignKey] = []
        self.extra: Any = UNDEFINED
        self.gaps: list[tuple[str, Unknown]] = []


class View:
    """A view: `query` is None where it exists already; `fields` are what it selects."""

    __slots__ = ("fields", "is_alias", "name", "query", "site")

    DECLARES = True

    def __init__(self, name: Any, fields: Any, query: Sql | None, site: Site) -> None:
        self.name = name
        self.fields = fields
        self.query = query
        self.site = site
        self.is_alias = False


# --- indexes and constraints -----------------------------------------------------------------------------------------------------------
class ForeignKey:
    """A foreign key: `target` gives columns and foreign columns when asked. `table` is the one it was declared in."""

    __slots__ = ("column", "on_delete", "on_update", "site", "table", "target")

    def __init__(self, target: Any, site: Site, column: Column | None = None) -> None:
        self.target = target
        self.site = site
        self.column = column
        self.table: Table | None = None
        self.on_delete: Any = UNDEFINED
        self.on_update: Any = UNDEFINED


class IndexStart(NamedTuple):
    """`index(name)` or `uniqueIndex(name)` before `.on`: not an index yet."""

    name: Any
    unique: bool
    site: Site


class Index:
    """An index."""

    __slots__ = ("columns", "name", "site", "unique", "where")

    def __init__(self, start: IndexStart, columns: list[Any]) -> None:
        self.name = start.name
        self.unique = start.unique
        self.site = start.site
        self.columns = columns
        self.where: Any = UNDEFINED


class UniqueStart(NamedTuple):
    """`unique(name)` before `.on`: not a constraint yet."""

    name: Any
    site: Site


class Unique(NamedTuple):
    """A unique constraint."""

    name: Any
    columns: list[Any]
    site: Site


class PrimaryKey(NamedTuple):
    """A primary key of several columns, or one declared apart from its column."""

    columns: Any
    name: Any
    site: Site


class Check(NamedTuple):
    """A check constraint."""

    name: Any
    expression: Any
    site: Site
