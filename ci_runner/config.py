"""The `run:` section of `.edgespark-ci.yaml`: strict, every refusal at its line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from hooks.errors import ConfigError
from hooks.sources.yaml_values import choice, mapping

if TYPE_CHECKING:
    from hooks.sources.yaml_tree import Node

# Where 0.0.9 deploys to unless told otherwise and what `deploy promote` takes its code from, and where that goes.
STAGING, PRODUCTION = "staging", "production"


class Migrations(Enum):
    """Who applies migrations: this pipeline, or somebody at their own machine before the merge."""

    PIPELINE = "pipeline"
    LOCAL = "local"


class Pending(Enum):
    """What it means that `db check` or a dry run fails while migrations, buckets or the auth config of this very change wait to be applied.

    Nobody outside the platform has seen whether they do; so `EXPECTED` must be asked for.
    """

    FAIL = "fail"
    EXPECTED = "expected"


class Apply(Enum):
    """Whether the pipeline applies changed buckets and a changed auth config, or holds with the command."""

    AUTO = "auto"
    NEVER = "never"


class Demand(Enum):
    """What the environment on GitHub must ask for; the values are those of `github.environments.Protection`."""

    REVIEWERS = "reviewers"
    BRANCHES = "branches"


class Comment(Enum):
    """When the pull request gets its one comment."""

    ALWAYS = "always"
    CHANGES_ONLY = "changes-only"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Watch:
    """A window of `log tail` after a deploy: how long, and how many exceptions and answers of 5xx are let through."""

    seconds: int
    exceptions: int = 0
    server_errors: int = 0


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a deployed URL must answer: the status at `path`, and a text in the body where one is given."""

    path: str
    status: int = 200
    contains: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig:
    """What a repository asks of the pipeline; the defaults are those of one without a `run:` section."""

    environment: str = PRODUCTION
    migrations: Migrations = Migrations.PIPELINE
    pending: Pending = Pending.FAIL
    verify: tuple[Expectation, ...] = ()
    time_limits: Mapping[str, float] = field(default_factory=dict)
    online_on_pull_requests: bool = False
    apply: Apply = Apply.AUTO
    protection: tuple[Demand, ...] = ()
    comment: Comment = Comment.CHANGES_ONLY
    watch: Watch | None = None
    promote: bool = False
    base_url: str = ""

    @property
    def first_stop(self) -> str:
        """The environment that `deploy` aims at: staging where a promotion follows."""
        return self.stops[0]

    @property
    def stops(self) -> tuple[str, ...]:
        """Every environment that the code goes through, each with a database, buckets and keys of its own."""
        return (STAGING, self.environment) if self.promote else (self.environment,)


def read(node: "Node | None", steps: tuple[str, ...]) -> RunConfig:
    """Read the section; `steps` are the names that may have a time limit. Raises ConfigError at the line that may not stand."""
    if node is None or node.value is None:
        return RunConfig()
    readers: dict[str, Callable[[Node], object]] = {
        "environment": lambda value: _text(value, "environment"),
        "migrations": lambda value: Migrations(choice(value, "migrations", [kind.value for kind in Migrations])),
        "pending": lambda value: Pending(choice(value, "pending", [kind.value for kind in Pending])),
        "verify": _expectations,
        "time-limits": lambda value: _time_limits(value, steps),
        "online-on-pull-requests": lambda value: _truth(value, "online-on-pull-requests"),
        "apply": lambda value: Apply(choice(value, "apply", [kind.value for kind in Apply])),
        "protection": _demands,
        "comment": lambda value: Comment(choice(value, "comment", [kind.value for kind in Comment])),
        "watch": _watch,
        "promote": lambda value: _truth(value, "promote"),
        "base-url": lambda value: _url(value, "base-url"),
    }
    values = {key.replace("-", "_"): readers[key](value) for key, value in mapping(node, '"run"', readers).items()}
    config = RunConfig(**values)  # type: ignore[arg-type]  # each reader returns its field's type
    if config.promote and config.environment != PRODUCTION:
        raise ConfigError(f'"promote" goes from {STAGING} to {PRODUCTION}: "environment" cannot be "{config.environment}"', node.location)
    return config


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


def _demands(node: "Node") -> tuple[Demand, ...]:
    if not isinstance(node.value, tuple):
        raise ConfigError('"protection" must be a list', node.location)
    return tuple(Demand(choice(item, "protection", [demand.value for demand in Demand])) for item in node.value)


def _watch(node: "Node") -> Watch:
    values = mapping(node, '"watch"', ("seconds", "exceptions", "server-errors"))
    if "seconds" not in values:
        raise ConfigError('"watch" needs "seconds"', node.location)
    seconds = _whole(values["seconds"], "seconds", 1, 600)
    allowed = {name.replace("-", "_"): _whole(values[name], name, 0, 1_000_000) for name in ("exceptions", "server-errors") if name in values}
    return Watch(seconds, **allowed)


def _url(node: "Node", name: str) -> str:
    text = _text(node, name)
    if not text.startswith("https://"):
        raise ConfigError(f'"{name}" must start with "https://", not "{text}"', node.location)
    return text


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
