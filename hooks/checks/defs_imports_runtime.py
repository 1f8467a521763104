"""Nothing below `defs/` takes a value from `edgespark`: the platform loads the definitions by themselves, where there is no request.

Source: the import boundary in the platform's agent skill and templates (types may be imported, values of the runtime must not).
"""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

_RUNTIME = ("edgespark", "edgespark/http")
_FIX = Fix('move the code that needs it out of defs/; a type comes from "@sdk/server-types", or with `import type`, which is erased')


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Look at every import, export from, `import()` and `require()` of the definitions that name the runtime."""
    for path in project.definition_paths:
        source = project.source(path) if _RUNTIME[0].encode() in (project.content(path) or b"") else None
        if source is None:
            continue
        from hooks.sources.flow.packages import values_taken
        from hooks.sources.flow.scopes import Module

        for name, place in values_taken(Module(source), _RUNTIME):
            message = f'"{name}" is imported below defs/, which must load without the runtime'
            yield Finding(message, source.location(place), f"{path} {name}", _FIX)


RULE = Rule(
    id="defs-imports-runtime",
    summary='nothing below `defs/` imports a value from "edgespark" or "edgespark/http"',
    severity=Severity.ERROR,
    group=Group.PROJECT,
    check=check,
)
