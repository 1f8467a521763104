"""Snapshots of version 7, as drizzle-kit 1.x writes them: one flat list of entities instead of nested tables.

Source of the format: what drizzle-kit 1.0.0-rc.5 generates for SQLite.
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
    _mark_keys(tables)
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
    name, columns, columns_to = text(record, "name"), texts(record, "columns"), texts(record, "columnsTo")
    on_delete, on_update = (text(record, key).lower() for key in ("onDelete", "onUpdate"))
    explicit = flag(record, "nameExplicit")
    table.foreign_keys[name] = ForeignKey(name, columns, text(record, "tableTo"), columns_to, on_delete, on_update, explicit=explicit)


def _primary_key(table: Table, record: dict[str, Any]) -> None:
    name = text(record, "name")
    table.primary_keys[name] = PrimaryKey(name, texts(record, "columns"), explicit=flag(record, "nameExplicit"))


def _unique(table: Table, record: dict[str, Any]) -> None:
    name = text(record, "name")
    table.uniques[name] = Unique(name, texts(record, "columns"), explicit=flag(record, "nameExplicit"))


def _check(table: Table, record: dict[str, Any]) -> None:
    table.checks[text(record, "name")] = Check(text(record, "name"), text(record, "value"))


def _view(record: dict[str, Any]) -> View:
    return View(text(record, "name"), optional_text(record, "definition"), flag(record, "isExisting"))


def _mark_keys(tables: dict[str, Table]) -> None:
    """A column that is a key by itself knows it as well."""
    for table in tables.values():
        for key in table.primary_keys.values():
            if len(key.columns) == 1 and key.columns[0] in table.columns:
                table.columns[key.columns[0]] = table.columns[key.columns[0]]._replace(primary_key=True)


_MEMBERS: dict[str, Callable[[Table, dict[str, Any]], None]] = {
    "columns": _column,
    "indexes": _index,
    "fks": _foreign_key,
    "pks": _primary_key,
    "uniques": _unique,
    "checks": _check,
}
_KINDS = frozenset({"tables", "views", *_MEMBERS})
