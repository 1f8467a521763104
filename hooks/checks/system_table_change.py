"""No migration writes to a table of the platform."""

from collections.abc import Iterator

from hooks.chain.replay import Step, replay
from hooks.finding import Finding, Fix, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.sqlite.database import Touch


def check(project: Project) -> Iterator[Finding]:
    """A finding for each statement that changes a table whose name begins with `es_system__`: SQLite tells, not the text."""
    for step in replay(project).steps:
        seen: set[tuple[int, str]] = set()
        for touch in step.touches:
            if touch.is_of_platform and (touch.statement.number, touch.table) not in seen:
                seen.add((touch.statement.number, touch.table))
                yield _finding(step, touch)


def _finding(step: Step, touch: Touch) -> Finding:
    return Finding(
        f'migration "{step.migration.tag}" {touch.action} "{touch.table}": the platform owns this table and may change it at any time',
        Location(step.migration.path, touch.statement.line),
        f"{step.migration.tag}.{touch.table}",
        Fix("leave the platform's tables alone: keep your own data in a table of your own with a foreign key to it, and change users through the platform"),
    )


RULE = Rule(
    id="system-table-change",
    summary="no migration writes to a table of the platform",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
)
