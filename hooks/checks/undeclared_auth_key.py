"""Every runtime key that an enabled provider of auth-config.yaml names is declared, of the right kind."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.finding import Diagnostic, Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

if TYPE_CHECKING:
    from hooks.sources.auth_config import Reference
    from hooks.sources.runtime_keys import DeclaredKeys


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Compare the references of enabled providers with the unions of `runtime.ts`."""
    root = project.auth_config
    if root is None:
        return
    from hooks.sources.auth_config import references

    named = tuple(references(root))
    if not named:
        return
    from hooks.key_places import unreadable

    declared = project.declared_keys
    undecided: set[Diagnostic] = set()
    for reference in named:
        if declared is not None and declared.place(reference.key, reference.accessor):
            continue
        lost = set(unreadable(declared, (reference.accessor,))) if declared is not None else set()
        if lost:
            undecided |= lost
        else:
            yield _finding(reference, declared, project.runtime_path)
    yield from sorted(undecided)


def _finding(reference: "Reference", declared: "DeclaredKeys | None", path: str) -> Finding:
    accessor = reference.accessor
    what = f'"{reference.key}"'
    other = declared.place(reference.key, accessor.other) if declared is not None else None
    if other is not None:
        problem = f"{what} is declared as a {accessor.other.noun} ({other}), but {reference.field} must name a {accessor.noun}"
        repair = f"move it from {accessor.other.union} to {accessor.union}"
    elif declared is None:
        problem = f"{reference.provider} is enabled and needs the {accessor.noun} {what}, but there is no {path} to declare it"
        repair = f"declare it in {path} under {accessor.union}"
    else:
        problem = f"{reference.provider} is enabled and needs the {accessor.noun} {what}, but {path} does not declare it under {accessor.union}"
        repair = f"declare it in {path} under {accessor.union}"
    return Finding(problem, reference.location, reference.key, Fix(f"{repair}, then {_value(reference)}; or disable {reference.provider}"))


def _value(reference: "Reference") -> str:
    if reference.accessor.noun == "var":
        return f"set its value with `edgespark var set {reference.key}=VALUE`"
    return f"run `edgespark secret set {reference.key}`, which prints a URL where a human enters the value"


RULE = Rule(
    id="undeclared-auth-key",
    summary="every runtime key that an enabled provider of auth-config.yaml names is declared in runtime.ts, of the right kind",
    severity=Severity.ERROR,
    group=Group.AUTH,
    check=check,
)
