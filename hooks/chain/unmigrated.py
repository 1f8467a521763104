"""What is declared but not migrated: the one comparison that several rules share."""

from typing import TYPE_CHECKING

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.project import Project

if TYPE_CHECKING:
    from hooks.schema_diff.change import Change
    from hooks.sources.drizzle_schema import Declared
    from hooks.sources.snapshot import Snapshot


def changes(project: Project, snapshot: "Snapshot | None") -> "tuple[Change, ...]":
    """What the next `edgespark db generate` surely emits where `snapshot` is the newest one (None: before the first migration).

    Nothing means that the two are equal. Raises NoVerdict, at the first place that could not be read, where neither can be said.
    """
    certain = certain_changes(project, snapshot)
    if not certain and project.declared is not None and project.declared.problems:
        first = project.declared.problems[0]
        raise NoVerdict(first.message, first.location)
    return certain


def certain_changes(project: Project, snapshot: "Snapshot | None") -> "tuple[Change, ...]":
    """The same, as far as the declared schema could be read: nothing proves nothing where it has problems."""
    from hooks.schema_diff import differences
    from hooks.sources.schema import Schema
    from hooks.sources.snapshot import ENTITIES

    declared = project.declared
    if declared is None and snapshot is None:
        return ()
    if declared is None:
        raise NoVerdict("there are migrations, but no file that declares the schema", Location(project.schema_path))
    if snapshot and snapshot.version == ENTITIES:
        return _since_entities(snapshot, declared)
    return differences(snapshot.schema if snapshot else Schema({}, {}), declared.schema, Location(project.schema_path))


def _since_entities(snapshot: "Snapshot", declared: "Declared") -> "tuple[Change, ...]":
    """The same against a snapshot of drizzle-kit 1.x, which writes defaults, keys and names in other ways.

    Tables and columns that one side lacks are certain there too. Raises NoVerdict where all that differs is something else.
    """
    from hooks.schema_diff.change import Action, Thing
    from hooks.schema_diff.compare import compared
    from hooks.sources import sqlite_schema
    from hooks.sources.snapshot_entities import comparable

    if declared.problems:
        return ()
    changes = compared(*(sqlite_schema.visible(comparable(schema)) for schema in (snapshot.schema, declared.schema)))
    certain = tuple(change for change in changes if change.thing in {Thing.TABLE, Thing.COLUMN} and change.action is not Action.ALTER)
    if changes and not certain:
        raise NoVerdict(f"{changes[0].sentence}: whether that is a change for drizzle-kit 1.x cannot be told", Location(snapshot.path))
    return certain


def replayed_changes(project: Project) -> "tuple[Change, ...]":
    """What the declared schema needs beyond the database that the migrations build, in what SQL can show; for want of a snapshot.

    Nothing where the declared schema has problems. Raises NoVerdict where the migrations do not run.
    """
    from hooks.chain.replay import replay
    from hooks.schema_diff.compare import compared
    from hooks.sources import sqlite_schema

    declared = project.declared
    database = replay(project).database
    if database is None:
        raise NoVerdict("the migrations do not run on an empty database, so nothing says what they build", Location(project.journal_path))
    if declared is None or declared.problems:
        return ()
    return compared(sqlite_schema.schema_of(database.connection), sqlite_schema.visible(declared.schema))
