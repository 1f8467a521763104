"""Schemas in the order in which JavaScript lists what they hold: names that look like array indexes first, by number. SQL follows it."""

from hooks.sources import js_object
from hooks.sources.schema import Schema, Table


def ordered(schema: Schema) -> Schema:
    """The schema with tables, columns and all else in JavaScript's order; itself where that is the order already."""
    tables = {name: _table(table) for name, table in js_object.ordered(schema.tables).items()}
    return schema._replace(tables=tables, views=js_object.ordered(schema.views))


def _table(table: Table) -> Table:
    parts = (table.columns, table.indexes, table.foreign_keys, table.primary_keys, table.uniques, table.checks)
    if not any(name[:1].isdigit() for part in parts for name in part):
        return table
    return table._replace(
        columns=js_object.ordered(table.columns),
        indexes=js_object.ordered(table.indexes),
        foreign_keys=js_object.ordered(table.foreign_keys),
        primary_keys=js_object.ordered(table.primary_keys),
        uniques=js_object.ordered(table.uniques),
        checks=js_object.ordered(table.checks),
    )
