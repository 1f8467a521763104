"""The platform's tables as the project's generated `sys_schema.ts` describes them, so that foreign keys to them resolve."""

from collections.abc import Iterable
from contextlib import suppress

from hooks.chain import migrations
from hooks.chain.migrations import Migration
from hooks.errors import NoVerdict
from hooks.project import Project
from hooks.sources.schema import Schema
from hooks.sources.sqlite.database import Database
from hooks.sources.sqlite.names import SYSTEM_PREFIX


def added(project: Project, todo: Iterable[Migration], database: Database) -> Database:
    """The database with the platform's tables, where one of the migrations names any. Without the file SQLite gets stand-ins for what foreign keys need."""
    path = project.server_path("src", "__generated__", "sys_schema.ts")
    if not project.tree.has(path) or not any(SYSTEM_PREFIX in migration.sql for migration in todo):
        return database
    from hooks.chain.contained import Containment
    from hooks.sources import drizzle_schema

    tip = project.base.tip if project.base else None
    is_new = tip is None or not migrations.is_same(project, tip, path)
    # What cannot be read or built here is left to the stand-ins: the file is generated, and not this rule's to judge.
    with suppress(NoVerdict), Containment() as containment:
        declared = drizzle_schema.declared(project, path, project.server)
        tables = {name: table for name, table in declared.schema.tables.items() if name.startswith(SYSTEM_PREFIX)}
        # By the rules for migrations: defaults and checks are SQL text of the file's, which a pull request may have written.
        containment.run(database, migrations.making(Schema(tables, {})), in_child=project.in_ci and is_new)
    return database
