"""A place on the way of a value."""

from typing import TYPE_CHECKING, NamedTuple

from hooks.sources.flow.patterns import Way
from hooks.sources.flow.scopes import Module

if TYPE_CHECKING:
    from tree_sitter import Node

CALLED = "()"
"""The step from a function to what it returns."""
CREATED = "new()"
"""The step from a class to its instance."""
KEYS = "[key]"
"""The step from an object to any one of its property names."""
MAPPED = "[get]"
"""The step from a Map to any one of its values."""
MAX_STEPS = 8
"""A longer way is no way that people write: it grows in a circle, as in `k = { k }`."""


class Point(NamedTuple):
    """The part at `way` of the value of `node`. `cast` and `types` tell what was passed so far: a cast, and declared types as written."""

    module: Module
    node: "Node"
    way: Way = ()
    cast: bool = False
    types: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, int, Way, bool]:
        """What makes two points the same."""
        return (self.module.path, self.node.id, self.way, self.cast)

    def at(self, node: "Node", way: Way | None = None, *, cast: bool = False) -> "Point":
        """A point at `node` of the same module."""
        return self._replace(node=node, way=self.way if way is None else way, cast=self.cast or cast)
