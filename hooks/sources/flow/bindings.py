"""What one piece of syntax declares: the names of a block, a function, a loop, an import list."""

from collections.abc import Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from hooks.sources.flow.patterns import Bound, bound
from hooks.sources.flow.syntax import CLASSES, FUNCTIONS, has_token, named, parameters

if TYPE_CHECKING:
    from tree_sitter import Node

BLOCKS = frozenset({"program", "statement_block", "switch_body"})
LOOPS = frozenset({"for_statement", "for_in_statement"})


class Kind(Enum):
    """What a declaration is."""

    IMPORT = auto()
    VARIABLE = auto()
    PARAMETER = auto()
    LOOP = auto()
    FUNCTION = auto()
    CLASS = auto()
    ENUM = auto()
    CAUGHT = auto()


class Binding(NamedTuple):
    """A declared name. `owner` is the declaring node: declarator, parameter, loop, function, class, enum, or the part of an import."""

    kind: Kind
    bound: Bound
    owner: "Node"
    scope: "Node"

    @property
    def name(self) -> str:
        """The name as declared here."""
        return (self.bound.name.text or b"").decode()


def declared_by(scope: "Node") -> Iterator[Binding]:
    """What `scope` declares for everything inside it; what `var` lifts to a function is not among it."""
    if scope.type in BLOCKS:
        yield from _in_block(scope)
    elif scope.type in FUNCTIONS:
        yield from _of_function(scope)
    elif scope.type in LOOPS:
        yield from _of_loop(scope)
    elif scope.type == "catch_clause":
        yield from _bindings(Kind.CAUGHT, scope.child_by_field_name("parameter"), scope, scope)


def declared_by_var(statement: "Node", function: "Node") -> Iterator[Binding]:
    """What a `var` declares, be it a statement or the head of a loop, for the whole of `function`."""
    return _in_loop_head(statement, function) if statement.type in LOOPS else _declarators(statement, function)


def _bindings(kind: Kind, pattern: "Node | None", owner: "Node", scope: "Node") -> Iterator[Binding]:
    if pattern is not None:
        yield from (Binding(kind, part, owner, scope) for part in bound(pattern))


def _in_block(block: "Node") -> Iterator[Binding]:
    for child in named(block):
        if child.type in {"switch_case", "switch_default"}:
            for statement in named(child):
                yield from _of_statement(statement, block)
        else:
            yield from _of_statement(child, block)


def _of_statement(statement: "Node", scope: "Node") -> Iterator[Binding]:
    if statement.type in {"export_statement", "ambient_declaration"}:
        inner = statement.child_by_field_name("declaration") or next(iter(named(statement)), None)
        if inner is not None and inner.type != "export_statement":
            yield from _of_statement(inner, scope)
    elif statement.type == "lexical_declaration":
        yield from _declarators(statement, scope)
    elif statement.type == "import_statement":
        yield from _imported(statement, scope)
    else:
        yield from _of_named(statement, scope)


def _of_named(statement: "Node", scope: "Node") -> Iterator[Binding]:
    name = statement.child_by_field_name("name")
    kind = _kind(statement)
    if name is not None and kind is not None:
        yield Binding(kind, Bound(name), statement, scope)


def _kind(statement: "Node") -> Kind | None:
    if statement.type in FUNCTIONS or statement.type == "function_signature":
        return Kind.FUNCTION
    if statement.type in CLASSES:
        return Kind.CLASS
    return Kind.ENUM if statement.type == "enum_declaration" else None


def _declarators(statement: "Node", scope: "Node") -> Iterator[Binding]:
    for declarator in named(statement):
        if declarator.type == "variable_declarator":
            yield from _bindings(Kind.VARIABLE, declarator.child_by_field_name("name"), declarator, scope)


def _imported(statement: "Node", scope: "Node") -> Iterator[Binding]:
    """Values only: what `import type` binds is never a value."""
    clause = next((child for child in named(statement) if child.type == "import_clause"), None)
    if clause is None or has_token(statement, "type"):
        return
    for part in named(clause):
        if part.type == "identifier":
            yield Binding(Kind.IMPORT, Bound(part), clause, scope)
        elif part.type == "namespace_import":
            yield from (Binding(Kind.IMPORT, Bound(name), part, scope) for name in named(part)[:1])
        else:
            yield from _specifiers(part, scope)


def _specifiers(clause: "Node", scope: "Node") -> Iterator[Binding]:
    for specifier in named(clause):
        name = specifier.child_by_field_name("alias") or specifier.child_by_field_name("name")
        if name is not None and not has_token(specifier, "type"):
            yield Binding(Kind.IMPORT, Bound(name), specifier, scope)


def _of_function(function: "Node") -> Iterator[Binding]:
    name = function.child_by_field_name("name") if function.type in {"function_expression", "generator_function"} else None
    if name is not None:
        yield Binding(Kind.FUNCTION, Bound(name), function, function)
    for parameter in parameters(function):
        pattern = parameter.child_by_field_name("pattern") or parameter
        standby = parameter.child_by_field_name("value")
        yield from (Binding(Kind.PARAMETER, part, parameter, function) for part in bound(pattern, standby))


def _of_loop(loop: "Node") -> Iterator[Binding]:
    if loop.type == "for_in_statement":
        kind = loop.child_by_field_name("kind")
        if kind is not None and kind.type != "var":
            yield from _in_loop_head(loop, loop)
        return
    initializer = loop.child_by_field_name("initializer")
    if initializer is not None and initializer.type == "lexical_declaration":
        yield from _declarators(initializer, loop)


def _in_loop_head(loop: "Node", scope: "Node") -> Iterator[Binding]:
    yield from _bindings(Kind.LOOP, loop.child_by_field_name("left"), loop, scope)
