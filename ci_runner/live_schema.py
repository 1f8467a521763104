"""Whether the live database holds what the migrations build. Both are built in memory and compared by what SQLite shows of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from hooks.chain import migrations, platform_tables
from hooks.chain.contained import Containment
from hooks.chain.migrations import Migration
from hooks.chain.replay import replay
from hooks.errors import NoVerdict
from hooks.project import Project
from hooks.schema_diff import Action
from hooks.schema_diff.compare import compared
from hooks.schema_diff.sentences import named
from hooks.sources import sql_text
from hooks.sources.schema import Schema
from hooks.sources.sqlite.clock import Clock
from hooks.sources.sqlite.database import Database
from hooks.sources.sqlite.schema import own_tables, schema_of

# Tables that D1 or a migrator keeps for itself, and no migration of the project; the platform's own and SQLite's are left out already.
_KEPT_BY_OTHERS = ("_cf_", "d1_migrations", "__drizzle_migrations", "__edgespark")
# A listing of SQLite's catalogue holds what SQLite makes itself: its own tables, shadow tables, and here the stand-ins for the platform's.
_THERE_ALREADY = ("already exists", "already another table", "reserved for internal use")
_WORDS = {Action.ADD: "is missing live", Action.DROP: "is live, and in no migration", Action.ALTER: "is not what the migrations make it"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far along the chain a live schema stands, as tags: what it holds, what leaves no trace in a schema (it may be applied or not), what it lacks.

    `differences` are what it lacks of the whole chain, or has besides, in words. Where it is that of no point of the chain, only they are known.
    """

    applied: tuple[str, ...]
    silent: tuple[str, ...]
    missing: tuple[str, ...]
    differences: tuple[str, ...]

    @property
    def tags(self) -> tuple[str, ...]:
        """The whole chain; nothing where the schema is that of no point of it."""
        return self.applied + self.silent + self.missing

    @property
    def is_complete(self) -> bool:
        """Whether it is what the whole chain builds."""
        return not self.differences

    @property
    def is_known(self) -> bool:
        """Whether it is that of exactly one point of the chain."""
        return bool(self.tags) and not self.silent


def standing(project: Project, live_sql: str) -> Standing:
    """How far the live schema has come. Raises NoVerdict where it, or the chain, cannot be built."""
    there, (database, done, todo) = live(project, live_sql), _beginning(project)
    tags = (*done, *(migration.tag for migration in todo))
    matching = [len(done) + count for count in _points(project, database, todo) if _is(database, there)]
    differences = _differences(there, _own(schema_of(database.connection)))
    if not matching:
        return Standing((), (), (), differences)
    first, last = matching[0], matching[-1]
    return Standing(tags[:first], tags[first:last], tags[last:], differences)


def _beginning(project: Project) -> tuple[Database, tuple[str, ...], tuple[Migration, ...]]:
    """An empty database and the whole chain. Where the base's own migrations cannot be built, what its snapshot says of them, and the new ones."""
    whole, chain = replay(project), migrations.listed(project)
    new = [step for step in whole.steps if step.is_new]
    start = new[0].before if new else whole.database
    if not whole.seeded or start is None:
        return platform_tables.added(project, chain, Database()), (), chain
    todo = tuple(step.migration for step in new)
    return start.copy(Clock()), tuple(migration.tag for migration in chain if migration not in todo), todo


def _points(project: Project, database: Database, todo: tuple[Migration, ...]) -> Iterator[int]:
    """How many migrations were run on the database, none first. Raises NoVerdict where one does not run."""
    yield 0
    with Containment() as containment:
        for count, migration in enumerate(todo, start=1):
            failure = containment.run(database, migration.sql, in_child=False)
            if failure is not None:
                raise NoVerdict(f"{migration.tag} does not run: {failure.words}", project.start_of(migration.path))
            yield count


def _is(database: Database, there: Schema) -> bool:
    """Whether the database has that schema. The tables' names are looked at first: in a long chain they tell most points apart."""
    names = {name for name in own_tables(database.connection) if _is_own(name)}
    return names == set(there.tables) and not compared(there, _own(schema_of(database.connection)))


def _differences(there: Schema, wanted: Schema) -> tuple[str, ...]:
    return tuple(f"{named(change.thing, change.table, change.name)} {_WORDS[change.action]}" for change in compared(there, wanted))


def built(project: Project) -> Schema:
    """What the project's whole chain builds. Raises NoVerdict where it builds nothing."""
    database = replay(project).database
    if database is None:
        raise NoVerdict("the migrations do not build a database", project.start_of(project.journal_path))
    return _own(schema_of(database.connection))


def live(project: Project, sql: str) -> Schema:
    """The live schema, built statement by statement: nobody said in which order the platform lists them."""
    database = Database()
    for text in sorted((statement.text.strip() for statement in sql_text.statements(sql)), key=_rank):
        failure = database.run(text)
        if failure is not None and not any(words in failure.words for words in _THERE_ALREADY):
            raise NoVerdict(f"the live schema's SQL does not run here: {failure.words}", project.start_of(project.journal_path))
    return _own(schema_of(database.connection))


def _rank(statement: str) -> int:
    """Virtual tables before the shadow tables that they make themselves, tables before what stands on them."""
    words = statement.upper().split(maxsplit=2)[1:2]
    return {"VIRTUAL": 0, "TABLE": 1}.get(words[0] if words else "", 2)


def _own(schema: Schema) -> Schema:
    return Schema({name: table for name, table in schema.tables.items() if _is_own(name)}, schema.views)


def _is_own(table: str) -> bool:
    return not table.lower().startswith(_KEPT_BY_OTHERS)
