"""Rows for a rehearsal: every table of a database filled so that what a migration does to values can be seen.

Each value occurs once in the whole database, so that a column is recognised by its values and not by its name. A table gets two rows of
such values, a third that repeats the second wherever no constraint forbids it, and a fourth with NULL wherever that is allowed; row N of
a table refers to row N of its parents. Text looks like a number in every other row, so that a change of type shows.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.sources import sql_text
from hooks.sources.sqlite.database import Database
from hooks.sources.sqlite.names import quoted
from hooks.sources.sqlite.schema import own_tables, search_tables
from hooks.sources.sqlite.shapes import Column, Shape, table_shapes

if TYPE_CHECKING:
    import sqlite3

Value = Any  # what SQLite stores: None, int, float, str, bytes
UNIQUE_ROWS = (0, 1)
ALL_ROWS = (0, 1, 2, 3)
_REPEATS, _NULLS = 2, 3
_MOST_TRIES = 400
_MOST_ROUNDS = 8
_FIRST_NUMBER = 1_000_000


class Rows(NamedTuple):
    """The rows of one table: its columns and, for each row, their values in the same order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def fill(database: Database, which: tuple[int, ...] = ALL_ROWS) -> frozenset[str]:
    """Put rows into every table. Returns the tables whose checks no value was found for: their rows break a check that real rows obey.

    Foreign keys are off meanwhile; a row that refers to nothing in the end is taken out again. Raises sqlite3.Error where even that fails.
    """
    import sqlite3

    with database.unguarded() as connection, database.clock.running():
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("BEGIN")
        try:
            return _filled(connection, which)
        finally:
            with suppress(sqlite3.Error):  # where filling failed, the transaction may be over already
                connection.execute("COMMIT")
            connection.execute("PRAGMA foreign_keys=ON")


def _filled(connection: "sqlite3.Connection", which: tuple[int, ...]) -> frozenset[str]:
    shapes = table_shapes(connection)
    maker = _Maker(shapes)
    unsound = frozenset(name for name, shape in shapes.items() if not _fill_table(connection, name, shape, maker, which))
    _take_out_orphans(connection, shapes)
    return unsound


def rows_of(database: Database) -> dict[str, Rows]:
    """What every table of the project holds of its own: nothing in generated columns and in what triggers copy for full-text search."""
    with database.reading() as connection, database.clock.running():
        shapes = table_shapes(connection)
        return {name: _rows(connection, name, shapes[name]) for name in (*own_tables(connection), *search_tables(connection))}


def _rows(connection: "sqlite3.Connection", table: str, shape: Shape) -> Rows:
    names = tuple(column.name for column in shape.columns)
    if shape.is_copy:
        return Rows(names, ())
    cursor = connection.execute(f"SELECT {', '.join(map(quoted, names)) or 'NULL'} FROM {quoted(table)}")  # noqa: S608 - names are quoted
    return Rows(names, tuple(cursor.fetchall()))


