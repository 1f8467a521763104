"""Every runtime key that the code reads is declared, or listed as optional."""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Finding, Fix, Severity
from hooks.key_places import KeyPlace, key_places, meant, undeclared, unreadable, unsearched
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.runtime_keys import Accessor, DeclaredKeys

_CAST = "a cast hides it from the compiler, and a declared key would block every deploy until its value is set"
_OPTIONAL = 'if the app runs without it, list it under "optional-keys" in .edgespark-ci.yaml; else '


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Compare the keys that are read with those that `runtime.ts` declares."""
    yield from unsearched(project)
    if not key_places(project):
        return
    declared = project.declared_keys or DeclaredKeys(project.runtime_path, None, None)
    undecided: set[Diagnostic] = set()
    for place in undeclared(project, declared):
        lost = set(unreadable(declared, place.accessors))
        if lost:
            undecided |= lost
        else:
            yield _finding(place, declared, is_missing=project.declared_keys is None)
    yield from sorted(undecided)


def _finding(place: KeyPlace, declared: DeclaredKeys, *, is_missing: bool) -> Finding:
    noun = " or ".join(accessor.noun for accessor in place.accessors)
    near = meant(place, declared)
    why = f"; {_CAST}" if place.cast else ""
    return Finding(
        f'{noun} "{place.key}" is read{place.how}, but {_absence(place, declared, is_missing=is_missing)}{why}{_question(near)}',
        place.location,
        place.key,
        fix=Fix(_repair(place, declared.path, near)),
        severity=Severity.WARNING if place.cast else None,
    )


def _absence(place: KeyPlace, declared: DeclaredKeys, *, is_missing: bool) -> str:
    unions = " or ".join(accessor.union for accessor in place.accessors)
    if is_missing:
        return f"there is no {declared.path} to declare it under {unions}"
    if all(declared.union(accessor) is None for accessor in place.accessors):
        return f"{declared.path} has no {unions} to declare it"
    return f"{declared.path} does not declare it under {unions}"


def _question(near: str | None) -> str:
    return f'; did you mean "{near}"?' if near else ""


def _repair(place: KeyPlace, path: str, near: str | None) -> str:
    """What to do. A misspelt key must not become a declared one, so the near name comes first."""
    accessor = place.accessors[-1]
    if accessor is Accessor.VARS:
        then = f"set its value with `edgespark var set {place.key}=VALUE`"
    else:
        then = f"run `edgespark secret set {place.key}`, which prints a URL where a human enters the value"
    declare = f"{_OPTIONAL if place.cast else ''}declare it in {path} under {accessor.union}, then {then}"
    return f'write "{near}"; only if {place.key} is really a new key, {declare}' if near else declare


RULE = Rule(
    id="undeclared-runtime-key",
    summary="every runtime key that the code reads is declared in runtime.ts, or listed as optional",
    severity=Severity.ERROR,
    group=Group.RUNTIME_KEYS,
    check=check,
)
