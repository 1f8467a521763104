"""A project's migrations run in order on an empty database, once for every rule that asks."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from hooks.chain import migrations
from hooks.chain.migrations import Migration
from hooks.errors import NoVerdict, UsageError
from hooks.finding import Location
from hooks.nearest import did_you_mean
from hooks.project import Project
from hooks.sources.schema import Schema
from hooks.sources.sql_text import BREAKPOINT
from hooks.sources.sqlite import SYSTEM_PREFIX, Clock, Database, Failure, Touch

_NOTHING = Schema({}, {})


class Step(NamedTuple):
    """One migration that was run, what stopped it, and what it did to the platform's tables.

    `before` and `after` are copies of the database, kept for migrations that the base's tip lacks while it has others.
    """

    migration: Migration
    failure: Failure | None
    is_new: bool
    touches: tuple[Touch, ...] = ()
    before: Database | None = None
    after: Database | None = None


class Replay(NamedTuple):
    """What became of the chain: a step a migration, and the database at the end (None: it was not reached).

    `seeded`: the base's own chain cannot be built, so its newest snapshot stood in for it before the new migrations ran.
    """

    steps: tuple[Step, ...]
    database: Database | None
    seeded: bool = False


@lru_cache(maxsize=2)  # the judged project and the base's: every rule asks for one of the two
def replay(project: Project) -> Replay:
    """Run the project's migrations, up to the first that fails. Raises NoVerdict where journal or files cannot be read."""
    todo = migrations.listed(project)
    new = migrations.new_tags(project)
    keeps = project.base is not None and bool(migrations.entries(project.base.tip))
    clock = Clock()
    database = _with_system_tables(project, todo, Database(clock))
    steps = _run(database, todo, new, keeps=keeps, contained=new if project.in_ci and project.base else frozenset())
    if steps and steps[-1].failure and not steps[-1].is_new:
        return _from_base(project, todo, new, steps, clock)
    return Replay(tuple(steps), None if steps and steps[-1].failure else database)


def built(project: Project, tag: str | None = None) -> tuple[str, ...]:
    """The schema that the migrations build, up to `tag` where one is named: its CREATE statements, the platform's tables left out.

    Raises UsageError for an unknown tag, and NoVerdict at the statement that fails.
    """
    return database_after(project, tag).script()


def database_after(project: Project, tag: str | None = None) -> Database:
    """The database that the migrations build, up to `tag` where one is named. Raises as `built` does."""
    todo = migrations.listed(project)
    tags = [migration.tag for migration in todo]
    if tag is not None and tag not in tags:
        raise UsageError(f'no migration "{tag}" in {project.journal_path}{did_you_mean(tag, tags)}')
    wanted = todo if tag is None else todo[: tags.index(tag) + 1]
    database = _with_system_tables(project, wanted, Database())
    for step in _run(database, wanted, frozenset(), keeps=False):
        if step.failure:
            raise NoVerdict(f"{step.migration.tag}: {step.failure.words}", Location(step.migration.path, step.failure.statement.line))
    return database


def _run(database: Database, todo: Iterable[Migration], new: frozenset[str], *, keeps: bool, contained: frozenset[str] = frozenset()) -> list[Step]:
    """Run what is to do, up to the first that fails; the tags of `contained` in processes of their own."""
    from hooks.chain.contained import run

    steps: list[Step] = []
    for migration in todo:
        kept = keeps and migration.tag in new
        before = (steps[-1].after if steps and steps[-1].after else database.copy()) if kept else None
        touched = len(database.touches)
        failure = run(database, migration.sql, in_child=migration.tag in contained)
        after = database.copy() if kept and not failure else None
        steps.append(Step(migration, failure, migration.tag in new, tuple(database.touches[touched:]), before, after))
        if failure:
            break
    return steps


def _from_base(project: Project, todo: tuple[Migration, ...], new: frozenset[str], steps: list[Step], clock: Clock) -> Replay:
    """A chain that the base itself cannot build: its newest snapshot stands in, so that new migrations still get a verdict."""
    from hooks.schema_diff import script

    tip = project.base.tip if project.base else None
    snapshot = tip.newest_snapshot if tip else None
    if snapshot is None:
        return Replay(tuple(steps), None)
    database = _with_system_tables(project, todo, Database(clock))
    failure = database.run(f"\n{BREAKPOINT}\n".join(script(_NOTHING, snapshot.schema)))
    if failure:
        raise NoVerdict(f"the snapshot cannot be built: {failure.words}", project.start_of(snapshot.path))
    later = _run(database, [migration for migration in todo if migration.tag in new], new, keeps=True, contained=new if project.in_ci else frozenset())
    return Replay((*steps, *later), None if later and later[-1].failure else database, seeded=True)


def _with_system_tables(project: Project, todo: Iterable[Migration], database: Database) -> Database:
    """The platform's tables as the project's generated file describes them. Without it SQLite gets stand-ins where foreign keys need them."""
    path = project.server_path("src", "__generated__", "sys_schema.ts")
    if not project.tree.has(path) or not any(SYSTEM_PREFIX in migration.sql for migration in todo):
        return database
    import sqlite3
    from contextlib import suppress

    from hooks.schema_diff import script
    from hooks.sources import drizzle_schema

    # What cannot be read or built here is left to the stand-ins: the file is generated, and not this rule's to judge.
    with suppress(NoVerdict, sqlite3.Error):
        declared = drizzle_schema.declared(project, path, project.server)
        tables = {name: table for name, table in declared.schema.tables.items() if name.startswith(SYSTEM_PREFIX)}
        database.prepare(script(_NOTHING, Schema(tables, {})))
    return database
