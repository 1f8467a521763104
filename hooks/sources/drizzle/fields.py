"""The parts of a syntax node by their names."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


def field(node: "Node", name: str) -> "Node":
    """The part of `node` that the grammar calls `name`, which every such node has."""
    child = node.child_by_field_name(name)
    if child is None:
        raise ValueError(f"{node.type} without {name}")
    return child
