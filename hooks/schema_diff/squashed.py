"""drizzle-kit's one-line forms of objects: it compares them as text, and rebuilds them from that text to write SQL.

So a semicolon or comma inside an expression is cut where drizzle-kit cuts it: the SQL that it would really write is the SQL shown.
"""

from typing import NamedTuple

from hooks.schema_diff.change import Object
from hooks.sources.schema import Check, ForeignKey, Index, PrimaryKey, Unique


def line(table: str, record: Object) -> str:
    """The one line that drizzle-kit compares for an index, foreign key, composite primary key or check of `table`."""
    match record:
        case Index():
            return index_line(record)
        case ForeignKey():
            return foreign_key_line(table, record)
        case Check():
            return check_line(record)
        case PrimaryKey():
            return primary_key_line(record)
    raise TypeError(f"{type(record).__name__} has no line")


def index_line(index: Index) -> str:
    """An index as one line."""
    return f"{index.name};{','.join(index.columns)};{'true' if index.unique else 'false'};{index.where or ''}"


def can_be_dropped(index: Index) -> bool:
    """Whether drizzle-kit can write the DROP INDEX of an index: for that it reads the line as PostgreSQL's, whose seventh field is a JSON object or empty."""
    field = _fields(index_line(index), 7)[-1]
    if field in {"", "undefined"}:
        return True
    import json

    try:
        # NaN and Infinity, which Python takes for JSON and JavaScript does not, are no whole numbers.
        return isinstance(json.loads(field, parse_constant=int), dict)
    except (ValueError, RecursionError):
        return False


def foreign_key_line(table: str, key: ForeignKey) -> str:
    """A foreign key of `table` as one line."""
    return ";".join((key.name, table, ",".join(key.columns), key.table_to, ",".join(key.columns_to), key.on_update, key.on_delete))


def primary_key_line(key: PrimaryKey) -> str:
    """A composite primary key as one line: its name does not count."""
    return ",".join(key.columns)


def check_line(check: Check) -> str:
    """A check constraint as one line."""
    return f"{check.name};{check.expression}"


def unique_line(unique: Unique) -> str:
    """A unique constraint as one line."""
    return f"{unique.name};{','.join(unique.columns)}"


class IndexParts(NamedTuple):
    """What drizzle-kit reads back from the line of an index."""

    name: str
    columns: tuple[str, ...]
    unique: bool
    where: str


def index_parts(line: str) -> IndexParts:
    """The index that drizzle-kit writes for a line."""
    name, columns, unique, where = _fields(line, 4)
    return IndexParts(name, tuple(columns.split(",")), unique == "true", where)


class ForeignKeyParts(NamedTuple):
    """What drizzle-kit reads back from the line of a foreign key."""

    columns: tuple[str, ...]
    table_to: str
    columns_to: tuple[str, ...]
    on_update: str
    on_delete: str


def foreign_key_parts(line: str) -> ForeignKeyParts:
    """The foreign key that drizzle-kit writes for a line."""
    _name, _table, columns, table_to, columns_to, on_update, on_delete = _fields(line, 7)
    return ForeignKeyParts(tuple(columns.split(",")), table_to, tuple(columns_to.split(",")), on_update, on_delete)


def check_parts(line: str) -> tuple[str, str]:
    """Name and expression of the check that drizzle-kit writes for a line."""
    name, expression = _fields(line, 2)
    return name, expression


def unique_parts(line: str) -> tuple[str, tuple[str, ...]]:
    """Name and columns of the constraint that drizzle-kit writes for a line."""
    name, columns = _fields(line, 2)
    return name, tuple(columns.split(","))


def _fields(line: str, count: int) -> list[str]:
    fields = line.split(";")[:count]
    return fields + [""] * (count - len(fields))
