"""Keys and buckets as a project declares them, read in the platform's place: a second reading, so that a mistake of our rules shows in a rehearsal."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.typescript import Source


@dataclass(frozen=True, slots=True)
class DeclaredKeys:
    """The names in `VarKey` and `SecretKey`."""

    vars: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()


def declared_keys(source: "Source") -> DeclaredKeys:
    """The names in the unions of `runtime.ts`."""
    return DeclaredKeys(*(frozenset(_literals(source, alias)) for alias in ("VarKey", "SecretKey")))


def declared_buckets(source: "Source") -> dict[str, str]:
    """Every bucket of `storage_schema.ts` with its description: any object that has a `bucket_name`, however deep it lies."""
    objects = [_pairs(source, node) for node in _walk(source.root) if node.type == "object"]
    return {found["bucket_name"]: found.get("description", "") for found in objects if "bucket_name" in found}


def _walk(node: "Node") -> Iterator["Node"]:
    yield node
    for child in node.named_children:
        yield from _walk(child)


def _literals(source: "Source", alias: str) -> Iterator[str]:
    """Every string in the type alias of that name."""
    for node in _walk(source.root):
        name = node.child_by_field_name("name") if node.type == "type_alias_declaration" else None
        if name is not None and source.text_of(name) == alias:
            yield from (source.text_of(part) for part in _walk(node) if part.type == "string_fragment")


def _pairs(source: "Source", node: "Node") -> dict[str, str]:
    """The object literal's own keys whose values are plain strings."""
    found = {}
    for pair in node.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and value.type == "string":
            found[source.text_of(key).strip("'\"")] = source.text_of(value)[1:-1]
    return found
