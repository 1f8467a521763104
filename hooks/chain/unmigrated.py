"""What is declared but not migrated: the one comparison that several rules share."""

from typing import TYPE_CHECKING

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.project import Project

if TYPE_CHECKING:
    from hooks.schema_diff.change import Change
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
    from hooks.schema_diff import differences, entities
    from hooks.sources.schema import Schema

    declared, place = project.declared, Location(project.schema_path)
    if declared is None and snapshot is None:
        return ()
    if declared is None:
        raise NoVerdict("there are migrations, but no file that declares the schema", place)
    before = snapshot.schema if snapshot else Schema({}, {})
    if snapshot is None or not _is_of_entities(project, snapshot):
        return differences(before, declared.schema, place)
    return entities.differences(before, declared.schema, place)


def _is_of_entities(project: Project, snapshot: "Snapshot") -> bool:
    """Whether both sides speak in the terms of drizzle-kit 1.x. Raises NoVerdict where only one does."""
    from hooks.sources.snapshot import ENTITIES

    of_entities, in_folders = snapshot.version == ENTITIES, bool(project.migration_folders)
    if of_entities != in_folders:
        found = "drizzle-kit 1.x's folders" if in_folders else "a journal"
        raise NoVerdict(f"a snapshot of version {snapshot.version} beside {found}: `drizzle-kit up` brings both to one version", Location(snapshot.path))
    return of_entities


def replayed_changes(project: Project) -> "tuple[Change, ...]":
    """What the declared schema needs beyond the database that the migrations build, in what SQL can show; for want of a snapshot.

    Nothing where the declared schema has problems. Raises NoVerdict where the migrations do not run.
    """
    from hooks.chain.replay import replay
    from hooks.schema_diff.compare import compared
    from hooks.sources.sqlite.schema import schema_of, visible

    declared = project.declared
    database = replay(project).database
    if database is None:
        raise NoVerdict("the migrations do not run on an empty database, so nothing says what they build", Location(project.journal_path))
    if declared is None or declared.problems:
        return ()
    return compared(schema_of(database.connection), visible(declared.schema))
