"""Which declaration a name means: the lexical scopes of one module, computed where somebody asks.

A tree is never walked as a whole: a name is found by its bytes, its node by descending to that place, its declaration by climbing from there.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.sources.flow.bindings import Binding, Kind, declared_by, declared_by_var
from hooks.sources.flow.syntax import FUNCTIONS
from hooks.sources.typescript import Source

if TYPE_CHECKING:
    from tree_sitter import Node

_REFERENCES = frozenset({"identifier", "shorthand_property_identifier"})
_WORD_BYTES = frozenset(bytes([byte]) for byte in b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")


class Module:
    """A parsed module that knows its scopes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = source.path
        self.root = source.root
        self._parents: dict[int, Node | None] = {}
        self._scopes: dict[int, dict[str, Binding]] = {}
        self.assignments: dict[int, tuple[Node, ...] | None] = {}
        """What is assigned to a variable (see `hooks.sources.flow.trace`), by its declared name: asked for at every read, found once."""
        self.looks: dict[int, list[tuple[Node, Node]]] = {}
        """The conditions that name a variable (see `hooks.sources.flow.conditions`), likewise."""

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
        length = len(word.encode())
        for start in whole_words(self.source.text, word, within.start_byte, within.end_byte):
            node = self.root.named_descendant_for_byte_range(start, start + length)
            if node is not None and (node.start_byte, node.end_byte) == (start, start + length):
                yield node

    def _declared(self, scope: "Node") -> dict[str, Binding]:
        if scope.id not in self._scopes:
            self._scopes[scope.id] = {binding.name: binding for binding in self._declarations(scope)}
        return self._scopes[scope.id]

    def _declarations(self, scope: "Node") -> Iterator[Binding]:
        yield from declared_by(scope)
        if scope.type == "program" or scope.type in FUNCTIONS:
            yield from self._hoisted(scope)

    def _hoisted(self, function: "Node") -> Iterator[Binding]:
        """`var` belongs to the function around it, wherever it stands."""
        for start in whole_words(self.source.text, "var", function.start_byte, function.end_byte):
            token = self.root.descendant_for_byte_range(start, start + len("var"))
            statement = self.parent(token) if token is not None and token.type == "var" else None
            if statement is not None and self._function_around(statement) == function.id:
                yield from declared_by_var(statement, function)

    def _function_around(self, node: "Node") -> int:
        return next(around.id for around in self.ancestors(node) if around.type == "program" or around.type in FUNCTIONS)


def whole_words(content: bytes, word: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Every offset in `content` where `word` stands alone. `find` and two looks are ten times as fast as a pattern that looks behind."""
    wanted = word.encode()
    stop = len(content) if end is None else end
    at = content.find(wanted, start, stop) if wanted else -1
    while at >= 0:
        after = at + len(wanted)
        if content[at - 1 : at] not in _WORD_BYTES and content[after : after + 1] not in _WORD_BYTES:
            yield at
        at = content.find(wanted, after, stop)
