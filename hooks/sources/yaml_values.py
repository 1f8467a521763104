"""What a value of a strictly read YAML file must be. Every refusal is a ConfigError at its line, with the name that was probably meant."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hooks.errors import ConfigError
from hooks.nearest import did_you_mean

if TYPE_CHECKING:
    from hooks.sources.yaml_tree import Node


def mapping(node: "Node", name: str, allowed: Iterable[str] | None = None) -> "dict[str, Node]":
    """The mapping that `node` must be, with no key twice and, where `allowed` is given, none but these."""
    if not isinstance(node.value, dict):
        raise ConfigError(f"{name} must be a mapping", node.location)
    for key, place in node.duplicates:
        raise ConfigError(f'"{key}" is given twice', place)
    for key in node.value if allowed is not None else ():
        if key not in (allowed or ()):
            raise ConfigError(f'unknown key "{key}"{did_you_mean(key, allowed or ())}', node.keys[key])
    return node.value


def sequence(node: "Node", name: str) -> "tuple[Node, ...]":
    """The list that `node` must be."""
    if not isinstance(node.value, tuple):
        raise ConfigError(f'"{name}" must be a list', node.location)
    return node.value


def choice(node: "Node", name: str, choices: Iterable[str]) -> str:
    """The one of `choices` that `node` must be."""
    value = str(node.value)
    if value not in choices:
        raise ConfigError(f'"{name}" must be one of {", ".join(choices)}, not "{value}"{did_you_mean(value, choices)}', node.location)
    return value


def text(node: "Node", name: str) -> str:
    """The text that `node` must be, not empty."""
    if not isinstance(node.value, str) or not node.value.strip():
        raise ConfigError(f'"{name}" must be a text', node.location)
    return node.value


def texts(node: "Node", name: str) -> tuple[str, ...]:
    """The list of names that `node` must be."""
    for item in sequence(node, name):
        if not isinstance(item.value, str):
            raise ConfigError(f'"{name}" must hold names', item.location)
    return tuple(str(item.value) for item in sequence(node, name))


def day(node: "Node", name: str) -> str:
    """The date that `node` must be, as `2026-12-31`."""
    from datetime import date

    value = str(node.value)
    try:
        if date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise ConfigError(f'"{name}" must be a date such as 2026-12-31, not "{value}"', node.location)


def path(node: "Node", name: str) -> str:
    """The path inside the repository that `node` must be: relative to its top, `/` between names, `.` for the top itself; none that git reads otherwise."""
    value = text(node, name).removesuffix("/")
    parts = value.split("/")
    if (value != "." and any(part in {"", ".", ".."} for part in parts)) or value.startswith(":") or "\\" in value:
        raise ConfigError(f'"{name}" must be a path from the top of the repository, such as apps/shop, not "{node.value}"', node.location)
    return value
