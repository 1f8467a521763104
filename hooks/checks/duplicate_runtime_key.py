"""No runtime key is both a var and a secret."""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.runtime_keys import Accessor


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Compare the two unions of `runtime.ts`."""
    declared = project.declared_keys
    if declared is None or declared.vars is None:
        return
    for key, place in declared.vars.keys.items():
        other = declared.place(key, Accessor.SECRET)
        if other is not None:
            yield Finding(
                f'"{key}" is declared as a var and as a secret ({other}): a deploy waits until both have a value, and the code reads one',
                place,
                key,
                fix=Fix(_repair(project, key)),
            )


def _repair(project: Project, key: str) -> str:
    readers = {read.accessor for read in project.key_reads.reads if read.key == key}
    if len(readers) != 1:
        return f"delete it from {Accessor.VARS.union} if its value is a secret, else from {Accessor.SECRET.union}"
    reader = readers.pop()
    return f"delete it from {reader.other.union}: the code reads it with {reader.value}.get only"


RULE = Rule(
    id="duplicate-runtime-key",
    summary="no runtime key is declared both as a var and as a secret",
    severity=Severity.ERROR,
    group=Group.RUNTIME_KEYS,
    check=check,
)
