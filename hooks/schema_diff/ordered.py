"""The order in which JavaScript lists the keys of an object: those that look like array indexes first, by number. SQL follows it.

Source: ECMA-262, OrdinaryOwnPropertyKeys.
"""

from typing import TypeVar

from hooks.sources.schema import Schema, Table

T = TypeVar("T")
_FIRST_THAT_IS_NONE = 2**32 - 1
_MOST_DIGITS = 10


def ordered(schema: Schema) -> Schema:
    """The schema with tables, columns and all else in JavaScript's order; itself where that is the order already."""
    tables = {name: _table(table) for name, table in _records(schema.tables).items()}
    return schema._replace(tables=tables, views=_records(schema.views))


def _table(table: Table) -> Table:
    parts = (table.columns, table.indexes, table.foreign_keys, table.primary_keys, table.uniques, table.checks)
    if not any(name[:1].isdigit() for part in parts for name in part):
        return table
    return table._replace(
        columns=_records(table.columns),
        indexes=_records(table.indexes),
        foreign_keys=_records(table.foreign_keys),
        primary_keys=_records(table.primary_keys),
        uniques=_records(table.uniques),
        checks=_records(table.checks),
    )


def _records(records: dict[str, T]) -> dict[str, T]:
    indexes = sorted((name for name in records if _is_index(name)), key=int)
    return {name: records[name] for name in (*indexes, *records)} if indexes else records


def _is_index(name: str) -> bool:
    if not name.isdigit() or not name.isascii() or len(name) > _MOST_DIGITS:
        return False
    return str(int(name)) == name and int(name) < _FIRST_THAT_IS_NONE
