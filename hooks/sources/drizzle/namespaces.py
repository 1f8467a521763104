"""TypeScript's namespaces, and the aliases that `import name = …` makes."""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import access, hoisting, statements
from hooks.sources.drizzle.classes import Class
from hooks.sources.drizzle.fields import field
from hooks.sources.drizzle.scope import Scope
from hooks.sources.drizzle.values import Function, Site

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator


def _namespace(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    """`namespace A.B { … }`: an object of what the block exports; several blocks of one name add up."""
    owner = scope.names
    *path, last = scope.source.text_of(field(node, "name")).split(".")
    for name in path:
        holder = owner.setdefault(name.strip(), {})
        owner = holder if isinstance(holder, dict) else {}
    inner = scope.inner()
    body = node.child_by_field_name("body")
    listed = [] if body is None else [child for child in body.named_children if child.type != "comment"]
    hoisting.hoist(ev, listed, inner)
    if body is not None:
        hoisting.hoist_vars(body, inner)
    old = owner.get(last.strip())
    if isinstance(old, (Function, Class)):  # The namespace of a function or of a class adds to its properties.
        record = old.properties
    else:
        record = owner[last.strip()] = old if isinstance(old, dict) else {}
    inner.names.update(record)
    for statement in listed:
        declaration = statement.child_by_field_name("declaration") if statement.type == "export_statement" else None
        ev.run(declaration or statement, inner)
        if declaration is not None:
            record.update({name: inner.names[name] for name in statements.exported_names(declaration, inner) if name in inner.names})


def _alias(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    """`import name = Some.thing`."""
    name, *path = node.named_children
    words = scope.source.text_of(path[-1]).split(".")
    holder = scope.holder(words[0].strip())
    if holder is None:
        return
    value: Any = holder.names[words[0].strip()]
    for word in words[1:]:
        value = access.member(ev, value, word.strip(), Site(node, scope))
    scope.names[scope.source.text_of(name)] = value


RUNNERS: dict[str, statements.Runner] = {"internal_module": _namespace, "import_alias": _alias}
