"""The `run:` section of `.edgespark-ci.yaml`: strict, every refusal at its line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from hooks.config import choice, mapping
from hooks.errors import ConfigError

if TYPE_CHECKING:
    from hooks.sources.yaml_tree import Node


class Migrations(Enum):
    """Who applies migrations: this pipeline, or somebody at their own machine before the merge."""

    PIPELINE = "pipeline"
    LOCAL = "local"


class Pending(Enum):
    """What it means that `db check` or a dry run fails while migrations of this very change wait to be applied.

    Nobody outside the platform has seen whether they do; so `EXPECTED` must be asked for.
    """

    FAIL = "fail"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a deployed URL must answer: the status at `path`, and a text in the body where one is given."""

    path: str
    status: int = 200
    contains: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig:
    """What a repository asks of the pipeline; the defaults are those of one without a `run:` section."""

    environment: str = "production"
    migrations: Migrations = Migrations.PIPELINE
    pending_migrations: Pending = Pending.FAIL
    verify: tuple[Expectation, ...] = ()
    time_limits: Mapping[str, float] = field(default_factory=dict)
    online_on_pull_requests: bool = False


def read(node: "Node | None", steps: tuple[str, ...]) -> RunConfig:
    """Read the section; `steps` are the names that may have a time limit. Raises ConfigError at the line that may not stand."""
    if node is None or node.value is None:
        return RunConfig()
    readers: dict[str, Callable[[Node], object]] = {
        "environment": lambda value: _text(value, "environment"),
        "migrations": lambda value: Migrations(choice(value, "migrations", [kind.value for kind in Migrations])),
        "pending-migrations": lambda value: Pending(choice(value, "pending-migrations", [kind.value for kind in Pending])),
        "verify": _expectations,
        "time-limits": lambda value: _time_limits(value, steps),
        "online-on-pull-requests": lambda value: _truth(value, "online-on-pull-requests"),
    }
    values = {key.replace("-", "_"): readers[key](value) for key, value in mapping(node, '"run"', readers).items()}
    return RunConfig(**values)  # type: ignore[arg-type]  # each reader returns its field's type


def _expectations(node: "Node") -> tuple[Expectation, ...]:
    if not isinstance(node.value, tuple):
        raise ConfigError('"verify" must be a list', node.location)
    return tuple(_expectation(item) for item in node.value)


def _expectation(node: "Node") -> Expectation:
    values = mapping(node, "an expectation", ("path", "status", "contains"))
    if "path" not in values:
        raise ConfigError('an expectation needs a "path"', node.location)
    path = _text(values["path"], "path")
    if not path.startswith("/"):
        raise ConfigError(f'"path" must start with "/", not "{path}"', values["path"].location)
    status = _whole(values["status"], "status", 100, 599) if "status" in values else 200
    return Expectation(path, status, _text(values["contains"], "contains") if "contains" in values else "")


def _time_limits(node: "Node", steps: tuple[str, ...]) -> dict[str, float]:
    return {step: float(_whole(value, f"time-limits.{step}", 1, 3600)) for step, value in mapping(node, '"time-limits"', steps).items()}


def _whole(node: "Node", name: str, least: int, most: int) -> int:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ConfigError(f'"{name}" must be a whole number from {least} to {most}', node.location)
    return value


def _text(node: "Node", name: str) -> str:
    if not isinstance(node.value, str) or not node.value:
        raise ConfigError(f'"{name}" must be a text', node.location)
    return node.value


def _truth(node: "Node", name: str) -> bool:
    if not isinstance(node.value, bool):
        raise ConfigError(f'"{name}" must be true or false', node.location)
    return node.value
