"""`configs/auth-config.yaml`: which runtime keys it names, and what of it YAML leaves open. What in it is wrong: see `auth_faults`."""

from collections.abc import Iterator
from typing import NamedTuple

from hooks.finding import Location
from hooks.sources.auth_table import CLIENT_ID, CLIENT_SECRET, PROVIDERS
from hooks.sources.runtime_keys import Accessor
from hooks.sources.yaml_tree import Node

MERGE = "<<"
_REFERENCES = {CLIENT_ID: Accessor.VARS, CLIENT_SECRET: Accessor.SECRET}


class Reference(NamedTuple):
    """A runtime key that an enabled provider reads."""

    key: str
    accessor: Accessor
    location: Location
    provider: str
    field: str


def references(root: Node) -> Iterator[Reference]:
    """The runtime keys of all enabled OAuth providers; a name that may not stand is left out: that is a fault."""
    for provider, field in PROVIDERS.items():
        node = item(root, provider)
        config = item(node, "config")
        if node is None or config is None or not is_enabled(node):
            continue
        for name, accessor in _REFERENCES.items():
            named, only = item(config, name), field.keys["config"].keys[name].only
            if named is not None and only is not None and named.value == only:
                yield Reference(only, accessor, named.location, provider, name)


def merges(root: Node) -> Iterator[Location]:
    """The place of every merge key, which YAML 1.2 does not have and some of its readers know all the same."""
    if isinstance(root.value, dict):
        if MERGE in root.value:
            yield root.keys[MERGE]
        for value in root.value.values():
            yield from merges(value)


def item(node: Node | None, key: str) -> Node | None:
    """What a mapping holds at `key`; None where there is no such key, or no mapping."""
    return node.value.get(key) if node is not None and isinstance(node.value, dict) else None


def is_enabled(provider: Node) -> bool:
    """Whether a provider says so."""
    enabled = item(provider, "enabled")
    return enabled is not None and enabled.value is True
