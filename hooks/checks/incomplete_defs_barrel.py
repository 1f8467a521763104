"""`defs/index.ts` exports what the framework takes from it: `drizzleSchema`, `buckets`, and the types `VarKey` and `SecretKey`.

Source: the barrel of the platform's templates ("required exports"); without it a deploy fails.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.runtime_keys import Accessor

if TYPE_CHECKING:
    from hooks.sources.barrel import Exported
    from hooks.sources.flow.scopes import Module

_VALUES = ("drizzleSchema", "buckets")
_TYPES = tuple(accessor.union for accessor in Accessor)
_NEEDED = frozenset({*_VALUES, *_TYPES})


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Compare what the barrel exports, by itself or through `export *`, with what it must."""
    path = project.server_path("src", "defs", "index.ts")
    if not project.definition_paths:
        return
    if path not in project.definition_paths:
        yield from _without_barrel(project, path)
        return
    module = project.program.module(path)
    if module is None:
        raise project.program.problems[path]
    from hooks.sources.barrel import exported

    found = exported(project.program, path, _NEEDED)
    for name in (*_VALUES, *_TYPES):
        if name not in found.values and not (name in _TYPES and name in found.types):
            yield _judged(project, module, name, found)


def _without_barrel(project: Project, path: str) -> Iterator[Finding]:
    from hooks.platform.layout import Layout, layout_of

    if layout_of(project) is not Layout.LEGACY:
        message = "defs/ has no index.ts, from which the framework takes the tables, the buckets and the names of runtime keys: a deploy fails without it"
        names = ", ".join(f'"{name}"' for name in (*_VALUES, *_TYPES))
        yield Finding(message, Location(path), path, Fix(f"bring the file back; it must export {names}"))


def _judged(project: Project, module: "Module", name: str, found: "Exported") -> Finding | Diagnostic:
    place = project.start_of(module.path)
    if found.unread:
        return Diagnostic(f'whether "{name}" is exported cannot be told: "export *" from "{found.unread[0]}" leads out of the project', place, name)
    what = f'"{name}" is not exported, which the framework takes from here'
    if name in found.types:
        what = f'"{name}" is exported as a type only, but the framework takes its value from here'
    return Finding(what, place, name, _fix(project, module, name))


def _fix(project: Project, module: "Module", name: str) -> Fix:
    statements = _type(project, name) if name in _TYPES else _value(project, module, name)
    if not statements:
        return Fix(f'export "{name}", as the templates of the platform do')
    from hooks.sources.edits import appended

    return Fix(f'export "{name}"', FixKind.EDIT, edits=(appended(module.source, *statements),))


def _type(project: Project, name: str) -> tuple[str, ...]:
    try:
        declared = project.declared_keys
    except NoVerdict:
        return ()
    has_it = declared is not None and any(accessor.union == name and declared.union(accessor) for accessor in Accessor)
    return (f'export type {{ {name} }} from "./runtime";',) if has_it else ()


def _value(project: Project, module: "Module", name: str) -> tuple[str, ...]:
    from hooks.sources.barrel import statements

    return statements(module, name, project.tree.has)


RULE = Rule(
    id="incomplete-defs-barrel",
    summary="`defs/index.ts` exports `drizzleSchema`, `buckets`, `VarKey` and `SecretKey`",
    severity=Severity.ERROR,
    group=Group.PROJECT,
    check=check,
)
