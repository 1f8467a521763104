"""Where drizzle-kit itself goes wrong between two schemas, so that there is no verdict to agree with: it stops, or mistakes a name.

It mistakes names (`names` says which), and reads an index back from text cut at semicolons.
Source: the behaviour of drizzle-kit 0.31.11, which the tests ask as an oracle.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from hooks.finding import Location
from hooks.schema_diff import sentences, squashed
from hooks.schema_diff.change import Action, Change, Thing
from hooks.schema_diff.migration import written
from hooks.schema_diff.names import ADDED, DELETED, MARKS
from hooks.schema_diff.steps import Phase
from hooks.sources.js_object import INHERITED
from hooks.sources.schema import Index, Schema, Table

_LOST = "__proto__"
_MISTAKEN = {(Thing.INDEX, Action.ADD, DELETED), (Thing.INDEX, Action.DROP, ADDED), (Thing.FOREIGN_KEY, Action.ADD, DELETED)}
"""What is made and seems to be gone as well, or the other way round: here drizzle-kit looks for a mark in the whole key, not only at its end."""
_DROPPING = frozenset({Phase.DROP_INDEX, Phase.REPLACED_INDEX})


class Refusal(NamedTuple):
    """What drizzle-kit cannot do, and where that is declared; None for what only the migrations know."""

    message: str
    location: Location | None


def refusal(before: Schema, after: Schema, changes: tuple[Change, ...]) -> Refusal | None:
    """The first reason why drizzle-kit's answer for these changes cannot be relied on, or is none."""
    of_names = chain(_inherited_tables(before, after), *(_names(change, after) for change in changes), _unwritten(before, after))
    return next(chain(of_names, _drops(changes, after)), None)


def _inherited_tables(before: Schema, after: Schema) -> Iterator[Refusal]:
    """drizzle-kit stops at such a table even where nothing differs."""
    for name in sorted(INHERITED.intersection([*before.tables, *after.tables])):
        yield Refusal(_inherited(Thing.TABLE, name, name), _place(name, after))


def _names(change: Change, after: Schema) -> Iterator[Refusal]:
    if _is_mistaken_for_inherited(change):
        yield Refusal(_inherited(change.thing, change.table, change.name), change.location or _place(change.table, after))
    if isinstance(change.new, Table) and change.action is Action.ADD:
        yield from _inherited_parts(change.new)
    owner = change.table if change.thing not in {Thing.TABLE, Thing.VIEW} else ""
    for mark in MARKS:
        if mark in owner or (mark in change.name and _is_mistaken_for_mark(change, mark)):
            yield Refusal(_misread(change.thing, change.table, change.name, mark), change.location or _place(change.table, after))


def _is_mistaken_for_inherited(change: Change) -> bool:
    """Both sides seem to have it where one has; what both do have is compared well, unless it is an index to be made."""
    return change.name in INHERITED and (change.action is not Action.ALTER or change.thing is Thing.INDEX)


def _inherited_parts(table: Table) -> Iterator[Refusal]:
    """A new table is written whole, but for the indexes, and for what an assignment to `__proto__` loses."""
    parts: dict[Thing, Mapping[str, object]] = {
        Thing.COLUMN: table.columns,
        Thing.INDEX: table.indexes,
        Thing.FOREIGN_KEY: table.foreign_keys,
        Thing.PRIMARY_KEY: table.primary_keys,
        Thing.CHECK: table.checks,
    }
    for thing, records in parts.items():
        for name in sorted(INHERITED.intersection(records)):
            if thing is Thing.INDEX or name == _LOST:
                yield Refusal(_inherited(thing, table.name, name), table.location)


def _is_mistaken_for_mark(change: Change, mark: str) -> bool:
    """The key of what is altered is its bare name, which must not look marked."""
    return change.action is Action.ALTER or (change.thing, change.action, mark) in _MISTAKEN


def _unwritten(before: Schema, after: Schema) -> Iterator[Refusal]:
    """What drizzle-kit writes nothing for, such as a column that becomes a stored one, it compares all the same, and mistakes."""
    for name, old in before.tables.items():
        new = after.tables.get(name)
        if new is None or not new.complete:
            continue
        differing = [column for column in {**old.columns, **new.columns} if _value(old, column) != _value(new, column)]
        for mark in MARKS:
            if mark in name and (differing or old.primary_keys.keys() != new.primary_keys.keys()):
                yield Refusal(_misread(Thing.TABLE, name, name, mark), new.location)
            for column in differing:
                if mark in column and column in old.columns and column in new.columns:
                    yield Refusal(_misread(Thing.COLUMN, name, column, mark), new.columns[column].location)


def _value(table: Table, column: str) -> object:
    """What the snapshot holds of a column."""
    return table.columns[column][1:7] if column in table.columns else None


def _drops(changes: tuple[Change, ...], after: Schema) -> Iterator[Refusal]:
    for step in written(changes, after):
        change = step.change
        if step.phase in _DROPPING and isinstance(change.old, Index) and not squashed.can_be_dropped(change.old):
            index = sentences.named(change.thing, change.table, change.name)
            message = f"drizzle-kit itself refuses to drop or change {index}: it cuts what it knows of the index at each semicolon, and cannot read the rest"
            yield Refusal(message, change.location or _place(change.table, after))


def _inherited(thing: Thing, table: str, name: str) -> str:
    what = sentences.named(thing, table, name)
    return f'drizzle-kit itself cannot compare {what}: to JavaScript, every object has something named "{name}"'


def _misread(thing: Thing, table: str, name: str, mark: str) -> str:
    what = sentences.named(thing, table, name)
    return f'drizzle-kit itself misreads a change of {what}: "{mark}" in a name is a mark of its own to it'


def _place(table: str, after: Schema) -> Location | None:
    declared = after.tables.get(table)
    return declared.location if declared else None
