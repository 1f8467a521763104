"""Which buckets the platform has, as the schema says that it hands out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.sources import typescript
from hooks.sources.flow.syntax import literal, named, property_name

if TYPE_CHECKING:
    from tree_sitter import Node

_BUCKET_NAME = "bucket_name"


def names(storage_schema_ts: str) -> frozenset[str]:
    """The name of every bucket in a pulled storage schema. Raises NoVerdict where it is no TypeScript."""
    source = typescript.parse("storage_schema.ts", storage_schema_ts.encode())
    return frozenset(_names(source.root))


def _names(node: "Node") -> Iterator[str]:
    if node.type == "pair" and property_name(node.child_by_field_name("key")) == _BUCKET_NAME:
        value = node.child_by_field_name("value")
        found = literal(value) if value is not None else None
        if found is not None:
            yield found
        return
    for child in named(node):
        yield from _names(child)
