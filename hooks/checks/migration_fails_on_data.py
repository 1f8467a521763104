"""A new migration still runs when the tables hold rows."""

from collections.abc import Iterator

from hooks.chain.rehearsal import Rehearsal, rehearsals
from hooks.finding import Diagnostic, Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.sqlite.clock import Failure

_REPAIRS = (
    ("NOT NULL", "add the column nullable or with a default, fill it with an UPDATE, and make it NOT NULL in a later migration"),
    ("UNIQUE", "remove or merge the duplicates with an UPDATE or DELETE in front of it that you have checked on the real rows"),
    ("CHECK", "bring the rows that break the new check in line with an UPDATE in front of it"),
    ("FOREIGN KEY", "give the rows that refer to nothing a parent, or NULL, in front of it; a table that others refer to is emptied of those first"),
)


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """A finding at the statement that fails on rows which every constraint before the migration allows."""
    for rehearsal in rehearsals(project):
        failure, tag = rehearsal.failure, rehearsal.step.migration.tag
        if rehearsal.unfilled:
            reason = f'migration "{tag}" could not be rehearsed: no rows could be made ({rehearsal.unfilled})'
            yield Diagnostic(reason, project.start_of(rehearsal.step.migration.path), tag)
        elif failure and (failure.undecided or _may_be_our_rows(rehearsal, failure)):
            reason = f'migration "{tag}" could not be rehearsed to its end: statement {failure.statement.number}: {failure.words}'
            yield Diagnostic(reason, rehearsal.place(failure.statement), tag)
        elif failure:
            yield _finding(rehearsal, failure)


def _may_be_our_rows(rehearsal: Rehearsal, failure: Failure) -> bool:
    """Whether the failure may come from made-up rows that break a check which real rows obey."""
    return "CHECK" in failure.words and bool(rehearsal.unsound)


def _finding(rehearsal: Rehearsal, failure: Failure) -> Finding:
    tag = rehearsal.step.migration.tag
    return Finding(
        f'migration "{tag}" runs on empty tables and fails where they hold rows: statement {failure.statement.number}: {failure.words}; '
        "the rehearsal used rows that the schema before it allows",
        rehearsal.place(failure.statement),
        tag,
        Fix(next((repair for word, repair in _REPAIRS if word in failure.words), "make the statement hold for rows that the schema before it allows")),
    )


RULE = Rule(
    id="migration-fails-on-data",
    summary="a new migration still runs when the tables hold rows",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
    needs_base=True,
)
