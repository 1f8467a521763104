"""Snapshots of version 7, as drizzle-kit 1.x writes them: one flat list of entities instead of nested tables.

Source of the format: what drizzle-kit 1.0.0-rc.5 generates for SQLite. Names are kept only where SQLite would show them: there a unique constraint goes
by its columns.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from hooks.sources.js_text import json_text
from hooks.sources.json_shape import Misshapen, flag, mapping, optional_text, text, texts
from hooks.sources.schema import Check, Column, ForeignKey, Generated, Index, PrimaryKey, Schema, Table, Unique, View


class _Entity(NamedTuple):
    """One record of the list, with its kind."""

    kind: str
    record: dict[str, Any]


def schema(root: dict[str, Any]) -> Schema:
    """The schema that the list `ddl` describes. Raises Misshapen for an unknown kind too: what it means for a table nobody knows here."""
    entities = [*_entities(root.get("ddl"))]
    tables = {text(record, "name"): Table(text(record, "name"), {}, {}, {}, {}, {}, {}) for kind, record in entities if kind == "tables"}
    for kind, record in entities:
        if kind in _MEMBERS:
            _MEMBERS[kind](_owner(tables, record), record)
    _single_keys(tables)
    return Schema(tables, {text(record, "name"): _view(record) for kind, record in entities if kind == "views"})


def _entities(listed: object) -> Iterator[_Entity]:
    if not isinstance(listed, list):
        raise Misshapen("is no list", "ddl")
    for value in listed:
        record = {key: part for key, part in mapping(value, "ddl").items() if part is not None}  # null: there is none
        kind = text(record, "entityType")
        if kind not in _KINDS:
            raise Misshapen(f'holds an entity of the unknown kind "{kind}"', "ddl")
        yield _Entity(kind, record)


def _owner(tables: dict[str, Table], record: dict[str, Any]) -> Table:
    name = text(record, "table")
    if name not in tables:
        raise Misshapen(f'speaks of table "{name}", which it does not hold', "ddl")
    return tables[name]


def _column(table: Table, record: dict[str, Any]) -> None:
    default, generated = optional_text(record, "default"), record.get("generated")
    table.columns[text(record, "name")] = Column(
        text(record, "name"),
        text(record, "type"),
        not_null=flag(record, "notNull"),
        autoincrement=flag(record, "autoincrement"),
        default=None if default is None else json_text(default),
        generated=None if generated is None else Generated(text(mapping(generated), "as"), text(mapping(generated), "type")),
    )


def _index(table: Table, record: dict[str, Any]) -> None:
    listed = record.get("columns")
    if not isinstance(listed, list):
        raise Misshapen("holds an index without columns", "ddl")
    columns = [mapping(column) for column in listed]
    expressions = frozenset(text(column, "value") for column in columns if flag(column, "isExpression"))
    name, values = text(record, "name"), tuple(text(column, "value") for column in columns)
    table.indexes[name] = Index(name, values, flag(record, "isUnique"), optional_text(record, "where"), expressions=expressions)


def _foreign_key(table: Table, record: dict[str, Any]) -> None:
    name, on_delete, on_update = text(record, "name"), text(record, "onDelete").lower(), text(record, "onUpdate").lower()
    table.foreign_keys[name] = ForeignKey(name, texts(record, "columns"), text(record, "tableTo"), texts(record, "columnsTo"), on_delete, on_update)


def _primary_key(table: Table, record: dict[str, Any]) -> None:
    table.primary_keys[text(record, "name")] = PrimaryKey(text(record, "name"), texts(record, "columns"))


def _unique(table: Table, record: dict[str, Any]) -> None:
    unique = by_columns(Unique(text(record, "name"), texts(record, "columns")))
    table.uniques[unique.name] = unique


def by_columns(unique: Unique) -> Unique:
    """The constraint under the name by which it can be found in SQLite."""
    return Unique(f"UNIQUE ({', '.join(unique.columns)})", unique.columns, unique.location, unique.complete)


def comparable(schema: Schema) -> Schema:
    """A schema of either generation in what both write alike: constraints by their columns, checks without the table's name, keys of one column nullable."""
    return schema._replace(tables={name: _comparable(table) for name, table in schema.tables.items()})


def _comparable(table: Table) -> Table:
    # drizzle-kit 0.31 makes a constraint a unique index, so one over plain columns may be either.
    either = {name for name, index in table.indexes.items() if index.unique and not index.where and all(column in table.columns for column in index.columns)}
    plain = [Unique(name, table.indexes[name].columns) for name in either]
    uniques = [by_columns(unique) for unique in (*table.uniques.values(), *plain)]
    return table._replace(
        columns={name: column._replace(not_null=column.not_null and not column.primary_key) for name, column in table.columns.items()},
        indexes={name: index for name, index in table.indexes.items() if name not in either},
        uniques={unique.name: unique for unique in uniques},
        checks={name: check._replace(expression=check.expression.replace(f'"{table.name}".', "")) for name, check in table.checks.items()},
    )


def _check(table: Table, record: dict[str, Any]) -> None:
    table.checks[text(record, "name")] = Check(text(record, "name"), text(record, "value"))


def _view(record: dict[str, Any]) -> View:
    return View(text(record, "name"), optional_text(record, "definition"), flag(record, "isExisting"))


def _single_keys(tables: dict[str, Table]) -> None:
    """A key of one column is that column's own affair in the model."""
    for table in tables.values():
        for name, key in [*table.primary_keys.items()]:
            if len(key.columns) == 1 and key.columns[0] in table.columns:
                table.columns[key.columns[0]] = table.columns[key.columns[0]]._replace(primary_key=True)
                del table.primary_keys[name]


_MEMBERS: dict[str, Callable[[Table, dict[str, Any]], None]] = {
    "columns": _column,
    "indexes": _index,
    "fks": _foreign_key,
    "pks": _primary_key,
    "uniques": _unique,
    "checks": _check,
}
_KINDS = frozenset({"tables", "views", *_MEMBERS})
