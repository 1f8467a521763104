"""What conditions look at: behind one, a variable need not take every value that it is given."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from hooks.sources.flow.bindings import Binding
from hooks.sources.flow.point import Point
from hooks.sources.flow.scopes import Module

if TYPE_CHECKING:
    from tree_sitter import Node

_CHOOSING = frozenset({b"&&", b"||", b"??"})
_COMPARING = frozenset({b"===", b"!==", b"==", b"!="})
_MAX_AROUND = 50
_MAX_USES = 200


def is_decided(whole: Point, piece: "Node") -> bool:
    """Whether a condition looks at a variable of `piece`, which lies in `whole`. One that only looks at what is made of `whole` decides nothing for it."""
    module = whole.module
    bindings = (module.binding(name) for name in _names(piece))
    looks = (look for binding in bindings if binding is not None for look in _looks(module, binding))
    return any(not (_lies_in(name, whole.node) and _lies_in(whole.node, condition)) for name, condition in looks)


def _names(node: "Node") -> "Iterator[Node]":
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if part.type == "identifier":
            yield part
        waiting += part.named_children


def _looks(module: Module, binding: Binding) -> "list[tuple[Node, Node]]":
    """Every use of the variable in a condition, with the condition; where there are too many uses to read, its declaration stands for one."""
    name = binding.bound.name
    if name.id not in module.looks:
        uses = list(islice(module.references(binding), _MAX_USES + 1))
        found = ((use, _condition(module, use)) for use in uses)
        looks = [(use, condition) for use, condition in found if condition is not None]
        module.looks[name.id] = looks if len(uses) <= _MAX_USES else [(name, name)]
    return module.looks[name.id]


def _condition(module: Module, name: "Node") -> "Node | None":
    """The smallest condition around `name`."""
    inner = name
    for around in islice(module.ancestors(name), _MAX_AROUND):
        if _decides(around, inner):
            return inner
        inner = around
    return None


def _decides(around: "Node", part: "Node") -> bool:
    """Whether what `around` does depends on its child `part`; a comparison may be kept in a constant that a condition names."""
    if around.type == "binary_expression":
        operator = around.child_by_field_name("operator")
        word = operator.text if operator else b""
        return word in _COMPARING or (word in _CHOOSING and around.child_by_field_name("left") == part)
    field = "value" if around.type == "switch_statement" else "condition"
    return around.child_by_field_name(field) == part


def _lies_in(node: "Node", around: "Node") -> bool:
    return around.start_byte <= node.start_byte and node.end_byte <= around.end_byte
