"""How a project is laid out: which generation of the platform its code was written for."""

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from hooks.errors import NoVerdict

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.project import Project
    from hooks.sources.typescript import Source


class Layout(Enum):
    """How a project is laid out: LEGACY exports `createApp`, MODERN has `edgespark.toml`, `server/` and a default export."""

    LEGACY = "legacy"
    MODERN = "modern"
    UNKNOWN = "unknown"


def layout_of(project: "Project") -> Layout:
    """The project's layout, told by what the server's entry point exports; where that cannot be told, by the generated and declared files."""
    try:
        source = project.source(project.server_path("src", "index.ts"))
        exported = set() if source is None else set(_exports(source))
    except NoVerdict:
        exported = set()
    if exported & {"createApp", "default"}:
        return Layout.LEGACY if "createApp" in exported else Layout.MODERN
    if project.content(project.server_path("src", "defs", "index.ts")) is not None:
        return Layout.MODERN
    generated = project.content(project.server_path("src", "__generated__", "db_schema.ts"))
    return Layout.UNKNOWN if generated is None else Layout.LEGACY


def _exports(source: "Source") -> Iterator[str]:
    """The names that a module exports itself, `default` included."""
    for node in source.root.named_children:
        if node.type != "export_statement":
            continue
        if any(word.type == "default" for word in node.children):
            yield "default"
        yield from (source.text_of(name) for name in _names(node))


def _names(statement: "Node") -> Iterator["Node"]:
    declaration = statement.child_by_field_name("declaration")
    for node in declaration.named_children if declaration is not None and declaration.type == "lexical_declaration" else [declaration]:
        name = None if node is None else node.child_by_field_name("name")
        if name is not None:
            yield name
    for clause in statement.named_children:
        if clause.type == "export_clause":
            names = (item.child_by_field_name("alias") or item.child_by_field_name("name") for item in clause.named_children)
            yield from (name for name in names if name is not None)
