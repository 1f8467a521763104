"""Every migration runs on a fresh database under D1's rules."""

from collections.abc import Iterator

from hooks.chain import migrations
from hooks.chain.replay import Step, replay
from hooks.finding import Diagnostic, Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.sqlite import library


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """A finding at the statement that fails; a diagnostic where it was stopped before it could end."""
    result = replay(project)
    for step in result.steps:
        if step.failure:
            yield _finding(project, step) if not step.failure.undecided else _diagnostic(step)
    for migration in result.stranded:
        reason = "the migrations before it, which are merged, cannot be built, and there is no snapshot to stand in for them"
        yield Diagnostic(f'migration "{migration.tag}" was not run: {reason}', Location(migration.path), migration.tag)


def _finding(project: Project, step: Step) -> Finding:
    return Finding(
        f'migration "{step.migration.tag}" fails on a fresh database: {_what(step)}; '
        "`db migrate` stops here, and nothing of this migration or of those behind it is applied",
        _place(step),
        step.migration.tag,
        _fix(project, step),
    )


def _fix(project: Project, step: Step) -> Fix:
    if project.base and project.base.tip and not step.is_new:
        if _differs(project, project.base.tip, step.migration.path):
            command = ("git", "checkout", project.base.ref, "--", step.migration.path)
            return Fix(f"{project.base.ref} has it with other text: take that back before anything else", FixKind.COMMAND, (command,))
        return Fix(f"{project.base.ref} has it already: leave it as it is; databases that applied it are not affected, but no fresh one can be built")
    return Fix(
        f"repair the statement in {step.migration.path}; or delete the migration with its snapshot and journal entry, change the schema and generate it again"
    )


def _differs(project: Project, tip: Project, path: str) -> bool:
    """Whether the base has another text than the one that fails; line endings count for nothing, as for `edited-migration`."""
    here, merged = (migrations.lines(side, path) for side in (project, tip))
    return None not in {here, merged} and here != merged


def _diagnostic(step: Step) -> Diagnostic:
    return Diagnostic(f'migration "{step.migration.tag}" was not run to its end: {_what(step)} (SQLite {library.version()})', _place(step), step.migration.tag)


def _what(step: Step) -> str:
    failure = step.failure
    return f"statement {failure.statement.number}: {failure.words}" if failure and failure.statement.number else f"{failure and failure.words}"


def _place(step: Step) -> Location:
    return Location(step.migration.path, step.failure.statement.line if step.failure else 1)


RULE = Rule(
    id="failing-migration",
    summary="every migration runs on a fresh database under D1's rules",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
)
