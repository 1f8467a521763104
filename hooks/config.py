"""`.edgespark-ci.yaml`: what a repository asks of the checks. Strict: an unknown word is an error with its line.

The `run:` section belongs to the pipeline and is handed on as it stands.
"""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.errors import ConfigError, NoVerdict
from hooks.finding import Severity
from hooks.nearest import did_you_mean
from hooks.tree import Tree

if TYPE_CHECKING:
    from hooks.sources.yaml_tree import Node

FILE_NAME = ".edgespark-ci.yaml"


class Engine(Enum):
    """Who says what `db_schema.ts` declares: the evaluator of this tool, the project's own drizzle-kit, or that one where the first has no verdict."""

    STATIC = "static"
    DRIZZLE_KIT = "drizzle-kit"
    AUTO = "auto"


class Policy(NamedTuple):
    """The file's content; the defaults are those of a repository without one.

    `select` and `ignore` hold rule ids and group names as written (`engine.chosen` resolves them); `run` is the pipeline's section.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Severity] = {}  # noqa: RUF012 - records are never changed here
    optional_keys: frozenset[str] = frozenset()
    undetermined_blocks: bool = True
    run: "Node | None" = None
    engine: Engine = Engine.STATIC


def policy(tree: Tree) -> Policy:
    """The policy that `tree` holds. Raises ConfigError at the line that may not stand."""
    if not tree.has(FILE_NAME):
        return Policy()
    from hooks.sources import yaml_tree

    try:
        return _policy(yaml_tree.read(FILE_NAME, tree.read(FILE_NAME)))
    except NoVerdict as reason:
        raise ConfigError(reason.message, reason.location) from reason


def _policy(root: "Node") -> Policy:
    if root.value is None:
        return Policy()
    values: dict[str, Any] = {}
    for key, node in mapping(root, "the file", _READERS).items():
        field, read = _READERS[key]
        values[field] = read(node, key)
    return Policy(**values)


def mapping(node: "Node", name: str, allowed: Iterable[str]) -> "dict[str, Node]":
    """The mapping that `node` must be, with no key twice and none but `allowed`. Raises ConfigError at the offending key."""
    if not isinstance(node.value, dict):
        raise ConfigError(f"{name} must be a mapping", node.location)
    for key, place in node.duplicates:
        raise ConfigError(f'"{key}" is given twice', place)
    for key in node.value:
        if key not in allowed:
            raise ConfigError(f'unknown key "{key}"{did_you_mean(key, allowed)}', node.keys[key])
    return node.value


def choice(node: "Node", name: str, choices: Iterable[str]) -> str:
    """The one of `choices` that `node` must be. Raises ConfigError."""
    value = str(node.value)
    if value not in choices:
        raise ConfigError(f'"{name}" must be one of {", ".join(choices)}, not "{value}"{did_you_mean(value, choices)}', node.location)
    return value


def _texts(node: "Node", name: str) -> tuple[str, ...]:
    if not isinstance(node.value, tuple):
        raise ConfigError(f'"{name}" must be a list', node.location)
    for item in node.value:
        if not isinstance(item.value, str):
            raise ConfigError(f'"{name}" must hold names', item.location)
    return tuple(str(item.value) for item in node.value)


def _severities(node: "Node", name: str) -> dict[str, Severity]:
    if not isinstance(node.value, dict):
        raise ConfigError(f'"{name}" must map rules to severities', node.location)
    names = [severity.value for severity in Severity]
    return {rule: Severity(choice(value, f"{name}.{rule}", names)) for rule, value in node.value.items()}


def _blocks(node: "Node", name: str) -> bool:
    return choice(node, name, ("fail", "warn")) == "fail"


def _engine(node: "Node", name: str) -> Engine:
    return Engine(choice(node, name, [engine.value for engine in Engine]))


_READERS: "dict[str, tuple[str, Callable[[Node, str], object]]]" = {
    "select": ("select", _texts),
    "ignore": ("ignore", _texts),
    "severity": ("severity", _severities),
    "optional-keys": ("optional_keys", lambda node, name: frozenset(_texts(node, name))),
    "undetermined": ("undetermined_blocks", _blocks),
    "engine": ("engine", _engine),
    "run": ("run", lambda node, _name: node),
}
