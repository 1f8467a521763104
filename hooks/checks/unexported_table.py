"""Every table that is declared below `defs/` is exported by `db_schema.ts`, itself or through its re-exports: drizzle-kit sees no other.

Source: drizzle-kit collects the tables among the exports of the schema file; the templates' barrel says to re-export from `db_schema.ts`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.finding import Diagnostic, Finding, Fix, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle_schema import Declared
    from hooks.sources.flow.scopes import Module

_BUILDER, _LIBRARY = "sqliteTable", "drizzle-orm/sqlite-core"


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Compare the tables that stand at the top level of a module of `defs/` with those that the schema's evaluation ended with."""
    for path in project.definition_paths:
        source = project.source(path) if _BUILDER.encode() in (project.content(path) or b"") else None
        if source is None:
            continue
        from hooks.sources.flow.scopes import Module

        module = Module(source)
        for name, call in _tables(module):
            if not _is_exported(project.declared, module, call):
                yield _judged(project, module, name, call)


def _tables(module: "Module") -> "Iterator[tuple[Node, Node]]":
    """Every constant of the module that holds a new table: its name, and the call that makes the table."""
    from hooks.sources.flow.syntax import named

    for statement in named(module.root):
        declaration = statement.child_by_field_name("declaration") or statement
        for declarator in named(declaration) if declaration.type == "lexical_declaration" else ():
            name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
            if name is not None and value is not None and value.type == "call_expression" and _is_builder(module, value.child_by_field_name("function")):
                yield name, value


def _is_builder(module: "Module", callee: "Node | None") -> bool:
    from hooks.sources.flow.exports import imported

    binding = module.binding(callee) if callee is not None and callee.type == "identifier" else None
    source = imported(binding) if binding is not None else None
    return source is not None and (source.module, source.name) == (_LIBRARY, _BUILDER)


def _is_exported(declared: "Declared | None", module: "Module", call: "Node") -> bool:
    """Whether the schema holds the table of this call, by its name or by its place."""
    tables = declared.schema.tables if declared is not None else {}
    return _name(call) in tables or any(_is_at(table.location, module, call) for table in tables.values())


def _name(call: "Node") -> str | None:
    from hooks.sources.flow.syntax import arguments, literal

    given = arguments(call)
    return literal(given[0]) if given else None


def _is_at(place: Location | None, module: "Module", call: "Node") -> bool:
    return place is not None and place.path == module.path and call.start_point[0] < place.line <= call.end_point[0] + 1


def _judged(project: Project, module: "Module", name: "Node", call: "Node") -> Finding | Diagnostic:
    declared, place = project.declared, module.source.location(name)
    shown = _name(call) or module.source.text_of(name)
    if declared is not None and not declared.schema.complete:
        return Diagnostic(f'whether db_schema.ts exports the table "{shown}" cannot be told: not all of its exports can be read', place, shown)
    fix = Fix("export it from db_schema.ts, where needed with `export { … } from`, and run `edgespark db generate`; or delete it, if nothing uses it")
    return Finding(f'the table "{shown}" is not exported by {project.schema_path}: drizzle-kit does not see it, so no migration makes it', place, shown, fix)


RULE = Rule(
    id="unexported-table",
    summary="every table that is declared below `defs/` is exported by `db_schema.ts`",
    severity=Severity.ERROR,
    group=Group.SCHEMA,
    check=check,
)
