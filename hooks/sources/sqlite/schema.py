"""A SQLite database as a Schema, and any Schema in the form in which SQLite shows it, so that the two can be compared.

Invisible in SQLite are the names of foreign and primary keys, the case of a type, whether a unique index was declared as a constraint, and whether a default is
a literal or an expression. Tables of the platform, of SQLite itself and of full-text search are nobody's declaration and are left out.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from hooks.sources import sql_text
from hooks.sources.schema import Check, Column, ForeignKey, Generated, Index, PrimaryKey, Schema, Table, Unique, View
from hooks.sources.sqlite import text as sqlite_text
from hooks.sources.sqlite.names import CONTENT, SYSTEM_PREFIX, is_virtual, shadows

if TYPE_CHECKING:
    import sqlite3

_HIDDEN_KINDS = {2: "virtual", 3: "stored"}
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
    names = _all_names(tables)
    return Schema(tables, {name: View(name, sqlite_text.view(sql, names)) for name, sql in views})


def own_tables(connection: "sqlite3.Connection") -> dict[str, str]:
    """The project's tables by name, each with its CREATE text."""
    return {name: sql for name, sql in fillable_tables(connection).items() if not name.lower().startswith(SYSTEM_PREFIX)}


def fillable_tables(connection: "sqlite3.Connection") -> dict[str, str]:
    """The same with the platform's: every table that holds rows of its own, those of full-text search left out."""
    created = _created(connection)
    left_out = shadows(created)
    return {name: sql for name, sql in created.items() if name not in left_out and not is_virtual(sql) and not name.lower().startswith("sqlite_")}


def search_tables(connection: "sqlite3.Connection") -> dict[str, bool]:
    """The FTS5 tables with text of their own, each with whether a trigger copies that text from another table."""
    created = _created(connection)
    found = [name for name, sql in created.items() if is_virtual(sql) and name + CONTENT in created]
    triggers = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall() if found else ()
    named = {(token.identifier or token.text).lower() for (sql,) in triggers for token in sql_text.tokens(sql)}
    return {name: name.lower() in named for name in found}


def _created(connection: "sqlite3.Connection") -> dict[str, str]:
    return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall())


def visible(schema: Schema) -> Schema:
    """A schema as SQLite would show it once it is built."""
    names = _all_names(schema.tables)
    views = {name: view if view.existing else View(name, sqlite_text.select(view.definition or "", names)) for name, view in schema.views.items()}
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
    text, key, names = sqlite_text.table(sql), keys.get(name, ()), _names(name, (row[0] for row in columns))
    return Table(
        name,
        {row[0]: _column(row, text, single_key=key == (row[0],)) for row in columns},
        {index.name: index for index in (_index(row, names) for row in indexes) if index},
        _foreign_keys(references, keys),
        _composite(key),
        {},
        {(check or expression): Check(check, expression) for check, expression in text.checks},
    )


def _column(row: Row, text: sqlite_text.TableText, *, single_key: bool) -> Column:
    name, kind, not_null, default, _key_position, hidden = row
    generated = Generated(text.generated.get(name, ""), _HIDDEN_KINDS[hidden]) if hidden in _HIDDEN_KINDS else None
    shown = None if default is None else json.dumps(_value(default))
    required = bool(not_null) and not _is_row_number(kind, single_key=single_key)
    return Column(name, sql_text.normal(kind).lower(), single_key, required, single_key and text.autoincrement, shown, generated)


def _names(table: str, columns: Iterable[str]) -> frozenset[str]:
    """What an expression of a table may name, in lower case."""
    return frozenset(name.lower() for name in (table, *columns))


def _all_names(tables: Mapping[str, Table]) -> frozenset[str]:
    """The names of tables and columns, in lower case."""
    return frozenset[str]().union(*(_names(name, table.columns) for name, table in tables.items()))


def _index(row: Row, names: frozenset[str]) -> Index | None:
    """An index; one without SQL is a constraint's: that of a primary key is none of its own, that of UNIQUE goes by its columns."""
    name, unique, origin, sql, columns = row
    if sql is not None:
        text = sqlite_text.index(sql, names)
        return Index(name, text.columns, bool(unique), text.where)
    return None if origin == "pk" else Index(f"UNIQUE ({columns})", tuple(columns.split(", ")), unique=True)


