"""One difference between two schemas. Records only."""

from enum import Enum
from typing import NamedTuple

from hooks.finding import Location
from hooks.sources.schema import Check, Column, ForeignKey, Index, PrimaryKey, Table, Unique, View

Object = Table | Column | Index | ForeignKey | PrimaryKey | Unique | Check | View


class Action(Enum):
    """What a change does."""

    ADD = "add"
    DROP = "drop"
    ALTER = "alter"


class Thing(Enum):
    """What a change does it to."""

    TABLE = "table"
    COLUMN = "column"
    INDEX = "index"
    FOREIGN_KEY = "foreign key"
    PRIMARY_KEY = "primary key"
    UNIQUE = "unique constraint"
    CHECK = "check constraint"
    VIEW = "view"


class Risk(Enum):
    """What a change means for the rows that are stored."""

    ADDITIVE = "additive"
    """No stored row is touched."""
    REWRITING = "rewriting"
    """The rows of a table are copied, converted or computed anew; on D1 a rebuilt table also fires its children's ON DELETE."""
    DESTRUCTIVE = "destructive"
    """Stored values are lost."""


class Change(NamedTuple):
    """One difference: `old` is what the migrations build, `new` what is declared; one of them is None where there is nothing.

    `table` and `name` are database names; for a table or view they are equal. `location` is the place of the declared side.
    `may_be_rename` marks a drop beside an add: only its author knows whether it is a rename, so drizzle-kit asks.
    """

    action: Action
    thing: Thing
    table: str
    name: str
    old: Object | None
    new: Object | None
    sentence: str
    risk: Risk
    may_be_rename: bool = False
    sql: tuple[str, ...] = ()

    @property
    def location(self) -> Location | None:
        """Where the declared side stands; None for what is no longer declared."""
        return self.new.location if self.new else None

    @property
    def subject(self) -> str:
        """The object in the user's terms: `posts`, `posts.slug`."""
        return self.name if self.thing in {Thing.TABLE, Thing.VIEW} else f"{self.table}.{self.name}"
