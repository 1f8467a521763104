"""Names and statements as SQLite keeps them: whose a table is, and what stands behind a virtual one."""

from collections.abc import Mapping

SYSTEM_PREFIX = "es_system__"
CONTENT = "_content"
"""How the name of the table ends in which an FTS5 table keeps text of its own; one without own text has none."""
_SHADOWS = ("_data", "_idx", CONTENT, "_docsize", "_config")


def is_virtual(sql: str) -> bool:
    """Whether a CREATE statement, as SQLite stores it, makes a virtual table."""
    return sql.lstrip()[:14].upper() == "CREATE VIRTUAL"


def shadows(created: Mapping[str, str]) -> frozenset[str]:
    """The tables in which FTS5 keeps what its tables hold, by their names, which may also be those of tables of one's own; `created` has the SQL of all."""
    return frozenset(name + suffix for name, sql in created.items() if is_virtual(sql) for suffix in _SHADOWS)


def quoted(name: str) -> str:
    """A name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def is_system(table: str) -> bool:
    """Whether the platform owns the table."""
    return table.lower().startswith(SYSTEM_PREFIX)
