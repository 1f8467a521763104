"""Statements: running a block until it ends, returns, breaks or continues."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.sources.drizzle import assignments, classes, enums, hoisting, patterns
from hooks.sources.drizzle.fields import field
from hooks.sources.drizzle.scope import Scope
from hooks.sources.drizzle.values import UNDEFINED, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator


class Completion(NamedTuple):
    """How a statement ended its block early: `return`, `break` or `continue`, with the value or label."""

    kind: str
    value: Any = UNDEFINED


Runner = Callable[["Evaluator", "Node", Scope], Completion | None]


def returned(ev: "Evaluator", block: "Node", scope: Scope) -> Any:
    """What a function body returns."""
    completion = run(ev, block.named_children, scope)
    return completion.value if completion is not None and completion.kind == "return" else UNDEFINED


def run(ev: "Evaluator", statements: "Iterable[Node]", scope: Scope) -> Completion | None:
    """Run statements in `scope`, which is theirs alone."""
    listed = list(statements)
    hoisting.hoist(ev, listed, scope)
    for statement in listed:
        completion = ev.run(statement, scope)
        if completion is not None:
            return completion
    return None


def _declaration(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    for declarator in node.named_children:
        if declarator.type != "variable_declarator":
            continue
        pattern = declarator.named_children[0]
        value_node = declarator.child_by_field_name("value")
        if value_node is None and node.children[0].type != "let":
            if node.children[0].type == "const":
                raise Thrown(f'the constant "{scope.source.text_of(pattern)}" has no value', scope.source.location(declarator))
            continue
        value = UNDEFINED if value_node is None else ev.settled(value_node, scope)
        if node.type == "variable_declaration":
            assignments.assign(ev, pattern, value, scope)
        elif pattern.type == "identifier":
            scope.names[scope.text[pattern.start_byte : pattern.end_byte].decode()] = value
        else:
            patterns.bind(ev, pattern, value, scope, Site(declarator, scope))


def _expression(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    for child in node.named_children:
        if child.type == "internal_module":
            ev.run(child, scope)
        elif child.type != "comment":
            value = ev.value(child, scope)
            if isinstance(value, Unknown) and not value.inert and not value.foreign:
                raise Poison(value)


def _block(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    return run(ev, node.named_children, scope.inner())


def _return(ev: "Evaluator", node: "Node", scope: Scope) -> Completion:
    for child in node.named_children:
        if child.type != "comment":
            return Completion("return", ev.value(child, scope))
    return Completion("return")


def _class(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    scope.names[scope.source.text_of(field(node, "name"))] = classes.made(ev, node, scope)


def _enum(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    enums.declare(ev, node, scope)


def exported_names(node: "Node", scope: Scope) -> Iterable[str]:
    """The value names that a declaration after `export` adds."""
    if node.type in hoisting.DECLARATIONS:
        return hoisting.declared_names(node, scope)
    if node.type == "import_alias":
        return [scope.source.text_of(node.named_children[0])]
    name = node.child_by_field_name("name")
    if name is None or node.type in TYPES:
        return []
    return [scope.source.text_of(name).partition(".")[0].strip()]


TYPES = frozenset({"interface_declaration", "type_alias_declaration", "ambient_declaration", "function_signature"})


def _nothing(_ev: "Evaluator", _node: "Node", _scope: Scope) -> None:
    """Types, comments, hoisted functions and imports: nothing to run."""


RUNNERS: dict[str, Runner] = {
    "lexical_declaration": _declaration,
    "variable_declaration": _declaration,
    "expression_statement": _expression,
    "statement_block": _block,
    "return_statement": _return,
    "class_declaration": _class,
    "abstract_class_declaration": _class,
    "enum_declaration": _enum,
    "module": _nothing,
    **dict.fromkeys(
        (
            *("comment", "hash_bang_line", "empty_statement", "function_declaration", "generator_function_declaration", "function_signature"),
            *("interface_declaration", "type_alias_declaration", "ambient_declaration", "import_statement", "debugger_statement"),
        ),
        _nothing,
    ),
}
