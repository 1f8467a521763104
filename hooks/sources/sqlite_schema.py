"""A SQLite database as a Schema, and any Schema in the form in which SQLite shows it, so that the two can be compared.

Invisible in SQLite are the names of foreign and primary keys, the case of a type, whether a unique index was declared as a constraint, and whether a default is
a literal or an expression. Tables of the platform, of SQLite itself and of full-text search are nobody's declaration and are left out.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hooks.sources import sql_text, sqlite_text
from hooks.sources.schema import Check, Column, ForeignKey, Generated, Index, PrimaryKey, Schema, Table, View
from hooks.sources.sqlite import SYSTEM_PREFIX

if TYPE_CHECKING:
    import sqlite3

_HIDDEN_KINDS = {2: "virtual", 3: "stored"}
# Shadow tables of FTS5 carry its name; a table of one's own that looks like one beside a virtual table is left out too.
_SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")
_COLUMNS = 'SELECT m.name, x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden FROM sqlite_master m, pragma_table_xinfo(m.name) x'
_INDEXES = """SELECT m.name, x.name, x."unique", x.origin, i.sql,
    CASE WHEN i.sql IS NULL THEN (SELECT group_concat(name, ', ') FROM pragma_index_info(x.name)) END
    FROM sqlite_master m, pragma_index_list(m.name) x LEFT JOIN sqlite_master i ON i.type = 'index' AND i.name = x.name"""
_REFERENCES = 'SELECT m.name, x.id, x."table", x."from", x."to", x.on_update, x.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) x'

Row = tuple[Any, ...]


def schema_of(connection: "sqlite3.Connection") -> Schema:
    """What the database holds, in its visible form."""
    own = own_tables(connection)
    columns, indexes, references = (_by_table(connection, query) for query in (_COLUMNS, _INDEXES, _REFERENCES))
    keys = {name: _key(rows) for name, rows in columns.items()}
    tables = {name: _table(name, sql_of, columns[name], indexes[name], references[name], keys) for name, sql_of in own.items()}
    views = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY name").fetchall()
    return Schema(tables, {name: View(name, sqlite_text.view(sql)) for name, sql in views})


def own_tables(connection: "sqlite3.Connection") -> dict[str, str]:
    """The project's tables by name, each with its CREATE text."""
    return {name: sql for name, sql in fillable_tables(connection).items() if not name.lower().startswith(SYSTEM_PREFIX)}


def fillable_tables(connection: "sqlite3.Connection") -> dict[str, str]:
    """The same with the platform's: every table that holds rows of its own."""
    created = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall())
    virtual = {name for name, sql in created.items() if sql.lstrip()[:14].upper() == "CREATE VIRTUAL"}
    left_out = virtual | {name + suffix for name in virtual for suffix in _SHADOWS}
    return {name: sql for name, sql in created.items() if name not in left_out and not name.lower().startswith("sqlite_")}


def visible(schema: Schema) -> Schema:
    """A schema as SQLite would show it once it is built."""
    views = {name: View(name, sql_text.normal(view.definition or "")) for name, view in schema.views.items() if not view.existing}
    return Schema({name: _visible(table) for name, table in schema.tables.items()}, views)


