"""`db.transaction()` is not called: D1 has no transactions that a program can hold open.

Source: the platform's agent skill and the instructions in its templates ("do not use db.transaction(), use db.batch([...])").
"""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

_FIX = Fix(
    "give the statements to `db.batch([...])`, which runs all of them or none; read before it what a statement depends on, since a batch takes no callback"
)


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Follow every `transaction` in the code back to where it comes from; only modules that hold the word are parsed."""
    from hooks.searched import holds, searched

    for module in searched(project, "`db.transaction()`", holds("transaction")):
        if isinstance(module, Diagnostic):
            yield module
            continue
        from hooks.sources.flow.packages import is_from, taken_members

        for word, value in taken_members(module, "transaction"):
            if is_from(project.program, value, "edgespark", ("db", "transaction")):
                yield Finding("`db.transaction()` fails on D1, which has no interactive transactions", module.source.location(word), module.path, _FIX)


RULE = Rule(
    id="db-transaction",
    summary="`db.transaction()` is not used, since D1 has no interactive transactions",
    severity=Severity.ERROR,
    group=Group.PROJECT,
    check=check,
)
