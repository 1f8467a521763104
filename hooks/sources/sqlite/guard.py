"""What SQL from a pull request may do: SQLite asks here while it compiles each statement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_OK, _DENY = 0, 1  # sqlite3.SQLITE_OK, sqlite3.SQLITE_DENY
# D1's list of compatible pragmas; `foreign_keys` is heard and, inside a transaction, has no effect: as on D1.
_PRAGMAS = frozenset(
    (
        "table_list", "table_info", "table_xinfo", "index_list", "index_info", "index_xinfo", "foreign_key_list", "foreign_key_check",
        "quick_check", "case_sensitive_like", "ignore_check_constraints", "legacy_alter_table", "recursive_triggers",
        "reverse_unordered_selects", "foreign_keys", "defer_foreign_keys", "optimize",
        "data_version",  # FTS5 asks for it by itself
    )
)  # fmt: skip
_MODULES = frozenset({"fts5", "fts5vocab"})
_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer"})

Judge = Callable[["Guard", str, str], str]


class Guard:
    """The authorizer of one connection. Between `begin` and the end of a statement it collects what the statement defines and writes."""

    def __init__(self, connection: "sqlite3.Connection") -> None:
        self.refusal = ""
        self.defined: list[str] = []
        self.writes: list[tuple[str, str, str]] = []
        self._judges = _judges()
        self._on = True
        connection.set_authorizer(self._answer)

    def begin(self) -> None:
        """Forget the statement before."""
        self.refusal, self.defined, self.writes = "", [], []

    @contextmanager
    def off(self) -> Iterator[None]:
        """Let statements of our own pass unseen."""
        before, self._on = self._on, False
        try:
            yield
        finally:
            self._on = before

    def _answer(self, action: int, one: str | None, other: str | None, _database: str | None, _trigger: str | None) -> int:
        judge = self._judges.get(action) if self._on else None
        refusal = judge(self, one or "", other or "") if judge else ""
        if refusal:
            self.refusal = refusal
            return _DENY
        return _OK

    def _note(self, verb: str, table: str, column: str = "", *, defines: bool = False) -> str:
        self.writes.append((table, verb, column))
        if defines:
            self.defined.append(table)
        return ""


@cache
def _judges() -> dict[int, Judge]:
    """For each action code of SQLite that matters, what answers it: the reason of a refusal, or nothing."""
    import sqlite3 as s

    return {
        s.SQLITE_ATTACH: lambda _guard, _file, _: "D1 refuses ATTACH",
        s.SQLITE_DETACH: lambda _guard, _name, _: "D1 refuses DETACH",
        s.SQLITE_TRANSACTION: lambda _guard, verb, _: f"D1 refuses {verb}: it runs each migration as one batch",
        s.SQLITE_SAVEPOINT: lambda _guard, _verb, _: "D1 refuses SAVEPOINT: it runs each migration as one batch",
        s.SQLITE_PRAGMA: lambda _guard, name, _: "" if name.lower() in _PRAGMAS else f"D1 refuses PRAGMA {name}",
        s.SQLITE_FUNCTION: lambda _guard, _, name: f"D1 refuses {name}()" if name.lower() in _FUNCTIONS else "",
        s.SQLITE_CREATE_VTABLE: lambda _guard, _table, module: "" if module.lower() in _MODULES else f"D1 has no module {module}",
        s.SQLITE_CREATE_TABLE: lambda guard, table, _: guard._note("creates", table, defines=True),
        s.SQLITE_ALTER_TABLE: lambda guard, _, table: guard._note("alters", table, defines=True),
        s.SQLITE_DROP_TABLE: lambda guard, table, _: guard._note("drops", table),
        s.SQLITE_INSERT: lambda guard, table, _: guard._note("inserts into", table),
        s.SQLITE_UPDATE: lambda guard, table, column: guard._note("updates", table, column),
        s.SQLITE_DELETE: lambda guard, table, _: guard._note("deletes from", table),
        s.SQLITE_CREATE_INDEX: lambda guard, _, table: guard._note("adds an index to", table),
        s.SQLITE_DROP_INDEX: lambda guard, _, table: guard._note("drops an index of", table),
        s.SQLITE_CREATE_TRIGGER: lambda guard, _, table: guard._note("adds a trigger to", table),
        s.SQLITE_DROP_TRIGGER: lambda guard, _, table: guard._note("drops a trigger of", table),
    }