def _by_table(connection: "sqlite3.Connection", query: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for table, *row in connection.execute(f"{query} WHERE m.type = 'table'"):
        found[table].append(tuple(row))
    return found


def _key(columns: Iterable[Row]) -> tuple[str, ...]:
    """The columns of the primary key, in its order."""
    return tuple(name for _position, name in sorted((row[4], row[0]) for row in columns if row[4]))


def _table(name: str, sql: str, columns: list[Row], indexes: list[Row], references: list[Row], keys: dict[str, tuple[str, ...]]) -> Table:
    text, key = sqlite_text.table(sql), keys.get(name, ())
    return Table(
        name,
        {row[0]: _column(row, text, single_key=key == (row[0],)) for row in columns},
        {index.name: index for index in map(_index, indexes) if index},
        _foreign_keys(references, keys),
        _composite(key),
        {},
        {(check or expression): Check(check, expression) for check, expression in text.checks},
    )


def _column(row: Row, text: sqlite_text.TableText, *, single_key: bool) -> Column:
    name, kind, not_null, default, _key_position, hidden = row
    generated = Generated(text.generated.get(name, ""), _HIDDEN_KINDS[hidden]) if hidden in _HIDDEN_KINDS else None
    shown = None if default is None else json.dumps(sql_text.bare(default))
    return Column(name, sql_text.normal(kind).lower(), single_key, bool(not_null), single_key and text.autoincrement, shown, generated)


def _index(row: Row) -> Index | None:
    """An index; one without SQL is a constraint's: that of a primary key is none of its own, that of UNIQUE goes by its columns."""
    name, unique, origin, sql, columns = row
    if sql is not None:
        text = sqlite_text.index(sql)
        return Index(name, text.columns, bool(unique), text.where)
    return None if origin == "pk" else Index(f"UNIQUE ({columns})", tuple(columns.split(", ")), unique=True)


def _foreign_keys(references: list[Row], keys: dict[str, tuple[str, ...]]) -> dict[str, ForeignKey]:
    grouped: dict[int, list[Row]] = defaultdict(list)
    for number, *row in references:
        grouped[number].append(tuple(row))
    found = {}
    for rows in grouped.values():
        target, _from, _to, on_update, on_delete = rows[0]
        columns_to = tuple(row[2] for row in rows) if rows[0][2] else keys.get(target, ())
        key = _visible_key(ForeignKey("", tuple(row[1] for row in rows), target, columns_to, on_delete.lower(), on_update.lower()))
        found[key.name] = key
    return found


def _visible_key(key: ForeignKey) -> ForeignKey:
    """A foreign key named by what it does, since its own name is invisible."""
    name = f"({', '.join(key.columns)}) to {key.table_to}({', '.join(key.columns_to)})"
    return ForeignKey(name, key.columns, key.table_to, key.columns_to, key.on_delete or "no action", key.on_update or "no action")


def _composite(key: tuple[str, ...]) -> dict[str, PrimaryKey]:
    return {"": PrimaryKey("", key)} if len(key) > 1 else {}


def _visible(table: Table) -> Table:
    composite = next((key.columns for key in table.primary_keys.values()), ())
    single = composite if len(composite) == 1 else tuple(name for name, column in table.columns.items() if column.primary_key)
    foreign = [_visible_key(key) for key in table.foreign_keys.values()]
    uniques = {one.name: Index(one.name, one.columns, unique=True) for one in table.uniques.values()}
    return Table(
        table.name,
        {name: _visible_column(column, single_key=single == (name,)) for name, column in table.columns.items()},
        uniques | {index.name: _visible_index(table, index) for index in table.indexes.values()},
        {key.name: key for key in foreign},
        _composite(composite),
        {},
        {check.name: Check(check.name, sql_text.bare(check.expression)) for check in table.checks.values()},
    )


def _visible_column(column: Column, *, single_key: bool) -> Column:
    default = None if column.default is None else json.dumps(sql_text.bare(_sql_of(column.default)))
    generated = column.generated and Generated(sql_text.bare(column.generated.expression), column.generated.kind)
    return Column(column.name, sql_text.normal(column.type).lower(), single_key, column.not_null, single_key and column.autoincrement, default, generated)


def _sql_of(default: str) -> str:
    """A snapshot's default as SQL: a JSON string holds SQL, anything else is its own text."""
    return str(json.loads(default)) if default.startswith('"') else default


def _visible_index(table: Table, index: Index) -> Index:
    columns = tuple(column if column in table.columns else sql_text.normal(column) for column in index.columns)
    return Index(index.name, columns, index.unique, sql_text.normal(index.where) if index.where else None)
