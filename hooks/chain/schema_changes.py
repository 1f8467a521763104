"""What changed between two schemas of a project: the newest snapshot, or the schema at the base, and the declared one."""

from posixpath import basename
from typing import NamedTuple

from hooks.chain import migrations, unmigrated
from hooks.errors import NoVerdict, UsageError
from hooks.finding import Location
from hooks.project import Project
from hooks.schema_diff import Change, differences, entities, script
from hooks.sources.schema import Schema

_NOTHING = Schema({}, {})


class SchemaChanges(NamedTuple):
    """The changes from one side to the other, and the SQL that `db generate` writes for them.

    `sql` is None where it cannot be written: without a snapshot, since what SQLite shows of a database is too little; and as drizzle-kit 1.x.
    """

    project: str
    before: str
    after: str
    changes: tuple[Change, ...]
    sql: tuple[str, ...] | None


def since_migrated(project: Project) -> SchemaChanges:
    """What the declared schema needs beyond the newest snapshot, or for want of one beyond what the migrations build. Raises NoVerdict."""
    after, snapshot = _declared(project), project.newest_snapshot
    if snapshot is None and project.migration_paths:
        return SchemaChanges(project.root, "what the migrations build", project.tree.name, unmigrated.replayed_changes(project), None)
    if snapshot and project.migration_folders:
        return SchemaChanges(project.root, snapshot.path, project.tree.name, unmigrated.certain_changes(project, snapshot), None)
    return _between(project, basename(snapshot.path) if snapshot else "no migration", snapshot.schema if snapshot else _NOTHING, after)


def since_base(project: Project) -> SchemaChanges:
    """What the declared schema needs beyond that of the base's tip. Raises NoVerdict."""
    if project.base is None:
        raise UsageError("there is no base to compare with")
    tip = project.base.tip
    migrations.require_one_layout(project, tip)
    return _between(project, project.base.ref, _declared(tip) if tip and tip.tree.has(tip.schema_path) else _NOTHING, _declared(project))


def _between(project: Project, name: str, before: Schema, after: Schema) -> SchemaChanges:
    place = Location(project.schema_path)
    if project.migration_folders:
        return SchemaChanges(project.root, name, project.tree.name, entities.differences(before, after, place), None)
    return SchemaChanges(project.root, name, project.tree.name, differences(before, after, place), script(before, after))


def _declared(project: Project) -> Schema:
    """The whole schema: half of one would show the other half as dropped."""
    if project.declared is None:
        raise NoVerdict(f"no such file in the {project.tree.name}, so nothing declares the schema", Location(project.schema_path))
    if project.declared.problems:
        first, more = project.declared.problems[0], len(project.declared.problems) - 1
        others = f" (and {more} more; `edgespark-ci check` names them all)" if more else ""
        raise NoVerdict(f"in the {project.tree.name}: {first.message}{others}", first.location)
    return project.declared.schema
