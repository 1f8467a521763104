"""The SQLite library of this machine: a connection within bounds, and what is missing here although D1 has it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

# What D1 has and an older SQLite library on this machine may lack: then nothing can be said about the statement.
_SINCE = {
    "unixepoch": (3, 38, 0),
    "format": (3, 38, 0),
    "unhex": (3, 41, 0),
    "octet_length": (3, 43, 0),
    "timediff": (3, 43, 0),
    "concat": (3, 44, 0),
    "concat_ws": (3, 44, 0),
    "string_agg": (3, 44, 0),
    "jsonb": (3, 45, 0),
    "jsonb_array": (3, 45, 0),
    "jsonb_object": (3, 45, 0),
    "jsonb_set": (3, 45, 0),
    "jsonb_extract": (3, 45, 0),
    "jsonb_insert": (3, 45, 0),
    "jsonb_remove": (3, 45, 0),
    "jsonb_replace": (3, 45, 0),
    "jsonb_patch": (3, 45, 0),
    "jsonb_group_array": (3, 45, 0),
    "jsonb_group_object": (3, 45, 0),
    "json_array_insert": (3, 50, 0),
    "json_pretty": (3, 46, 0),
    "if": (3, 48, 0),
    "unistr": (3, 50, 0),
}
_OLDEST_GRAMMAR = (3, 39, 0)
# What an older library says of newer grammar: ORDER BY in an aggregate's arguments, digits with underscores, iif() of two arguments.
_WORDS_UNTIL = (
    ('near "ORDER": syntax error', (3, 44, 0)),
    ('unrecognized token: "[0-9]+_[0-9_]+"', (3, 46, 0)),
    (r"wrong number of arguments to function iif\(\)", (3, 48, 0)),
)


def version() -> str:
    """The version of the SQLite library that runs here."""
    import sqlite3

    return sqlite3.sqlite_version


def require_images() -> None:
    """Raise sqlite3.NotSupportedError where a database cannot be made bytes: an SQLite library may be built without that."""
    import sqlite3

    if not hasattr(sqlite3.Connection, "serialize"):
        raise sqlite3.NotSupportedError(f"SQLite {version()} on this machine is built without sqlite3_serialize()")


def opened(max_value_bytes: int, max_heap_bytes: int) -> "sqlite3.Connection":
    """A connection to a new database in memory, foreign keys on, nothing on disk, within these bounds."""
    import sqlite3

    # isolation_level=None: Python must not open transactions of its own.
    connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=0)
    connection.execute("PRAGMA page_size=512")  # a table of a rehearsal holds four rows, and the whole is copied again and again
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA temp_store=MEMORY")  # a large sort must not reach the disk
    connection.execute(f"PRAGMA hard_heap_limit={max_heap_bytes}")
    # Bounds no handler can replace: one function call over a long value runs for minutes between two looks at the clock.
    for limit, value in (
        (sqlite3.SQLITE_LIMIT_LENGTH, max_value_bytes),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, max_value_bytes),
        (sqlite3.SQLITE_LIMIT_COLUMN, 100),  # the four below are D1's own limits
        (sqlite3.SQLITE_LIMIT_FUNCTION_ARG, 32),
        (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    ):
        connection.setlimit(limit, value)
    return connection


def explained(words: str, here: tuple[int, int, int] | None = None) -> tuple[str, bool]:
    """SQLite's words of an error, and whether only the library may be to blame. `here` is its version; default this machine's."""
    import re
    import sqlite3

    here = here or sqlite3.sqlite_version_info
    this = f"SQLite {_dotted(here)} on this machine"
    name = words.removeprefix("no such function: ").lower()
    if _SINCE.get(name, here) > here:
        return f"{this} has no function {name}(): it takes {_dotted(_SINCE[name])} or newer to judge it", True
    if words == "no such module: fts5":
        return f"{this} is built without FTS5", True
    needed = next((until for pattern, until in _WORDS_UNTIL if here < until and re.fullmatch(pattern, words, re.IGNORECASE)), None)
    if needed is None and "syntax error" in words and here < _OLDEST_GRAMMAR:
        needed = _OLDEST_GRAMMAR
    return (f"{this} may be too old for it, and it takes {_dotted(needed)} or newer to judge it: {words}", True) if needed else (words, False)


def _dotted(version: tuple[int, int, int]) -> str:
    return ".".join(map(str, version))
