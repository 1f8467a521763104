"""`defs/index.ts`: which names a barrel exports, and the statements that export one more.

Source: the barrel of the platform's templates, which lists what the framework needs of it.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from hooks.sources.flow.bindings import Binding, Kind, declared_by
from hooks.sources.flow.exports import ALL, imported
from hooks.sources.flow.program import Program
from hooks.sources.flow.scopes import Module
from hooks.sources.flow.syntax import has_token, named, text

_TYPES_OF = rb"""\bexport\s+type\s*\*\s*from\s*["']([^"'\n]+)["']"""  # the parser does not know it: see typescript.py
_GENERATED = "../__generated__/"  # the platform's tables and relations, none of which is needed here
_STORAGE = "./storage_schema"
_SCHEMA_PARTS = (
    ("./db_schema", "_tables"),
    ("./db_relations", "_relations"),
    ("../__generated__/sys_schema", "_systemTables"),
    ("../__generated__/sys_relations", "_systemRelations"),
)


class Exported(NamedTuple):
    """The names that a barrel exports; `types` are those that are there for the compiler only. `unread` are modules behind `export *` that are out of sight."""

    values: frozenset[str]
    types: frozenset[str]
    unread: tuple[str, ...] = ()


def exported(program: Program, path: str, needed: frozenset[str]) -> Exported:
    """What the module at `path` exports; what `export *` brings is read only while something needed has not been found."""
    values: set[str] = set()
    types: set[str] = set()
    unread: list[str] = []
    waiting, seen = [path], {path}
    while waiting and not needed <= values | types:
        module = program.module(waiting.pop())
        if module is None:
            continue
        types |= set(_listed_types(module))
        values |= {export.exported for export in program.exports(module) if export.exported != ALL and (module.path == path or export.exported != "default")}
        for target in _starred(program, module):
            if target in program.contents and target not in seen:
                seen.add(target)
                waiting.append(target)
            elif target not in seen and not target.startswith(_GENERATED):
                unread.append(target)
    return Exported(frozenset(values), frozenset(types), tuple(unread))


def _starred(program: Program, module: Module) -> Iterator[str]:
    names = [export.module for export in program.exports(module) if export.exported == ALL and export.module]
    names += [match.decode("utf-8", "replace") for match in re.findall(_TYPES_OF, module.source.text)]
    return (program.resolved(module.path, name) for name in names)


def _listed_types(module: Module) -> Iterator[str]:
    """The names in `export type { … }` and `export { type … }`."""
    for statement in named(module.root):
        for clause in named(statement) if statement.type == "export_statement" else ():
            for specifier in named(clause) if clause.type == "export_clause" else ():
                name = specifier.child_by_field_name("alias") or specifier.child_by_field_name("name")
                if name is not None and (has_token(statement, "type") or has_token(specifier, "type")):
                    yield text(name)


def statements(module: Module, name: str, has: Callable[[str], bool]) -> tuple[str, ...]:
    """The statements that export a missing value from the barrel, in double quotes with semicolons; nothing where that takes a decision.

    `has` tells whether there is a file at a path.
    """
    bound = {binding.name: binding for binding in declared_by(module.root)}
    if name in bound:
        return (f"export {{ {name} }};",)
    if name == "drizzleSchema":
        return _schema(module, bound, has)
    space = _namespace(module, bound.values(), _STORAGE)
    if space is not None:
        return (f"export {{ {space} as {name} }};",)
    return (f'export * as {name} from "{_STORAGE}";',) if has(f"{_target(module, _STORAGE)}.ts") else ()


def _schema(module: Module, bound: dict[str, Binding], has: Callable[[str], bool]) -> tuple[str, ...]:
    imports, spaces = [], []
    for specifier, usual in _SCHEMA_PARTS:
        space = _namespace(module, bound.values(), specifier)
        if space is None and has(f"{_target(module, specifier)}.ts"):
            if usual in bound:
                return ()
            space = usual
            imports.append(f'import * as {usual} from "{specifier}";')
        spaces += [f"...{space}"] if space is not None else []
    return (*imports, f"export const drizzleSchema = {{ {', '.join(spaces)} }};") if spaces else ()


def _namespace(module: Module, bound: Iterable[Binding], specifier: str) -> str | None:
    """The name under which the barrel imports the whole of a module already."""
    for binding in bound:
        source = imported(binding) if binding.kind is Kind.IMPORT else None
        if source is not None and source.name == ALL and _target(module, source.module) == _target(module, specifier):
            return binding.name
    return None


def _target(module: Module, specifier: str) -> str:
    """The path of a relative module, without its ending."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(module.path), specifier)).removesuffix(".js").removesuffix(".ts")
