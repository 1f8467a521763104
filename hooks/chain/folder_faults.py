"""What stands wrong among drizzle-kit 1.x's folders, which need no journal: a folder is a migration, and its name is its date.

Source: what drizzle-kit and drizzle-orm 1.0.0-rc.5 read of them.
"""

from collections.abc import Iterator

from hooks.chain import migrations, restoring
from hooks.finding import Finding, Fix, Location
from hooks.project import Project
from hooks.sources import migration_folders


def faults(project: Project) -> Iterator[Finding]:
    """A finding for each folder that no database can run, and for each migration that lies where nobody looks."""
    names = migration_folders.names(project.drizzle_path, project.below(project.drizzle_path))
    if names and not project.migration_folders:
        yield _beside_journal(project, names)
        return
    for name in names:
        path = migrations.sql_path(project, name)
        if not project.tree.has(path):
            yield _without_sql(project, name, path)
        elif migration_folders.time_of(name) is None:
            yield _without_time(name, path)
    for path in _loose(project) if names else ():
        yield Finding(
            f'"{path.rpartition("/")[2]}" lies in no folder of its own: beside drizzle-kit 1.x\'s folders it is never run',
            Location(path),
            path.rpartition("/")[2],
            Fix("bring the journal back and let `drizzle-kit up` move every migration into its folder, or delete the file"),
        )


def _beside_journal(project: Project, names: tuple[str, ...]) -> Finding:
    return Finding(
        f'the journal and drizzle-kit 1.x\'s folder "{names[0]}" lie side by side: 0.31 never runs the folder, and 1.x refuses to work beside a journal',
        Location(project.journal_path),
        names[0],
        Fix("let `drizzle-kit up` of version 1.x move every migration into its folder; or delete the folders and generate with 0.31"),
    )


def _without_sql(project: Project, name: str, path: str) -> Finding:
    return Finding(
        f'the migration folder "{name}" has no {migration_folders.SQL}: no database runs it, while `db generate` builds on its snapshot',
        Location(f"{project.drizzle_path}/{name}/{migration_folders.SNAPSHOT}"),
        name,
        restoring.fix(project, path),
    )


def _without_time(name: str, path: str) -> Finding:
    return Finding(
        f'the migration folder "{name}" does not begin with the time of its making (14 digits): drizzle-orm 1.x cannot note when it ran, and fails',
        Location(path),
        name,
        Fix("rename the folder to begin with its time as YYYYMMDDHHMMSS, as `drizzle-kit generate` names it"),
    )


def _loose(project: Project) -> Iterator[str]:
    start = len(project.drizzle_path) + 1
    return (path for path in project.below(project.drizzle_path, ".sql") if "/" not in path[start:])
