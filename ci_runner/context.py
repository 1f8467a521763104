"""The edges that a step may use, in one record: whatever is not here, no step touches."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ci_runner.config import RunConfig
from ci_runner.edgespark_api import EdgesparkApi
from ci_runner.edgespark_cli import EdgesparkCli
from ci_runner.event import Event
from ci_runner.git_repo import GitRepo
from ci_runner.model import Live, Stage
from ci_runner.redact import Redactor
from hooks.finding import Report
from hooks.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One run on one project. `root` is the project's directory in the repository, `project` reads it as it was judged."""

    event: Event
    stage: Stage
    config: RunConfig
    root: str
    project: Project
    judged: Callable[[], Report]
    repo: GitRepo
    own_files: frozenset[str]
    cli: EdgesparkCli
    api: EdgesparkApi | None
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
    def has_key(self) -> bool:
        """Whether a key for the platform was given."""
        return bool(self.environ.get("EDGESPARK_API_KEY", "").strip())
