"""Which objects differ. What counts is what makes `drizzle-kit generate` write SQL; a snapshot that differs otherwise is no change.

Where the declared side is not complete, only what is certain is a change: nothing is called dropped because it could not be read.
"""

from collections.abc import Iterator, Mapping
from enum import Enum

from hooks.schema_diff import made, squashed
from hooks.schema_diff.change import Change, Object, Risk, Thing
from hooks.sources.schema import Column, Generated, PrimaryKey, Schema, Table, View


class Aspect(Enum):
    """What can differ between two columns of one name."""

    TYPE = "type"
    PRIMARY_KEY = "primary key"
    NOT_NULL = "not null"
    AUTOINCREMENT = "autoincrement"
    DEFAULT = "default"
    GENERATED = "generated"


def compared(before: Schema, after: Schema) -> tuple[Change, ...]:
    """Every change, without its SQL: tables added, tables dropped, then table by table, then views."""
    new = [made.added(Thing.TABLE, name, name, table) for name, table in after.tables.items() if name not in before.tables]
    gone = [made.dropped(Thing.TABLE, name, name, table) for name, table in before.tables.items() if name not in after.tables and after.complete]
    changes = [*made.perhaps_renamed(new, gone)]
    for name, table in before.tables.items():
        if name in after.tables:
            changes += _table(name, table, after.tables[name])
    return (*changes, *_views(before.views, after))


def _table(name: str, before: Table, after: Table) -> Iterator[Change]:
    yield from _columns(name, before.columns, after)
    yield from _objects(Thing.FOREIGN_KEY, before.foreign_keys, after.foreign_keys, after)
    yield from _primary_keys(before.primary_keys, after)
    yield from _objects(Thing.CHECK, before.checks, after.checks, after)
    yield from _objects(Thing.INDEX, before.indexes, after.indexes, after)


def _columns(table: str, before: Mapping[str, Column], declared: Table) -> Iterator[Change]:
    after = declared.columns
    added = [name for name in after if name not in before]
    dropped = [name for name in before if name not in after and declared.complete]
    asks = bool(added and dropped)
    for name in dropped:
        yield made.dropped(Thing.COLUMN, table, name, before[name])._replace(may_be_rename=asks)
    for name, old in before.items():
        if name in after and (aspects := differing(old, after[name])):
            yield made.altered(Thing.COLUMN, table, name, old, after[name], risk(old, after[name], aspects))
    for name in added:
        # SQLite cannot add a STORED column to a table, so drizzle-kit writes nothing for one.
        if not _stored(after[name].generated):
            yield made.added(Thing.COLUMN, table, name, after[name])._replace(may_be_rename=asks)


def differing(old: Column, new: Column) -> tuple[Aspect, ...]:
    """In what two columns of one name differ, as far as drizzle-kit writes SQL for it."""
    if not new.complete or old[1:7] == new[1:7]:
        return ()
    # A type that differs only in the space before its first parenthesis hides every other difference of the column.
    if old.type != new.type and old.type.replace(" (", "(", 1) == new.type.replace(" (", "(", 1):
        return ()
    pairs = {
        Aspect.TYPE: old.type != new.type,
        Aspect.PRIMARY_KEY: old.primary_key != new.primary_key,
        Aspect.NOT_NULL: old.not_null != new.not_null,
        Aspect.AUTOINCREMENT: old.autoincrement != new.autoincrement,
        Aspect.DEFAULT: old.default != new.default,
        Aspect.GENERATED: old.generated != new.generated and not _stored(new.generated),
    }
    return tuple(aspect for aspect, differs in pairs.items() if differs)


def _stored(generated: Generated | None) -> bool:
    return generated is not None and generated.kind == "stored"


def risk(old: Column, new: Column, aspects: tuple[Aspect, ...]) -> Risk:
    """Of an altered column: one that becomes or stops being generated is dropped and added anew; between two expressions nothing of its own is lost."""
    if Aspect.GENERATED in aspects and (old.generated is None or new.generated is None):
        return Risk.DESTRUCTIVE
    return Risk.REWRITING


def _objects(thing: Thing, before: Mapping[str, Object], after: Mapping[str, Object], declared: Table) -> Iterator[Change]:
    """Foreign keys, checks and indexes: drizzle-kit compares each as one line of text."""
    table = declared.name
    for name, old in before.items():
        new = after.get(name)
        if new is None and declared.complete:
            yield made.dropped(thing, table, name, old)
        elif new is not None and new.complete and squashed.line(table, old) != squashed.line(table, new):
            yield made.altered(thing, table, name, old, new, Risk.ADDITIVE if thing is Thing.INDEX else Risk.REWRITING)
    for name, new in after.items():
        if name not in before:
            yield made.added(thing, table, name, new)


def _primary_keys(before: Mapping[str, PrimaryKey], declared: Table) -> Iterator[Change]:
    """Composite primary keys: one that only changes its name is no change."""
    table, after = declared.name, declared.primary_keys
    added = [name for name in after if name not in before]
    dropped = [name for name in before if name not in after and declared.complete]
    for name in before:
        if name in after and after[name].complete and before[name].columns != after[name].columns:
            yield made.altered(Thing.PRIMARY_KEY, table, name, before[name], after[name], Risk.REWRITING)
    if added and dropped and before[dropped[-1]].columns == after[added[-1]].columns:
        return
    for name in dropped:
        yield made.dropped(Thing.PRIMARY_KEY, table, name, before[name])
    for name in added:
        yield made.added(Thing.PRIMARY_KEY, table, name, after[name])


def _views(before: Mapping[str, View], declared: Schema) -> Iterator[Change]:
    """Views: one that exists elsewhere (`.existing()`) is never migrated, but still asked about as a rename."""
    after = declared.views
    missing = [name for name in before if name not in after and declared.complete]
    asks = bool(missing) and any(name not in before for name in after)
    for name, old in before.items():
        if name in missing and not old.existing:
            yield made.dropped(Thing.VIEW, name, name, old)._replace(may_be_rename=asks)
        elif name in after and _view_differs(old, after[name]):
            yield made.altered(Thing.VIEW, name, name, old, after[name], Risk.ADDITIVE)
    for name, new in after.items():
        if name not in before and not new.existing:
            yield made.added(Thing.VIEW, name, name, new)._replace(may_be_rename=asks)


def _view_differs(old: View, new: View) -> bool:
    if new.existing or not new.complete:
        return False
    return old.existing or (old.definition is not None and old.definition != new.definition)
