"""An in-memory SQLite that runs migrations as D1 would, and nothing that an untrusted file may ask for beyond that.

Sources: D1's SQL statements and limits pages (developers.cloudflare.com/d1), SQLite's "Defense Against The Dark Arts" (sqlite.org/security.html).
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from hooks.sources import sql_text
from hooks.sources.sql_text import Statement
from hooks.sources.sqlite import library
from hooks.sources.sqlite.clock import Clock, Failure
from hooks.sources.sqlite.guard import Guard
from hooks.sources.sqlite.names import is_system, quoted, shadows

if TYPE_CHECKING:
    import sqlite3

MAX_STATEMENT_BYTES = 100_000
MAX_VALUE_BYTES = 250_000
D1_VALUE_BYTES = 2_000_000
_MAX_HEAP_BYTES = 256_000_000
_STEPS_BETWEEN_LOOKS = 20_000


class Touch(NamedTuple):
    """A statement that writes to a table; `column` is the one that it updates, empty for whole rows and for the table itself."""

    statement: Statement
    table: str
    action: str
    column: str = ""

    @property
    def is_of_platform(self) -> bool:
        """Whether the platform owns the table."""
        return is_system(self.table)


class Database:
    """A database in memory, foreign keys on. `touches` are the writes so far, those to SQLite's own tables left out.

    More than `MAX_VALUE_BYTES` a value only where the process can be ended from outside.
    """

    def __init__(self, clock: Clock | None = None, max_value_bytes: int = MAX_VALUE_BYTES) -> None:
        self.clock = clock or Clock()
        self.max_value_bytes = max_value_bytes
        self.connection = library.opened(max_value_bytes, _MAX_HEAP_BYTES)
        self.touches: list[Touch] = []
        self._guard = Guard(self.connection)
        self.connection.set_progress_handler(self.clock.is_over, _STEPS_BETWEEN_LOOKS)

    def copy(self, clock: Clock | None = None) -> "Database":
        """A second database with the same content, on the same clock unless another is given."""
        twin = Database(clock or self.clock)
        self.connection.backup(twin.connection)
        return twin

    def has_table(self, name: str) -> bool:
        """Whether a table of that name is there."""
        with self.unguarded() as connection:
            return connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?)", (name,)).fetchone() is not None

    def script(self) -> tuple[str, ...]:
        """The CREATE statements of everything in it, the platform's tables left out, in an order in which they can be run."""
        query = """SELECT name, sql, tbl_name FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
            ORDER BY type = 'trigger', type = 'view', type = 'index', rowid"""
        with self.unguarded() as connection:
            found = connection.execute(query).fetchall()
        hidden = shadows({name: sql for name, sql, _table in found})
        return tuple(f"{sql};" for name, sql, table in found if name not in hidden and not is_system(table))

    def close(self) -> None:
        """Give its memory back."""
        self.connection.close()

    def __del__(self) -> None:  # Python 3.13 warns of a connection that nobody closes
        self.connection.close()

    @contextmanager
    def unguarded(self) -> "Iterator[sqlite3.Connection]":
        """The connection for statements of our own: nothing is refused, nothing is noted."""
        with self._guard.off():
            yield self.connection

    @contextmanager
    def reading(self) -> "Iterator[sqlite3.Connection]":
        """The same for plain reads, of values too that only another process may build: to copy one takes no time worth a bound."""
        import sqlite3

        with self.unguarded() as connection:
            before = connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, D1_VALUE_BYTES)
            try:
                yield connection
            finally:
                connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, before)

    def image(self) -> bytes:
        """All of it as bytes, for another process; none where nothing was ever made in it. Raises sqlite3.Error, MemoryError."""
        library.require_images()
        with self.unguarded() as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            return connection.serialize() if pages else b""

    def load(self, image: bytes) -> None:
        """Become what `image` was made of. Raises sqlite3.Error, MemoryError."""
        import sqlite3

        if not image:
            return
        # By way of a fresh connection: an image loaded into one that has run statements crashed SQLite 3.40.
        with closing(sqlite3.connect(":memory:")) as source, self.unguarded() as connection:
            source.deserialize(image)
            source.backup(connection)

    def prepare(self, script: Iterable[str]) -> None:
        """Run statements of our own, outside D1's rules. Raises sqlite3.Error."""
        with self.unguarded() as connection:
            for statement in script:
                connection.execute(statement)

    def run(self, sql: str) -> Failure | None:
        """Run one migration as one batch: all of it or, where a statement fails, nothing."""
        return next((outcome for outcome in self.stepped(sql) if isinstance(outcome, Failure)), None)

    def stepped(self, sql: str) -> Iterator[Statement | Failure]:
        """The same, statement by statement: each that was run, and at the end the failure if there was one. Consume it to its end."""
        last = Statement("", 0, 1)
        self.prepare(("BEGIN",))
        for statement in sql_text.statements(sql):
            failure = self._executed(statement)
            if failure is not None:
                self._undo()
                yield failure
                return
            yield (last := statement)
        failure = self._committed(last)
        if failure is not None:
            yield failure

    def _committed(self, last: Statement) -> Failure | None:
        import sqlite3

        try:
            self.prepare(("COMMIT",))
        except sqlite3.Error as error:
            self._undo()
            return Failure(last, f"{error} when the batch is committed")
        return None

    def _undo(self) -> None:
        """Some errors end the transaction by themselves, and none may be left open."""
        import sqlite3

        with suppress(sqlite3.Error):
            self.prepare(("ROLLBACK",))

    def _executed(self, statement: Statement) -> Failure | None:
        import sqlite3

        size = len(statement.text.encode("utf-8", "surrogatepass"))
        if size > MAX_STATEMENT_BYTES:
            return Failure(statement, f"statement of {size:,} bytes: D1 takes at most {MAX_STATEMENT_BYTES:,}")
        if self.clock.is_used_up:
            return self.clock.not_begun(statement)
        self._guard.begin()
        try:
            with self.clock.running():
                for _row in self.connection.execute(statement.text):
                    pass
            self._stand_in_for_system_tables()
        except MemoryError:
            return Failure(statement, f"needs more than {_MAX_HEAP_BYTES // 1_000_000} MB of memory and was stopped", undecided=True)
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            return self._explained(statement, error)
        self.touches += [Touch(statement, *write) for write in self._guard.writes if not write[0].startswith("sqlite_")]
        return None

    def _explained(self, statement: Statement, error: Exception) -> Failure:
        import sqlite3

        words = str(error)
        if self._guard.refusal:
            return Failure(statement, self._guard.refusal)
        if isinstance(error, sqlite3.OperationalError) and words == "interrupted":
            return Failure(statement, f"still running after {self.clock.seconds:g} s and stopped", undecided=True)
        if isinstance(error, sqlite3.DataError) and "too big" in words:
            is_d1s = self.max_value_bytes >= D1_VALUE_BYTES
            words = f"builds a value above {self.max_value_bytes:,} bytes{', the most that D1 takes' if is_d1s else ' and was stopped'}"
            return Failure(statement, words, undecided=not is_d1s, too_long=not is_d1s)
        return Failure(statement, *library.explained(words))

    def _stand_in_for_system_tables(self) -> None:
        """Foreign keys to a platform table that nobody described must still resolve: make it, with the columns that are referenced.

        Those of the platform's own tables wait: what describes one describes the others behind it.
        """
        for table in (table for table in self._guard.defined if not is_system(table)):
            for target, column in self._system_references(table):
                self._stand_in(target, column or "id")

    def _system_references(self, table: str) -> list[tuple[str, str | None]]:
        with self.unguarded() as connection:
            rows = connection.execute('SELECT "table", "to" FROM pragma_foreign_key_list(?)', (table,)).fetchall()
        return [(target, column) for target, column in rows if is_system(target)]

    def _stand_in(self, table: str, column: str) -> None:
        with self.unguarded() as connection:
            columns = [row[0] for row in connection.execute("SELECT lower(name) FROM pragma_table_info(?)", (table,))]
            if not columns:
                connection.execute(f"CREATE TABLE {quoted(table)} ({quoted(column)} text PRIMARY KEY NOT NULL)")
            elif column.lower() not in columns:
                connection.execute(f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(column)}")
                connection.execute(f"CREATE UNIQUE INDEX {quoted(f'{table}_{column}')} ON {quoted(table)} ({quoted(column)})")
