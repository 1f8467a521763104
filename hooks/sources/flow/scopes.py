"""Which declaration a name means: the lexical scopes of one module, computed where somebody asks.

A tree is never walked as a whole: a name is found by its bytes, its node by descending to that place, its declaration by climbing from there.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from hooks.sources.flow.patterns import Bound, bound
from hooks.sources.flow.syntax import CLASSES, FUNCTIONS, has_token, named, parameters
from hooks.sources.typescript import Source

if TYPE_CHECKING:
    from tree_sitter import Node

_BLOCKS = frozenset({"program", "statement_block", "switch_body"})
_REFERENCES = frozenset({"identifier", "shorthand_property_identifier"})
_LOOPS = frozenset({"for_statement", "for_in_statement"})
_VAR = re.compile(rb"\bvar\b")


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


class Module:
    """A parsed module that knows its scopes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = source.path
        self.root = source.root
        self._parents: dict[int, Node | None] = {}
        self._scopes: dict[int, dict[str, Binding]] = {}

    def parent(self, node: "Node") -> "Node | None":
        """The parent, looked up once: tree-sitter descends from the root for it."""
        if node.id not in self._parents:
            self._parents[node.id] = node.parent
        return self._parents[node.id]

    def ancestors(self, node: "Node") -> "Iterator[Node]":
        """Every node around `node`, the nearest first."""
        around = self.parent(node)
        while around is not None:
            yield around
            around = self.parent(around)

    def binding(self, name: "Node") -> Binding | None:
        """The declaration that the identifier `name` means here; None for a global."""
        word = (name.text or b"").decode("utf-8", "replace")
        for scope in self.ancestors(name):
            found = self._declared(scope).get(word)
            if found is not None:
                return found
        return None

    def references(self, binding: Binding) -> "Iterator[Node]":
        """Every identifier that means `binding`, its declaration left out."""
        for node in self.words(binding.name, binding.scope):
            if node.type in _REFERENCES and node.id != binding.bound.name.id and self._means(node, binding):
                yield node

    def _means(self, node: "Node", binding: Binding) -> bool:
        found = self.binding(node)
        return found is not None and found.bound.name.id == binding.bound.name.id

    def imports(self) -> "Iterator[Binding]":
        """Every value that the module imports."""
        return (binding for binding in self._declared(self.root).values() if binding.kind is Kind.IMPORT)

    def words(self, word: str, within: "Node") -> "Iterator[Node]":
        """The smallest named node at every place in `within` where `word` stands alone, comments and strings among them."""
        for match in _alone(word.encode()).finditer(self.source.text, within.start_byte, within.end_byte):
            node = self.root.named_descendant_for_byte_range(match.start(), match.end())
            if node is not None and (node.start_byte, node.end_byte) == match.span():
                yield node

    def _declared(self, scope: "Node") -> dict[str, Binding]:
        if scope.id not in self._scopes:
            self._scopes[scope.id] = {binding.name: binding for binding in self._declarations(scope)}
        return self._scopes[scope.id]

    def _declarations(self, scope: "Node") -> Iterator[Binding]:
        if scope.type in _BLOCKS:
            yield from _in_block(scope)
        elif scope.type in FUNCTIONS:
            yield from _of_function(scope)
        elif scope.type in _LOOPS:
            yield from _of_loop(scope)
        elif scope.type == "catch_clause":
            yield from _bindings(Kind.CAUGHT, scope.child_by_field_name("parameter"), scope, scope)
        if scope.type == "program" or scope.type in FUNCTIONS:
            yield from self._hoisted(scope)

    def _hoisted(self, function: "Node") -> Iterator[Binding]:
        """`var` belongs to the function around it, wherever it stands."""
        for match in _VAR.finditer(self.source.text, function.start_byte, function.end_byte):
            token = self.root.descendant_for_byte_range(match.start(), match.end())
            statement = self.parent(token) if token is not None and token.type == "var" else None
            if statement is not None and self._function_around(statement) == function.id:
                yield from _in_loop_head(statement, function) if statement.type in _LOOPS else _declarators(statement, function)

    def _function_around(self, node: "Node") -> int:
        return next(around.id for around in self.ancestors(node) if around.type == "program" or around.type in FUNCTIONS)


@cache
def _alone(word: bytes) -> "re.Pattern[bytes]":
    return re.compile(rb"(?<![\w$])" + re.escape(word) + rb"(?![\w$])")


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
