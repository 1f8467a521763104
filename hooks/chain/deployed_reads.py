"""Where the deployed code, which is the base's, still uses a table or column through its Drizzle object.

Between `db migrate` and the end of `deploy` the old code runs on the new database: what it uses and the migration takes away fails until then.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.finding import Location
from hooks.project import Project

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.typescript import Source

_IMPORTS = frozenset({"import_statement", "export_statement"})


def places(base: Project, table: str, column: str = "") -> tuple[Location, ...]:
    """Each place in the base's server code that names the table's object, or of it the column's property; those in `defs/` left out.

    Empty as well where the schema there cannot be read: this only adds to a finding, it never makes one silent.
    """
    declared = base.declared
    record = declared.schema.tables.get(table) if declared else None
    if record is None or record.location is None:
        return ()
    name = _variable(base, record.location)
    place = record.columns[column].location if column in record.columns else None
    key = _word(base, place) if place else ""
    if not name or (column and not key):
        return ()
    defs = base.server_path("src", "defs") + "/"
    found: list[Location] = []
    for path in base.code_paths:
        content = b"" if path.startswith(defs) else base.content(path) or b""
        if name.encode() in content and key.encode() in content:
            source = base.source(path)
            found += [source.location(node) for node in _uses(source, name, key)] if source else []
    return tuple(found)


def _uses(source: "Source", name: str, key: str) -> "Iterator[Node]":
    """Every `name`, or every `name.key`, outside imports."""
    todo = [source.root]
    while todo:
        node = todo.pop()
        if node.type in _IMPORTS and node.child_by_field_name("declaration") is None:
            continue
        if _is_member(source, node, name, key) if key else _is_name(source, node, name):
            yield node
        else:
            todo += reversed(node.children)


def _is_member(source: "Source", node: "Node", name: str, key: str) -> bool:
    if node.type != "member_expression":
        return False
    owner, member = node.child_by_field_name("object"), node.child_by_field_name("property")
    return owner is not None and member is not None and _is_name(source, owner, name) and source.text_of(member) == key


def _is_name(source: "Source", node: "Node", name: str) -> bool:
    return node.type == "identifier" and source.text_of(node) == name


def _variable(base: Project, place: Location) -> str:
    """The name of the constant whose value stands at `place`."""
    source = base.source(place.path)
    node = source.root.descendant_for_point_range((place.line - 1, place.column - 1), (place.line - 1, place.column)) if source else None
    while node is not None and node.type != "variable_declarator":
        node = node.parent
    name = node.child_by_field_name("name") if node else None
    return source.text_of(name) if source and name else ""


def _word(base: Project, place: Location) -> str:
    """The property name that stands at `place`, quotes left out."""
    lines = (base.content(place.path) or b"").decode("utf-8", "replace").split("\n")
    text = lines[place.line - 1][place.column - 1 :].split(":")[0].strip() if place.line <= len(lines) else ""
    return text.strip("'\"")
