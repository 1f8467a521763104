"""Which key is read can be told without running the code."""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Name every read whose key cannot be followed to a literal."""
    for read in project.key_reads.reads:
        if read.key is None:
            yield Finding(
                f"which {read.accessor.noun} is read here is known only at run time ({read.expression}), so no rule checks that it is declared",
                read.location,
                f"{read.accessor.value} {read.expression}",
                fix=Fix(f"use a literal, a constant, or a table of literals; a parameter typed with {read.accessor.union} is proved by the compiler"),
            )


RULE = Rule(
    id="unresolved-runtime-key",
    summary="which runtime key is read can be told from the code alone",
    severity=Severity.NOTE,
    group=Group.RUNTIME_KEYS,
    check=check,
)
