"""Whether the live database holds what the migrations build. Both are built in memory and compared by what SQLite shows of them."""

from hooks.chain import migrations
from hooks.chain.replay import replay
from hooks.errors import NoVerdict
from hooks.project import Project
from hooks.schema_diff import Action
from hooks.schema_diff.compare import compared
from hooks.schema_diff.sentences import named
from hooks.sources import sql_text
from hooks.sources.schema import Schema
from hooks.sources.sqlite.database import Database
from hooks.sources.sqlite.schema import schema_of

# Tables that D1 or a migrator keeps for itself, and no migration of the project; the platform's own and SQLite's are left out already.
_KEPT_BY_OTHERS = ("_cf_", "d1_migrations", "__drizzle_migrations", "__edgespark")
# A listing of SQLite's catalogue holds what SQLite makes itself: its own tables, shadow tables, and here the stand-ins for the platform's.
_THERE_ALREADY = ("already exists", "already another table", "reserved for internal use")
_WORDS = {Action.ADD: "is missing live", Action.DROP: "is live, and in no migration", Action.ALTER: "is not what the migrations make it"}


def differences(project: Project, live_sql: str) -> tuple[str, ...]:
    """What the live schema lacks, or has besides what the whole chain builds, in words. Raises NoVerdict where either cannot be built."""
    changes = compared(live(project, live_sql), built(project))
    return tuple(f"{named(change.thing, change.table, change.name)} {_WORDS[change.action]}" for change in changes)


def built(project: Project) -> Schema:
    """What the project's whole chain builds. Raises NoVerdict where it builds nothing."""
    database = replay(project).database
    if database is None:
        raise NoVerdict("the migrations do not build a database", project.start_of(project.journal_path))
    return _own(schema_of(database.connection))


def applied_tags(project: Project, live_sql: str) -> tuple[str, ...] | None:
    """The longest beginning of the chain that builds the live schema, as tags; None where none does. Raises NoVerdict."""
    there = live(project, live_sql)
    chain = migrations.listed(project)
    database = Database()
    longest: tuple[str, ...] | None = None if compared(there, Schema({}, {})) else ()
    for count, migration in enumerate(chain, start=1):
        if database.run(migration.sql) is not None:
            break
        if not compared(there, _own(schema_of(database.connection))):
            longest = tuple(one.tag for one in chain[:count])
    return longest


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
    tables = {name: table for name, table in schema.tables.items() if not name.lower().startswith(_KEPT_BY_OTHERS)}
    return Schema(tables, schema.views)