def _foreign_keys(references: list[Row], keys: dict[str, tuple[str, ...]]) -> dict[str, ForeignKey]:
    grouped: dict[int, list[Row]] = defaultdict(list)
    for number, *row in references:
        grouped[number].append(tuple(row))
    found = []
    for rows in grouped.values():
        target, _from, _to, on_update, on_delete = rows[0]
        columns_to = tuple(row[2] for row in rows) if rows[0][2] else keys.get(target, ())
        found.append(ForeignKey("", tuple(row[1] for row in rows), target, columns_to, on_delete.lower(), on_update.lower()))
    return _visible_keys(found)


def _visible_keys(keys: Iterable[ForeignKey]) -> dict[str, ForeignKey]:
    """Foreign keys by their visible name; those that differ in nothing but their actions get a number each."""
    grouped: dict[str, set[ForeignKey]] = defaultdict(set)
    for key in map(_visible_key, keys):
        grouped[key.name].add(key)
    numbered = ((f"{name} #{number}" if number else name, key) for name, same in grouped.items() for number, key in enumerate(sorted(same, key=_actions)))
    return {name: key._replace(name=name) for name, key in numbered}


def _actions(key: ForeignKey) -> tuple[str, str]:
    return key.on_delete, key.on_update


def _visible_key(key: ForeignKey) -> ForeignKey:
    """A foreign key named by what it does, since its own name is invisible."""
    name = f"({', '.join(key.columns)}) to {key.table_to}({', '.join(key.columns_to)})"
    return ForeignKey(name, key.columns, key.table_to, key.columns_to, key.on_delete or "no action", key.on_update or "no action")


def _composite(key: tuple[str, ...]) -> dict[str, PrimaryKey]:
    return {"": PrimaryKey("", key)} if len(key) > 1 else {}


def _visible(table: Table) -> Table:
    composite = next((key.columns for key in table.primary_keys.values()), ())
    single = composite if len(composite) == 1 else tuple(name for name, column in table.columns.items() if column.primary_key)
    kept, names = composite or single, _names(table.name, table.columns)
    # SQLite makes no index for a constraint that the index of the primary key keeps already; the number of a row has none.
    is_number = len(kept) == 1 and kept[0] in table.columns and _is_row_number(table.columns[kept[0]].type, single_key=True)
    uniques = {index.name: index for index in map(_visible_unique, table.uniques.values()) if is_number or index.columns != kept}
    return Table(
        table.name,
        {name: _visible_column(column, names, single_key=single == (name,)) for name, column in table.columns.items()},
        uniques | {index.name: _visible_index(table, index, names) for index in table.indexes.values()},
        _visible_keys(table.foreign_keys.values()),
        _composite(composite),
        {},
        {check.name: Check(check.name, sql_text.bare(check.expression, names)) for check in table.checks.values()},
    )


def _is_row_number(kind: str, *, single_key: bool) -> bool:
    """Whether a column stands for the number of its row: that is never NULL, whether the table says so or not."""
    return single_key and sql_text.normal(kind).lower() == "integer"


def _visible_unique(unique: Unique) -> Index:
    return Index(f"UNIQUE ({', '.join(unique.columns)})", unique.columns, unique=True)


def _visible_column(column: Column, names: frozenset[str], *, single_key: bool) -> Column:
    default = None if column.default in {None, '""'} else json.dumps(_value(_sql_of(column.default or "")))
    generated = column.generated and Generated(sql_text.bare(column.generated.expression, names), column.generated.kind)
    not_null = column.not_null and not _is_row_number(column.type, single_key=single_key)
    return Column(column.name, sql_text.normal(column.type).lower(), single_key, not_null, single_key and column.autoincrement, default, generated)


def _value(default: str) -> str:
    """A default as SQLite takes it: it has numbers for true and false."""
    bare = sql_text.bare(default)
    return {"true": "1", "false": "0"}.get(bare.lower(), bare)


def _sql_of(default: str) -> str:
    """A snapshot's default as SQL: a JSON string holds SQL, anything else is its own text."""
    return str(json.loads(default)) if default.startswith('"') else default


def _visible_index(table: Table, index: Index, names: frozenset[str]) -> Index:
    columns = tuple(column if column in table.columns else sql_text.normal(column, names) for column in index.columns)
    return Index(index.name, columns, index.unique, sql_text.normal(index.where, names) if index.where else None)