class _Maker:
    """Values by table, column and row. A value tells its origin by its number, and no two origins share one."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self._shapes = {name.lower(): shape for name, shape in shapes.items()}
        self._numbers = {name: _FIRST_NUMBER + position * 1000 for position, name in enumerate(self._shapes)}

    def row(self, table: str, row: int) -> list[Value]:
        """One row of a table, its columns in order."""
        shape = self._shapes[table.lower()]
        return [self._value(table.lower(), shape, column, row, 0) for column in shape.columns]

    def _value(self, table: str, shape: Shape, column: Column, row: int, depth: int) -> Value:
        if row == _NULLS and column.is_nullable:
            return None
        if row == _REPEATS and column.may_repeat:
            row -= 1
        if column.parent is not None and depth < len(self._shapes):  # keys that refer to each other in a circle end there
            target = self._target(column)
            if target is not None:
                return self._of_parent(table, column, row, target, depth)
            if column.is_nullable:
                return None
        return _fresh(column.type, self._numbers[table] + column.position * 4 + row, row)

    def _target(self, column: Column) -> Column | None:
        parent = self._shapes.get((column.parent or "").lower())
        if parent is None:
            return None
        wanted = (column.parent_column or parent.key_column(column.place_in_reference)).lower()
        return next((one for one in parent.columns if one.name.lower() == wanted), None)

    def _of_parent(self, table: str, column: Column, row: int, target: Column, depth: int) -> Value:
        parent = (column.parent or "").lower()
        if parent == table:
            if row == 0 and column.is_nullable:
                return None
            row = max(row - 1, 0)  # a row of its own table: the one before
        for candidate in (row, 1, 0):
            value = self._value(parent, self._shapes[parent], target, candidate, depth + 1)
            if value is not None:
                return value
        return None


def _fresh(kind: str, number: int, row: int) -> Value:
    """A value of the affinity that SQLite gives a column of this type."""
    if "INT" in kind:
        return number
    if "CHAR" in kind or "CLOB" in kind or "TEXT" in kind:
        # Half of it digits, so that a change of type shows; half of it mixed case and padded, so that lower() and trim() show.
        return f"{number:012}" if row % 2 else f" Text {number} "
    if "REAL" in kind or "FLOA" in kind or "DOUB" in kind:
        return number + 0.5
    return b"b%d" % number if "BLOB" in kind or not kind else number


def _fill_table(connection: "sqlite3.Connection", table: str, shape: Shape, maker: _Maker, which: tuple[int, ...]) -> bool:
    """Whether every row obeys the checks."""
    if not shape.columns or shape.is_copy:
        return True
    rows = [maker.row(table, row) for row in which]
    names = ", ".join(quoted(column.name) for column in shape.columns)
    row_sql = f"({', '.join('?' * len(shape.columns))})"
    sql = f"INSERT INTO {quoted(table)} ({names}) VALUES "  # noqa: S608 - names are quoted
    if _inserted(connection, sql + ", ".join([row_sql] * len(rows)), [value for row in rows for value in row]):
        return True
    sound = [_inserted(connection, sql + row_sql, row) or _within_checks(connection, sql + row_sql, shape, row) for row in rows]
    return all(sound)


def _inserted(connection: "sqlite3.Connection", sql: str, values: list[Value]) -> bool:
    import sqlite3

    try:
        connection.execute(sql, values)
    except sqlite3.IntegrityError:
        return False
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":
            raise
        return False  # a trigger of the table cannot run: on D1 no row gets in either
    return True


def _within_checks(connection: "sqlite3.Connection", sql: str, shape: Shape, values: list[Value]) -> bool:
    """Try the literals that the checks themselves name; where none will do, put the row in with the checks off."""
    if not shape.checks:
        return True  # something else keeps the row out: the table has one row less
    mentioned = {token.identifier for check in shape.checks for token in sql_text.tokens(check)}
    places = [position for position, column in enumerate(shape.columns) if column.name in mentioned]
    tries = product(*([values[place], *_literals(shape.checks)] for place in places))
    for _number, tried in zip(range(_MOST_TRIES), tries, strict=False):
        changed = dict(zip(places, tried, strict=True))
        if _inserted(connection, sql, [changed.get(place, value) for place, value in enumerate(values)]):
            return True
    connection.execute("PRAGMA ignore_check_constraints=ON")
    _inserted(connection, sql, values)
    connection.execute("PRAGMA ignore_check_constraints=OFF")
    return False


def _literals(checks: tuple[str, ...]) -> list[Value]:
    found: list[Value] = []
    for token in (token for check in checks for token in sql_text.tokens(check)):
        if token.text[0] == "'":
            found.append(token.text[1:-1].replace("''", "'"))
        elif token.text.isdigit() and len(token.text) < 16:  # noqa: PLR2004 - what fits into SQLite's integer
            found += [int(token.text), int(token.text) + 1, int(token.text) - 1]
    return [*dict.fromkeys([*found, "{}", 1, 0])]


def _take_out_orphans(connection: "sqlite3.Connection", tables: Iterable[str]) -> None:
    """Rows whose parent could not be made go, and so do theirs; a table whose key refers to no unique columns can hold none on D1."""
    import sqlite3

    for _round in range(_MOST_ROUNDS):  # a trigger may put back what is taken out
        found = False
        for table in tables:
            try:
                orphans = connection.execute(f"PRAGMA foreign_key_check({quoted(table)})").fetchall()
            except sqlite3.OperationalError:  # foreign key mismatch
                orphans = [(table, None)] if connection.execute(f"SELECT 1 FROM {quoted(table)}").fetchone() else []  # noqa: S608 - the name is quoted
            found |= bool(orphans)
            for _table, rowid, *_more in orphans:
                which, values = ("", ()) if rowid is None else (" WHERE rowid = ?", (rowid,))
                connection.execute(f"DELETE FROM {quoted(table)}{which}", values)  # noqa: S608 - the name is quoted
        if not found:
            return
