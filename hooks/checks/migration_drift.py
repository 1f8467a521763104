"""After each new migration, and after the last, the database is what the snapshot says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.chain import migrations, realigning
from hooks.chain.replay import Step, replay
from hooks.errors import NoVerdict
from hooks.finding import Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

if TYPE_CHECKING:
    from hooks.schema_diff import Change
    from hooks.sources.snapshot import Snapshot
    from hooks.sources.sqlite.database import Database


def check(project: Project) -> Iterator[Finding]:
    """A finding for each object in which database and snapshot differ, at the first migration that shows it."""
    seen: set[str] = set()
    for step, database in _judged(project):
        for change in _differences(project, step, database):
            key = f"{change.thing.value} {change.subject}"
            if key not in seen:
                seen.add(key)
                yield _finding(project, step, change, key)


def _judged(project: Project) -> "Iterator[tuple[Step, Database]]":
    """Each step whose database is known and whose snapshot is there."""
    result = replay(project)
    for step in result.steps:
        is_last = step is result.steps[-1] and (step.is_new or not result.seeded)  # a seeded database is behind no step of the base's
        database = result.database if is_last else step.after
        if database is not None and step.failure is None and project.tree.has(migrations.snapshot_path(project, step.migration.entry)):
            yield step, database


def _differences(project: Project, step: Step, database: "Database") -> "tuple[Change, ...]":
    from hooks.schema_diff.compare import compared
    from hooks.sources.sqlite.schema import schema_of, visible

    snapshot = _snapshot(project, step)
    if snapshot is None:
        return ()
    return compared(schema_of(database.connection), visible(snapshot.schema))


def _snapshot(project: Project, step: Step) -> "Snapshot | None":
    """What the database should be; in drizzle-kit 1.x's folders that of all branches merged so far, None where they collide and are joined only later."""
    path = migrations.snapshot_path(project, step.migration.entry)
    if not project.migration_folders:
        return project.snapshot(path)
    from hooks.schema_diff import snapshot_heads

    try:
        return snapshot_heads.after([ids for ids in project.snapshot_ids if ids.path <= path], project.tree.read)
    except NoVerdict:
        if path == project.snapshot_paths[-1]:
            raise
        return None


def _finding(project: Project, step: Step, change: "Change", key: str) -> Finding:
    from hooks.chain import forgotten_action

    edit = forgotten_action.edit(step.migration, change) if project.base and step.is_new else None
    return Finding(
        f'after migration "{step.migration.tag}" {_sentence(change)}: the next `db generate` builds on a schema that no database has',
        edit.location if edit else Location(step.migration.path),
        key,
        Fix(f'write "{edit.text.strip()}" behind the REFERENCES: drizzle-kit leaves it out there', FixKind.EDIT, edits=(edit,))
        if edit
        else _fix(project, step),
    )


def _fix(project: Project, step: Step) -> Fix:
    if realigning.is_needed(project, step.migration.entry):
        return realigning.fix(project, step.migration.entry)  # the snapshot is of another branch: to obey it would undo the other side
    if not step.is_new:
        return Fix("it is merged, so leave it: change the schema to what the database is, generate a migration, and replace its SQL by `SELECT 1;`")
    return Fix(
        f"make {step.migration.path} do what the snapshot says; where its SQL is right, change the schema to that, generate, and replace "
        "the new SQL by `SELECT 1;`"
    )


def _sentence(change: "Change") -> str:
    from hooks.schema_diff import Action, sentences

    named = sentences.named(change.thing, change.table, change.name)
    if change.action is Action.ADD:
        return f"{named} is in the snapshot and not in the database"
    if change.action is Action.DROP or change.old is None or change.new is None:
        return f"{named} is in the database and not in the snapshot"
    snapshot, database = sentences.traits(change.old, change.new)
    return f"{named} is {database} in the database and {snapshot} in the snapshot"


RULE = Rule(
    id="migration-drift",
    summary="after each new migration, and after the last, the database is what the snapshot says",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
)
