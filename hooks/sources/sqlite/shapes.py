"""What must be known of the tables of a database to fill them with rows that every constraint allows."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from hooks.sources import sql_text
from hooks.sources.sqlite import text as sqlite_text
from hooks.sources.sqlite.schema import fillable_tables, search_tables

if TYPE_CHECKING:
    import sqlite3

_MOST_KEPT = 4096


class Column(NamedTuple):
    """A column that takes values. `may_repeat`: no unique constraint needs it to tell two rows apart. `parent` is the table it refers to."""

    name: str
    type: str
    position: int
    is_nullable: bool
    may_repeat: bool
    parent: str | None = None
    parent_column: str | None = None
    place_in_reference: int = 0


class Shape(NamedTuple):
    """A table: its columns, its primary key and its checks. `is_copy`: triggers fill it, so that it holds nothing of its own."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    checks: tuple[str, ...]
    is_copy: bool = False

    def key_column(self, place: int) -> str:
        """The column of the primary key that a reference without column names means."""
        return self.key[place] if place < len(self.key) else ""


class _Reference(NamedTuple):
    parent: str
    parent_column: str | None
    place: int


_kept: dict[tuple[str, ...], Shape] = {}


def table_shapes(connection: "sqlite3.Connection") -> dict[str, Shape]:
    """The shape of every table that holds rows. Most tables of a chain stay the same: a shape is kept by the SQL that makes it."""
    indexes: dict[str, list[str]] = defaultdict(list)
    for table, sql in connection.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"):
        indexes[table].append(sql)
    shapes = {}
    for name, sql in fillable_tables(connection).items():
        key = (sql, *indexes[name])
        if key not in _kept:
            if len(_kept) >= _MOST_KEPT:
                _kept.clear()
            _kept[key] = _shape(connection, name, sql)
        shapes[name] = _kept[key]
    return shapes | {name: _search_shape(connection, name, is_copy=is_copy) for name, is_copy in search_tables(connection).items()}


def _search_shape(connection: "sqlite3.Connection", table: str, *, is_copy: bool) -> Shape:
    """A table of full-text search: every column takes any text."""
    names = connection.execute("SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", (table,)).fetchall()
    return Shape(tuple(Column(name, "TEXT", position, is_nullable=True, may_repeat=True) for position, (name,) in enumerate(names)), (), (), is_copy)


def _shape(connection: "sqlite3.Connection", table: str, sql: str) -> Shape:
    info = connection.execute('SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?) WHERE hidden = 0', (table,)).fetchall()
    names = [row[0] for row in info]
    key = tuple(name for _position, name in sorted((row[3], row[0]) for row in info if row[3]))
    references = dict(_references(connection, table))
    apart = _apart([key, *_uniques(connection, table, names)], frozenset(references))
    columns = []
    for position, (name, kind, not_null, in_key) in enumerate(info):
        reference = references.get(name, _Reference("", None, 0))
        parent = reference.parent or None
        nullable = not not_null and not in_key
        columns.append(Column(name, kind.upper(), position, nullable, name not in apart, parent, reference.parent_column, reference.place))
    return Shape(tuple(columns), key, tuple(expression for _name, expression in sqlite_text.table(sql).checks))


def _uniques(connection: "sqlite3.Connection", table: str, columns: list[str]) -> Iterator[tuple[str, ...]]:
    """The columns of each unique index; of one over expressions every column that is named in it."""
    query = 'SELECT l.name, m.sql FROM pragma_index_list(?) l LEFT JOIN sqlite_master m ON m.name = l.name WHERE l."unique"'
    for index, sql in connection.execute(query, (table,)).fetchall():
        names = [row[0] for row in connection.execute("SELECT name FROM pragma_index_info(?)", (index,))]
        if None in names:
            mentioned = {token.identifier for token in sql_text.tokens(sql or "")}
            names = [column for column in columns if column in mentioned]
        yield tuple(names)


def _references(connection: "sqlite3.Connection", table: str) -> Iterator[tuple[str, _Reference]]:
    query = 'SELECT "from", "table", "to", seq FROM pragma_foreign_key_list(?)'
    for column, parent, parent_column, place in connection.execute(query, (table,)):
        yield column, _Reference(parent, parent_column, place)


def _apart(uniques: list[tuple[str, ...]], referring: frozenset[str]) -> frozenset[str]:
    """Columns that must not repeat: at least one of each unique set, the fewest that do, and no references where others are there."""
    apart: set[str] = set()
    for unique in sorted(filter(None, uniques), key=len):
        if not apart & set(unique):
            apart.add(([column for column in unique if column not in referring] or list(unique))[-1])
    return frozenset(apart)
