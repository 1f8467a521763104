"""The platform's types equal the pulled ones: only `edgespark pull types --check` can tell, so this rule goes online."""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Finding, Severity
from hooks.project import Project
from hooks.rule import Group, Rule


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Ask the platform; the way there loads only when it is gone."""
    from hooks.platform.pulled_types import judged

    yield from judged(project)


RULE = Rule(
    id="stale-types",
    summary="the pulled types equal those of the platform",
    severity=Severity.ERROR,
    group=Group.TYPES,
    check=check,
    online=True,
)
