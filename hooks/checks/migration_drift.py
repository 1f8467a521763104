"""After each new migration, and after the last, the database is what the snapshot says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.chain import migrations
from hooks.chain.replay import Step, replay
from hooks.finding import Finding, Fix, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

if TYPE_CHECKING:
    from hooks.schema_diff import Change
    from hooks.sources.sqlite import Database


def check(project: Project) -> Iterator[Finding]:
    """A finding for each object in which database and snapshot differ, at the first migration that shows it."""
    seen: set[str] = set()
    for step, database in _judged(project):
        for change in _differences(project, step, database):
            key = f"{change.thing.value} {change.subject}"
            if key not in seen:
                seen.add(key)
                yield _finding(step, change, key)


def _judged(project: Project) -> "Iterator[tuple[Step, Database]]":
    """Each step whose database is known and whose snapshot is there."""
    result = replay(project)
    for step in result.steps:
        database = result.database if step is result.steps[-1] else step.after
        if database is not None and step.failure is None and project.tree.has(migrations.snapshot_path(project, step.migration.entry)):
            yield step, database


def _differences(project: Project, step: Step, database: "Database") -> "tuple[Change, ...]":
    from hooks.schema_diff.compare import compared
    from hooks.sources import sqlite_schema

    snapshot = project.snapshot(migrations.snapshot_path(project, step.migration.entry))
    return compared(sqlite_schema.schema_of(database.connection), sqlite_schema.visible(snapshot.schema))


def _finding(step: Step, change: "Change", key: str) -> Finding:
    return Finding(
        f'after migration "{step.migration.tag}" {_sentence(change)}: the next `db generate` builds on a schema that no database has',
        Location(step.migration.path),
        key,
        Fix(
            f"make {step.migration.path} do what the snapshot says; where the database is right, change the schema to match it and generate a "
            "migration, whose SQL you then empty"
        ),
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
