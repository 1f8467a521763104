"""ON DELETE and ON UPDATE, which drizzle-kit 0.31 leaves out of the SQL where it adds a column that refers to another table; its snapshot has them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.chain.migrations import Migration
from hooks.finding import Edit, Location
from hooks.sources.schema import ForeignKey
from hooks.sources.sql_text import statements, tokens

if TYPE_CHECKING:
    from hooks.schema_diff import Change

_NONE = "no action"


def edit(migration: Migration, change: "Change") -> Edit | None:
    """What puts the snapshot's actions into the `ALTER TABLE … ADD` that lacks them; None where the difference is another."""
    there, wanted = change.old, change.new
    if not isinstance(there, ForeignKey) or not isinstance(wanted, ForeignKey) or (there.on_delete, there.on_update) != (_NONE, _NONE):
        return None
    actions = (("DELETE", wanted.on_delete), ("UPDATE", wanted.on_update))
    text = "".join(f" ON {event} {action}" for event, action in actions if action != _NONE)
    place = next(_ends(migration, change.table, wanted), None)
    return Edit(place, text) if place else None


def _ends(migration: Migration, table: str, key: ForeignKey) -> Iterator[Location]:
    """Where the reference of the column's ADD ends, with nothing behind it that belongs to it."""
    for statement in statements(migration.sql):
        pieces = list(tokens(statement.text))
        words = [(piece.identifier or piece.text).lower() for piece in pieces]
        added = [word for word in words if word != "column"][:5]
        if [*added] != ["alter", "table", table.lower(), "add", key.columns[0].lower()] or len(key.columns) > 1:
            continue
        start = words.index("references") if "references" in words else len(words)
        behind = words[start : start + 6]
        if behind[1:2] == [key.table_to.lower()] and behind[2:3] == ["("] and behind[4:5] == [")"] and "on" not in behind[5:]:
            before = statement.text[: pieces[start + 4].end]
            yield _at(migration, statement.line, statement.text, before)


def _at(migration: Migration, line: int, text: str, before: str) -> Location:
    """The place behind `before`, with which the statement that starts on `line` begins."""
    first = migration.sql.split("\n")[line - 1].index(text.partition("\n")[0])
    line, column = line + before.count("\n"), len(before.rpartition("\n")[2]) + (0 if "\n" in before else first) + 1
    return Location(migration.path, line, column, line, column)
