"""A database schema as drizzle-kit's SQLite snapshots describe it: the one model both sides of a comparison are read into.

Source of the terms: drizzle-kit's snapshot version 6 (`server/drizzle/meta/NNNN_snapshot.json`). In the terms of version 7 (drizzle-kit 1.x) a primary key
of one column is among the keys too, a default is always SQL text, and keys and constraints know whether somebody chose their name (`explicit`).
A record that is not `complete` holds something that could not be resolved (a problem says what, and where). Its own attributes then
prove nothing, and neither does a member that it lacks; members that it has do.
"""

from typing import NamedTuple

from hooks.finding import Location


class Generated(NamedTuple):
    """A generated column: its expression and `stored` or `virtual`."""

    expression: str
    kind: str


class Column(NamedTuple):
    """One column. `default` is the JSON text of the snapshot's value (`0`, `false`, `"'Open'"`), so that `false` and `0` differ."""

    name: str
    type: str
    primary_key: bool = False
    not_null: bool = False
    autoincrement: bool = False
    default: str | None = None
    generated: Generated | None = None
    location: Location | None = None
    complete: bool = True


class Index(NamedTuple):
    """An index; `columns` hold column names or expressions, in order.

    `expressions` are those of them that are written as SQL, which matters only to the SQL of the index: a bare name among them stands unquoted.
    """

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    where: str | None = None
    location: Location | None = None
    complete: bool = True
    expressions: frozenset[str] = frozenset()


class ForeignKey(NamedTuple):
    """A foreign key; absent actions are `no action`, as drizzle-kit writes them."""

    name: str
    columns: tuple[str, ...]
    table_to: str
    columns_to: tuple[str, ...]
    on_delete: str = "no action"
    on_update: str = "no action"
    location: Location | None = None
    complete: bool = True
    explicit: bool = False


class PrimaryKey(NamedTuple):
    """A composite primary key."""

    name: str
    columns: tuple[str, ...]
    location: Location | None = None
    complete: bool = True
    explicit: bool = False


class Unique(NamedTuple):
    """A unique constraint (SQLite: a unique index that drizzle-kit lists apart)."""

    name: str
    columns: tuple[str, ...]
    location: Location | None = None
    complete: bool = True
    explicit: bool = False


class Check(NamedTuple):
    """A check constraint and its expression."""

    name: str
    expression: str
    location: Location | None = None
    complete: bool = True


class View(NamedTuple):
    """A view; `existing` ones belong to somebody else and are never migrated."""

    name: str
    definition: str | None
    existing: bool = False
    location: Location | None = None
    complete: bool = True


class Table(NamedTuple):
    """One table; every mapping goes from database name to record, in the order of declaration."""

    name: str
    columns: dict[str, Column]
    indexes: dict[str, Index]
    foreign_keys: dict[str, ForeignKey]
    primary_keys: dict[str, PrimaryKey]
    uniques: dict[str, Unique]
    checks: dict[str, Check]
    location: Location | None = None
    complete: bool = True


class Schema(NamedTuple):
    """Tables and views by database name."""

    tables: dict[str, Table]
    views: dict[str, View]
    complete: bool = True
