"""What a scope declares before any of its statements runs, and the declarations that keep a module from loading."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hooks.sources.drizzle import patterns
from hooks.sources.drizzle.fields import field
from hooks.sources.drizzle.scope import UNSET, Scope
from hooks.sources.drizzle.values import UNDEFINED, Function

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator

DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})


def hoist(ev: "Evaluator", statements: "Iterable[Node]", scope: Scope) -> None:
    """Functions exist from the start of their scope; the names of `const` and `let` are unset until their declaration.

    What keeps the module from loading is a problem: a name declared twice in one scope, or one that JavaScript has reserved.
    """
    seen: dict[str, str] = {}
    for statement in statements:
        node = statement
        if node.type == "export_statement":
            node = node.child_by_field_name("declaration") or node
        kind = _KINDS.get(node.type)
        if kind is None:
            continue
        for name in declared_names(node, scope):
            if name in _RESERVED:
                ev.problem(f'"{name}" is a reserved word of JavaScript and cannot be declared', scope.source.location(node))
            if name in seen and _clash(seen[name], kind, scope):
                ev.problem(f'"{name}" is declared twice', scope.source.location(node))
            seen[name] = kind
            _enter(node, kind, name, scope)


def _enter(node: "Node", kind: str, name: str, scope: Scope) -> None:
    if kind == "function":
        scope.names[name] = Function(node, scope, name, UNDEFINED)
    elif kind == "lexical":
        scope.names[name] = UNSET
        if node.children[0].type == "const":
            scope.add_constant(name)


def _clash(old: str, new: str, scope: Scope) -> bool:
    """Whether two declarations of one name exclude each other. Functions may repeat inside a function; enums add up."""
    kinds = {old, new}
    if kinds == {"function"}:
        return scope.outer is None
    return not kinds <= {"var", "function"} and kinds != {"enum"}


_KINDS = {
    "lexical_declaration": "lexical",
    "class_declaration": "class",
    "abstract_class_declaration": "class",
    "enum_declaration": "enum",
    "variable_declaration": "var",
    **dict.fromkeys(("function_declaration", "generator_function_declaration"), "function"),
}
_WORDS = (
    "break case catch class const continue debugger default delete do else enum export extends false finally for function if import in "
    "instanceof new null return super switch this throw true try typeof var void while with "
    "implements interface let package private protected public static yield await eval arguments"
)
_RESERVED = frozenset(_WORDS.split())


def hoist_vars(node: "Node", scope: Scope) -> None:
    """The names of every `var` of a module or function body: they belong to all of it, wherever they are written."""
    if b"var " not in scope.text[node.start_byte : node.end_byte]:
        return
    waiting = [node]
    while waiting:
        for child in waiting.pop().named_children:
            if child.type in _OWN_SCOPES:
                continue
            if child.type == "variable_declaration":
                for name in declared_names(child, scope):
                    scope.names.setdefault(name, UNDEFINED)
            elif child.type == "for_in_statement" and is_var(child, scope):
                for name in patterns.names(field(child, "left"), scope.text):
                    scope.names.setdefault(name, UNDEFINED)
            if child.type not in _EXPRESSIONS:
                waiting.append(child)


_EXPRESSIONS = frozenset({"expression_statement", "lexical_declaration", "variable_declaration", "return_statement"})
_OWN_SCOPES = frozenset(
    {
        *("arrow_function", "function_expression", "function_declaration", "generator_function", "generator_function_declaration"),
        *("method_definition", "class", "class_declaration", "abstract_class_declaration", "internal_module", "ambient_declaration"),
    }
)


def is_var(loop: "Node", scope: Scope) -> bool:
    """Whether the loop is written `for (var … of …)`."""
    kind = loop.child_by_field_name("kind")
    return kind is not None and scope.source.text_of(kind) == "var"


def declared_names(node: "Node", scope: Scope) -> Iterable[str]:
    """The names that a declaration adds."""
    if node.type not in DECLARATIONS:
        name = node.child_by_field_name("name")
        return [] if name is None else [scope.source.text_of(name)]
    found: list[str] = []
    for declarator in node.named_children:
        if declarator.type == "variable_declarator":
            found += patterns.names(declarator.named_children[0], scope.text)
    return found
