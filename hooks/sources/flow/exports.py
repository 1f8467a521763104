"""What a module exports, and what it takes from others: read from its top level only."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from hooks.sources.flow.bindings import Binding
from hooks.sources.flow.patterns import bound
from hooks.sources.flow.scopes import Module
from hooks.sources.flow.syntax import has_token, named, source_module, text

if TYPE_CHECKING:
    from tree_sitter import Node

ALL = "*"
"""The name that stands for a whole module."""


class Export(NamedTuple):
    """One exported name. `node` is the identifier or expression that holds it here; with `module` it is `name` of that module instead."""

    exported: str
    node: "Node | None" = None
    module: str | None = None
    name: str = ""


class Import(NamedTuple):
    """What an import binding stands for: `name` of `module`, the whole of it for `*`."""

    module: str
    name: str


def imported(binding: Binding) -> Import | None:
    """The import behind an import binding."""
    statement = binding.owner
    while statement.type != "import_statement":
        if statement.parent is None:
            return None
        statement = statement.parent
    module = source_module(statement)
    if module is None:
        return None
    if binding.owner.type == "import_clause":
        return Import(module, "default")
    if binding.owner.type == "namespace_import":
        return Import(module, ALL)
    name = binding.owner.child_by_field_name("name")
    return None if name is None else Import(module, _specified(name))


def exports(module: Module) -> Iterator[Export]:
    """Every value that `module` exports; `export *` has the exported name `*`."""
    for statement in named(module.root):
        if statement.type == "export_statement" and not has_token(statement, "type"):
            yield from _exported(statement)


def _exported(statement: "Node") -> Iterator[Export]:
    origin = source_module(statement)
    declaration = statement.child_by_field_name("declaration")
    value = statement.child_by_field_name("value")
    if declaration is not None:
        names = _declared(declaration)
        if has_token(statement, "default"):
            yield Export("default", next(names, declaration))
        else:
            yield from (Export(text(name), name) for name in names)
    elif value is not None:
        yield Export("default", value)
    else:
        yield from _listed(statement, origin)


def _declared(declaration: "Node") -> "Iterator[Node]":
    """The names that an exported declaration binds."""
    name = declaration.child_by_field_name("name")
    if name is not None:
        yield name
    for declarator in named(declaration):
        pattern = declarator.child_by_field_name("name") if declarator.type == "variable_declarator" else None
        if pattern is not None:
            yield from (part.name for part in bound(pattern))


def _listed(statement: "Node", origin: str | None) -> Iterator[Export]:
    parts = named(statement)
    clause = next((part for part in parts if part.type == "export_clause"), None)
    if clause is not None:
        yield from _specified_exports(clause, origin)
    elif origin is not None:
        space = next((part for part in parts if part.type == "namespace_export"), None)
        exported = _specified(named(space)[0]) if space is not None and named(space) else ALL
        yield Export(exported, None, origin, ALL)


def _specified_exports(clause: "Node", origin: str | None) -> Iterator[Export]:
    for specifier in named(clause):
        name = specifier.child_by_field_name("name")
        alias = specifier.child_by_field_name("alias") or name
        if name is None or alias is None or has_token(specifier, "type"):
            continue
        if origin is None:
            yield Export(_specified(alias), name)
        else:
            yield Export(_specified(alias), None, origin, _specified(name))


def _specified(name: "Node") -> str:
    """The name in an import or export list, which may be a string."""
    return text(name).strip("\"'")
