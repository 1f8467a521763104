"""The import and export statements of a module: what they load, and the names they make."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.sources.drizzle import statements
from hooks.sources.drizzle.fields import field
from hooks.sources.drizzle.scope import Imported, Namespace

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator
    from hooks.sources.drizzle.modules import Graph, Module
    from hooks.sources.drizzle.scope import Provider
    from hooks.sources.typescript import Source

DEFAULT = "*default*"


def announced(module: "Module", node: "Node", ev: "Evaluator") -> None:
    """Enter what a module itself exports, before anything is loaded: modules in a circle see each other's names."""
    if node.type != "export_statement" or _typed(node) or node.child_by_field_name("source") is not None:
        return
    declaration = node.child_by_field_name("declaration")
    clause = next((child for child in node.named_children if child.type == "export_clause"), None)
    if clause is not None:
        for specifier in clause.named_children:
            if specifier.type == "export_specifier" and not _typed(specifier):
                local = _name(module, field(specifier, "name"))
                name = _name(module, specifier.child_by_field_name("alias") or field(specifier, "name"))
                if name in module.exports:
                    ev.problem(f'"{name}" is exported twice', module.source.location(specifier))
                _enter(module, name, local, specifier)
    elif any(child.type == "default" for child in node.children):
        if declaration is not None and declaration.type in statements.TYPES:
            return
        if "default" in module.exports:
            ev.problem('"default" is exported twice', module.source.location(node))
        named = None if declaration is None else declaration.child_by_field_name("name")
        _enter(module, "default", DEFAULT if named is None else _text(module, named), node)
    elif declaration is not None:
        for exported in statements.exported_names(declaration, module.scope):
            _enter(module, exported, exported, declaration)
    elif any(child.type == "=" for child in node.children):
        ev.problem('"export =" is not supported: nothing it exports can be known', module.source.location(node))


def linked(graph: "Graph", module: "Module", node: "Node") -> None:
    """Load what an import or `export … from` names, and enter its names; types load nothing."""
    if _typed(node):
        return
    if node.type == "import_statement":
        _import(graph, module, node)
        return
    source = node.child_by_field_name("source")
    clause = next((child for child in node.named_children if child.type in {"export_clause", "namespace_export"}), None)
    if source is not None and clause is None:
        module.stars.append(graph.provider(source, module.scope))
        module.star_nodes.append(node)
    elif source is not None and clause is not None:
        _export_from(graph, module, clause, source)


def _typed(node: "Node") -> bool:
    """Whether `type` stands before the names: `import type`, `export type { … }`, `{ type A }`."""
    children = node.children
    first = 1 if node.type in {"import_statement", "export_statement"} else 0
    return len(children) > first + 1 and children[first].type == "type"


def _import(graph: "Graph", module: "Module", node: "Node") -> None:
    source = node.child_by_field_name("source")
    clause = next((child for child in node.named_children if child.type in {"import_clause", "import_require_clause"}), None)
    if clause is not None and clause.type == "import_require_clause":
        provider = graph.provider(field(clause, "source"), module.scope)
        module.scope.names[_text(module, clause.named_children[0])] = Namespace(provider)
        return
    if source is None:
        return
    names = [] if clause is None else list(_imported_names(module, clause))
    library = graph.library(source, module.scope)
    # TypeScript drops an import of which no name is used as a value: such a module is not even loaded.
    if library is None and clause is not None and module.value_names.isdisjoint(local.encode() for local, _name in names):
        return
    provider = library or graph.provider(source, module.scope)
    for local, name in names:
        if local in module.scope.names and local not in module.imported:  # A declaration of the module hides an import of the same name.
            continue
        module.imported.add(local)  # Of two imports of one name the later wins.
        module.scope.names[local] = Namespace(provider) if name == "*" else bound(provider, name)


def bound(provider: "Provider", name: str) -> object:
    """What an imported name stands for; of a library that never changes."""
    from hooks.sources.drizzle.libraries import Library

    return provider.value(name) if isinstance(provider, Library) and provider.has(name) else Imported(provider, name)


def _imported_names(module: "Module", clause: "Node") -> Iterator[tuple[str, str]]:
    """Local and exported name of each name of an import clause that is not a type; `*` for all of them."""
    for part in clause.named_children:
        if part.type == "identifier":
            yield _text(module, part), "default"
        elif part.type == "namespace_import":
            yield _text(module, part.named_children[-1]), "*"
        elif part.type == "named_imports":
            for specifier in part.named_children:
                if specifier.type == "import_specifier" and not _typed(specifier):
                    name = _name(module, field(specifier, "name"))
                    yield _name(module, specifier.child_by_field_name("alias") or field(specifier, "name")), name


def value_names(source: "Source") -> frozenset[bytes]:
    """Every name that occurs as a value in a module, outside of its imports and its types."""
    found: set[bytes] = set()
    cursor = source.root.walk()
    entered = True
    while True:
        node = cursor.node
        kind = "" if node is None else node.type
        if entered and node is not None and kind in _VALUES:
            found.add(source.text[node.start_byte : node.end_byte])
        if entered and kind not in _TYPES and cursor.goto_first_child():
            continue
        entered = cursor.goto_next_sibling()
        if not entered and not cursor.goto_parent():
            return frozenset(found)


_VALUES = frozenset({"identifier", "shorthand_property_identifier"})
_TYPES = frozenset(
    {"import_statement", "type_annotation", "type_arguments", "type_parameters", "interface_declaration", "type_alias_declaration", "ambient_declaration"}
)


def _export_from(graph: "Graph", module: "Module", clause: "Node", source: "Node") -> None:
    if clause.type == "namespace_export":
        name = _name(module, clause.named_children[-1])
        hidden = f"*{name}*"
        module.scope.names[hidden] = Namespace(graph.provider(source, module.scope))
        _enter(module, name, hidden, clause)
        return
    specifiers = [child for child in clause.named_children if child.type == "export_specifier" and not _typed(child)]
    if not specifiers:
        return
    provider = graph.provider(source, module.scope)
    for specifier in specifiers:
        name = _name(module, field(specifier, "name"))
        exported = _name(module, specifier.child_by_field_name("alias") or field(specifier, "name"))
        _enter(module, exported, Imported(provider, name), specifier)


def _enter(module: "Module", name: str, target: "Imported | str", node: "Node") -> None:
    module.exports[name] = target
    module.places[name] = node


def exported_statement(ev: "Evaluator", module: "Module", node: "Node") -> "Node | None":
    """The statement to run behind `export`; the value of `export default` is kept at once."""
    declaration = node.child_by_field_name("declaration")
    if declaration is not None:
        return declaration
    value = node.child_by_field_name("value")
    if value is not None:
        module.scope.names[DEFAULT] = ev.settled(value, module.scope)
    return None


def _text(module: "Module", node: "Node") -> str:
    return module.source.text_of(node)


def _name(module: "Module", node: "Node") -> str:
    """An exported name, which may be written as a string."""
    words = module.source.text_of(node)
    return words[1:-1] if words[:1] in {'"', "'"} else words
