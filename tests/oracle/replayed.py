"""Whether what drizzle-kit writes is what its snapshot says: its SQL, run, against the snapshot in what SQL can show."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hooks.schema_diff.compare import compared
from hooks.sources.schema import Schema
from hooks.sources.sql_text import BREAKPOINT
from hooks.sources.sqlite.database import Database
from hooks.sources.sqlite.schema import schema_of, visible
from tests.oracle.pairs import Pair
from tests.oracle.worker import Verdict, Worker

_NOTHING = {"db_schema.ts": "export const nothing = 1;\n"}
_ADDED_REFERENCE = re.compile(r"ALTER TABLE `(?P<table>.+?)` ADD `(?P<column>.+?)` .*REFERENCES ")
_NO_ACTION = ("no action", "no action")


class Replayed(NamedTuple):
    """How many tables were compared, and where database and snapshot differ otherwise than by what drizzle-kit is known to leave out."""

    tables: int
    changed: bool
    misses: tuple[str, ...]


def replayed(one: Pair, worker: Worker, *, entities: bool = False) -> Replayed:
    """Build the first schema of a pair and change it into the second; `entities`: the worker asks drizzle-kit 1.x.

    Much of what the generator makes is not valid in SQLite, and drizzle-kit writes it all the same: tables of statements that do not run are left out, and
    so is a change that does not run as a whole.
    """
    database = Database()
    created = worker.pair(_NOTHING, one.before)
    if created.after is None:
        return Replayed(0, changed=False, misses=())
    broken = tuple(statement for statement in created.sql if database.run(statement) is not None)
    before = _sound(visible(created.after), broken)
    misses = [*differences(_sound(schema_of(database.connection), broken), before)]
    changed = worker.pair(one.before, one.after)
    if changed.after is None or changed.ambiguous or _is_nonsense(changed.sql) or database.run(f"\n{BREAKPOINT}\n".join(changed.sql)) is not None:
        return Replayed(len(before.tables), changed=False, misses=tuple(misses))
    after = _sound(visible(changed.after), broken)
    found = set(differences(_sound(schema_of(database.connection), broken), after))
    misses += sorted(found - set(_unwritten(changed, after)) if entities else found ^ set(_left_out(changed, after)))
    return Replayed(len(before.tables), changed=True, misses=tuple(misses))


def differences(one: Schema, other: Schema) -> list[str]:
    """What turns one schema into the other, each as action, kind and subject."""
    return [f"{change.action.value} {change.thing.value} {change.subject}" for change in compared(one, other)]


def _sound(schema: Schema, broken: Iterable[str]) -> Schema:
    """The schema without what a statement that does not run names."""
    text = "\n".join(broken)
    tables = {name: table for name, table in schema.tables.items() if f"`{name}`" not in text}
    return Schema(tables, {name: view for name, view in schema.views.items() if f"`{name}`" not in text})


def _is_nonsense(sql: Iterable[str]) -> bool:
    """drizzle-kit marks what is new with `__added`, and takes a column whose name ends so for a mark."""
    return any("ADD `undefined`" in statement for statement in sql)


def _left_out(changed: Verdict, after: Schema) -> Iterator[str]:
    """drizzle-kit adds a column with its reference and without ON DELETE and ON UPDATE, which its snapshot has: true drift, for `migration-drift` to find."""
    for added in filter(None, map(_ADDED_REFERENCE.match, changed.sql)):
        table = after.tables.get(added["table"])
        for key in table.foreign_keys.values() if table else ():
            if key.columns == (added["column"],) and (key.on_delete, key.on_update) != _NO_ACTION:
                yield f"alter foreign key {added['table']}.{key.name}"


def _unwritten(changed: Verdict, after: Schema) -> Iterator[str]:
    """drizzle-kit 1.x writes nothing for an index that keeps its name, and notes it in its next snapshot: true drift as well."""
    before = visible(changed.before) if changed.before else after
    for name, table in after.tables.items():
        for index in table.indexes.values():
            if name in before.tables and before.tables[name].indexes.get(index.name, index) != index:
                yield f"alter index {name}.{index.name}"
