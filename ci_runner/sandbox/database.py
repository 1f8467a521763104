"""A project's own database, run as D1 runs it as far as that is known.

Foreign keys are on, and one migration is one transaction, so that `PRAGMA foreign_keys` has no effect inside: the same trap as on D1.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BREAKPOINT = "--> statement-breakpoint"
_SYSTEM_TABLE = re.compile(r"\bes_system__\w+")
# Whatever a rehearsed project's SQL says, it stays inside its own file.
_FORBIDDEN = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH})


@dataclass(frozen=True, slots=True)
class Result:
    """What one statement gave: its rows, and how many rows it changed."""

    rows: tuple[dict[str, Any], ...]
    changes: int


@contextmanager
def opened(path: Path | str) -> Iterator[sqlite3.Connection]:
    """A connection under D1's rules."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.set_authorizer(lambda action, *_names: sqlite3.SQLITE_DENY if action in _FORBIDDEN else sqlite3.SQLITE_OK)
        yield connection
    finally:
        connection.close()


@contextmanager
def copied(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A copy in memory, under the same rules, to try things on."""
    with opened(":memory:") as copy:
        connection.backup(copy)
        yield copy


def run(connection: sqlite3.Connection, statements: Sequence[str]) -> tuple[Result, ...]:
    """Run the statements as one transaction: all of them count, or none. Raises sqlite3.Error."""
    connection.execute("BEGIN")
    try:
        results = tuple(_one(connection, statement) for statement in statements)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return results


def provide_system_tables(connection: sqlite3.Connection, sql: str) -> None:
    """Let every system table that `sql` names exist, as on the platform; only their `id` is known here."""
    for name in sorted(set(_SYSTEM_TABLE.findall(sql))):
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} (id TEXT PRIMARY KEY NOT NULL)")


def _one(connection: sqlite3.Connection, statement: str) -> Result:
    cursor = connection.execute(statement)
    names = [column[0] for column in cursor.description or ()]
    return Result(tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall()), max(cursor.rowcount, 0))


def statements(sql: str) -> tuple[str, ...]:
    """The single statements of a migration or a query, cut at breakpoints and where SQLite says that a statement is complete."""
    found: list[str] = []
    for part in sql.split(_BREAKPOINT):
        start = 0
        for end, letter in enumerate(part):
            if letter == ";" and sqlite3.complete_statement(part[start : end + 1]):
                found.append(part[start : end + 1])
                start = end + 1
        found.append(part[start:])
    return tuple(text.strip() for text in found if _says_something(text))


def _says_something(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("--") for line in text.strip().rstrip(";").splitlines())


def schema_sql(path: Path) -> str:
    """The database's schema as SQL, in the order in which it was made."""
    with opened(path) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
        return "".join(f"{row[0]};\n" for row in rows)


def losses(before: sqlite3.Connection, after: sqlite3.Connection) -> tuple[str, ...]:
    """What `after` no longer has of `before`, in words: tables, columns, rows."""
    return tuple(_lost(_inventory(before), _inventory(after)))


def _lost(before: dict[str, tuple[set[str], int]], after: dict[str, tuple[set[str], int]]) -> Iterator[str]:
    for table, (columns, count) in before.items():
        if table not in after:
            yield f"table {table} ({count} rows)"
            continue
        kept, left = after[table]
        yield from (f"column {table}.{column}" for column in sorted(columns - kept))
        if left < count:
            yield f"{count - left} of {count} rows of {table}"


def _inventory(connection: sqlite3.Connection) -> dict[str, tuple[set[str], int]]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    return {table: (_columns(connection, table), _count(connection, table)) for table in tables}


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = '"' + table.replace('"', '""') + '"'
    return int(connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0])  # noqa: S608 - the name is quoted
