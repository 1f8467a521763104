"""What the sandbox remembers: one SQLite file in one directory, shared by the threads of the server."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

Row = sqlite3.Row

_TABLES = """
CREATE TABLE IF NOT EXISTS project (id TEXT PRIMARY KEY, name TEXT NOT NULL, types TEXT NOT NULL, types_hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deployment (
  id TEXT PRIMARY KEY, project TEXT NOT NULL, environment TEXT NOT NULL, status TEXT NOT NULL, token TEXT NOT NULL,
  bundle BLOB, commit_id TEXT NOT NULL DEFAULT '', promoted_from TEXT NOT NULL DEFAULT '', created TEXT NOT NULL, position INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS migration (
  project TEXT NOT NULL, environment TEXT NOT NULL, tag TEXT NOT NULL, moment INTEGER NOT NULL, sha256 TEXT NOT NULL, applied TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runtime_key (
  project TEXT NOT NULL, environment TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL, updated TEXT NOT NULL, PRIMARY KEY (project, environment, kind, name));
CREATE TABLE IF NOT EXISTS bucket (project TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL, PRIMARY KEY (project, name));
CREATE TABLE IF NOT EXISTS auth (project TEXT PRIMARY KEY, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS trace (id INTEGER PRIMARY KEY, project TEXT NOT NULL, environment TEXT NOT NULL, event TEXT NOT NULL);
"""


class State:
    """The sandbox's memory in `directory`. It outlives the server where the directory does."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(directory / "sandbox.sqlite", check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(_TABLES)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Everything inside is kept together or not at all, and nothing else comes between."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def write(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run one statement that changes something."""
        with self.writing():
            self._connection.execute(sql, tuple(values))

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows that a question has for answer."""
        with self._lock:
            return self._connection.execute(sql, tuple(values)).fetchall()

    def row(self, sql: str, values: Sequence[object] = ()) -> Any:
        """The first row of the answer, or None."""
        return next(iter(self.rows(sql, values)), None)

    def database(self, project: str, environment: str) -> Path:
        """Where the content of a project's own database lies."""
        return self.directory / f"database-{quote(project, safe='')}-{quote(environment, safe='')}.sqlite"

    def close(self) -> None:
        """Close the file; nothing can be asked afterwards."""
        with self._lock:
            self._connection.close()


def now() -> str:
    """The present as the API writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
