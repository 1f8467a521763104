"""`auth-config.yaml` says only what the platform understands."""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Edit, Finding, Fix, FixKind, Severity
from hooks.project import Project
from hooks.rule import Group, Rule


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """A finding for each thing in the file that the table of its keys forbids."""
    root = project.auth_config
    if root is None:
        return
    from hooks.sources.auth_config import merges
    from hooks.sources.auth_faults import Fault, faults

    def finding(fault: Fault) -> Finding:
        edits = () if fault.text is None else (Edit(fault.location, fault.text),)
        fix = Fix(fault.repair, FixKind.EDIT if edits else FixKind.HUMAN, edits=edits)
        return Finding(fault.message, fault.location, fault.subject, fix, None if fault.certain else Severity.WARNING)

    for place in merges(root):
        yield Diagnostic('"<<" is no merge key in YAML 1.2, and whether the platform reads it as one is not known: write the keys out', place, "<<")
    yield from map(finding, faults(root))


RULE = Rule(
    id="invalid-auth-config",
    summary="auth-config.yaml has only known keys, with values of the right kind, and all that an enabled provider needs",
    severity=Severity.ERROR,
    group=Group.AUTH,
    check=check,
)
