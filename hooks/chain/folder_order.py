"""The order of drizzle-kit 1.x's folders. None is skipped for its date: drizzle-orm 1.x runs every migration whose name a database has not noted yet.

Source: the migrator of drizzle-orm 1.0.0-rc.5 for D1, which reads the names that a database has applied and runs all others in the order of their names.
"""

import time
from collections.abc import Iterable, Iterator

from hooks.chain import migrations
from hooks.finding import Finding, Fix, Severity
from hooks.project import Project
from hooks.sources import migration_folders
from hooks.sources.journal import JournalEntry

_DAY_SECONDS = 24 * 60 * 60


def faults(project: Project, known: Iterable[JournalEntry], new: frozenset[str], now: int) -> Iterator[Finding]:
    """A warning for each new folder that sorts before one of the base (`known`), or lies in the future; `now` in milliseconds."""
    newest = max((entry.tag for entry in known), default="")
    tomorrow = int(time.strftime("%Y%m%d%H%M%S", time.gmtime(now / 1000 + _DAY_SECONDS)))
    for entry in migrations.entries(project):
        if entry.tag not in new:
            continue
        if entry.tag < newest:
            yield _finding(
                entry,
                f'"{entry.tag}" sorts before "{newest}" of the base: a database that has applied that one still runs it, but afterwards, '
                "and a fresh database runs the two the other way round",
            )
        elif (migration_folders.time_of(entry.tag) or 0) > tomorrow:
            yield _finding(entry, f'"{entry.tag}" is dated in the future: every migration generated until then sorts before it')


def _finding(entry: JournalEntry, message: str) -> Finding:
    text = "rename the folder to begin with the time of now, while no database has applied it; nothing else holds its name"
    return Finding(message, entry.location, entry.tag, Fix(text), Severity.WARNING)
