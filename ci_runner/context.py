"""The edges that a step may use, in one record: whatever is not here, no step touches."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ci_runner.config import RunConfig
from ci_runner.edgespark_api import EdgesparkApi
from ci_runner.edgespark_cli import EdgesparkCli
from ci_runner.event import Event
from ci_runner.git_repo import GitRepo
from ci_runner.github.client import Client
from ci_runner.model import Live, Losses, Permits, SchemaChange, Stage
from ci_runner.redact import Redactor
from hooks.finding import Report
from hooks.project import Project


@dataclass(frozen=True, slots=True)
class Target:
    """The commit that a rollback goes back to, and why."""

    commit: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One run on one project. `root` is the project's directory in the repository, `project` reads it as it was judged.

    `touching` are the paths of the repository whose change is a change of the project; `losses` rehearses the new migrations,
    `schema_change` compares the declared schema with the base's;
    `target` is set for a rollback, `known_live` holds the commits that receipts at hand say were live, `unknown` the steps of the run before
    whose effect nobody knows.
    """

    event: Event
    stage: Stage
    config: RunConfig
    root: str
    touching: tuple[str, ...]
    project: Project
    judged: Callable[[], Report]
    losses: Callable[[], Losses | None]
    schema_change: Callable[[], SchemaChange | None]
    repo: GitRepo
    own_files: frozenset[str]
    cli: EdgesparkCli
    api: EdgesparkApi | None
    github: Client | None
    permits: Permits
    target: Target | None
    known_live: frozenset[str]
    unknown: tuple[str, ...]
    environ: Mapping[str, str]
    redact: Redactor
    last_live: Callable[[], Live | None]
    sandbox: bool = False
    in_ci: bool = False
    deadline: float = 0.0

    @property
    def seconds_left(self) -> float:
        """How long the step may still take."""
        return max(self.deadline - time.monotonic(), 0.0)

    @property
    def demanded_target(self) -> Target:
        """The commit to go back to, in a step that only a rollback has."""
        if self.target is None:
            raise LookupError("only a rollback has a target")
        return self.target

    @property
    def has_key(self) -> bool:
        """Whether a key for the platform was given."""
        return bool(self.environ.get("EDGESPARK_API_KEY", "").strip())
