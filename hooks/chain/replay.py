"""A project's migrations run in order on an empty database, once for every rule that asks."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from hooks.chain import migrations, platform_tables
from hooks.chain.migrations import Migration
from hooks.errors import NoVerdict, UsageError
from hooks.finding import Location
from hooks.nearest import did_you_mean
from hooks.project import Project
from hooks.sources.sqlite.clock import Clock, Failure
from hooks.sources.sqlite.database import Database, Touch


class Step(NamedTuple):
    """One migration that was run, what stopped it, and to which tables it wrote.

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

    `seeded`: the base's own chain cannot be built, so its newest snapshot stood in for it before the new migrations ran. `stranded` are the new ones
    that could not be run even so, because there is no snapshot.
    """

    steps: tuple[Step, ...]
    database: Database | None
    seeded: bool = False
    stranded: tuple[Migration, ...] = ()


@lru_cache(maxsize=2)  # the judged project and the base's: every rule asks for one of the two
def replay(project: Project) -> Replay:
    """Run the project's migrations, up to the first that fails or has no file. Raises NoVerdict where journal or files cannot be read."""
    todo = migrations.listed(project)
    new = migrations.new_tags(project)
    keeps = project.base is not None and bool(migrations.entries(project.base.tip))
    clock = Clock()
    database = platform_tables.added(project, todo, Database(clock))
    steps = _run(database, migrations.buildable(project), new, keeps=keeps, contained=_contained(project, todo))
    lost = migrations.lost(project)
    ends_at = steps[-1].migration.tag if steps and steps[-1].failure else lost and lost.tag
    if ends_at is not None and ends_at not in new:
        return _from_base(project, todo, new, steps, clock)
    return Replay(tuple(steps), database if ends_at is None else None)


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
    gap = migrations.lost(project)
    if gap and (tag is None or tag not in {migration.tag for migration in migrations.buildable(project)}):
        raise NoVerdict(f'the file of "{gap.tag}" is missing', gap.location)
    wanted = todo if tag is None else todo[: tags.index(tag) + 1]
    database = platform_tables.added(project, wanted, Database())
    for step in _run(database, wanted, frozenset(), keeps=False, contained=_contained(project, wanted)):
        if step.failure:
            raise NoVerdict(f"{step.migration.tag}: {step.failure.words}", Location(step.migration.path, step.failure.statement.line))
    return database


def _contained(project: Project, todo: Iterable[Migration]) -> frozenset[str]:
    """The tags of what runs in a process of its own: in CI all that the base's tip does not hold in these very words, everything without a base."""
    if not project.in_ci:
        return frozenset()
    tip = project.base.tip if project.base else None
    return frozenset(migration.tag for migration in todo if tip is None or not migrations.is_same(project, tip, migration.path))


def _run(database: Database, todo: Iterable[Migration], new: frozenset[str], *, keeps: bool, contained: frozenset[str]) -> list[Step]:
    """Run what is to do, up to the first that fails; the tags of `contained` in a process of their own."""
    from hooks.chain.contained import Containment

    steps: list[Step] = []
    with Containment() as containment:
        for migration in todo:
            kept = keeps and migration.tag in new
            before = (steps[-1].after if steps and steps[-1].after else database.copy()) if kept else None
            touched = len(database.touches)
            failure = containment.run(database, migration.sql, in_child=migration.tag in contained)
            after = database.copy() if kept and not failure else None
            steps.append(Step(migration, failure, migration.tag in new, tuple(database.touches[touched:]), before, after))
            if failure:
                break
    return steps


def _from_base(project: Project, todo: tuple[Migration, ...], new: frozenset[str], steps: list[Step], clock: Clock) -> Replay:
    """A chain that the base itself cannot build: its newest snapshot stands in, so that new migrations still get a verdict."""
    tip = project.base.tip if project.base else None
    snapshot = tip.newest_snapshot if tip else None
    own = tuple(migration for migration in todo if migration.tag in new)
    if snapshot is None:
        return Replay(tuple(steps), None, stranded=own)
    database = platform_tables.added(project, todo, Database(clock))
    failure = database.run(migrations.making(snapshot.schema))
    if failure:
        raise NoVerdict(f"the snapshot cannot be built: {failure.words}", project.start_of(snapshot.path))
    later = _run(database, own, new, keeps=True, contained=_contained(project, own))
    return Replay((*steps, *later), None if later and later[-1].failure else database, seeded=True)
