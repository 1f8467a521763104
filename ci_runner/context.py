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
from ci_runner.model import Live, Permits, Stage, Told
from ci_runner.redact import SHORTEST, Redactor
from hooks.finding import Report
from hooks.host import in_ci
from hooks.project import Project, Surroundings


@dataclass(frozen=True, slots=True)
class Target:
    """The commit that a rollback goes back to, and why."""

    commit: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One run on one project: `project` is read once, and every step sees it as it was judged; `judged` applies the rules to it.

    `told` asks what is live; `target` is set for a rollback, `known_live` holds the commits that receipts at hand say were live, `unknown` the steps
    of the run before whose effect nobody knows.
    """

    event: Event
    stage: Stage
    config: RunConfig
    project: Project
    judged: Callable[[], Report]
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
    told: Callable[[], Told]
    deadline: float = 0.0

    @property
    def root(self) -> str:
        """The project's directory in the repository."""
        return self.project.root

    @property
    def touching(self) -> tuple[str, ...]:
        """The paths of the repository whose change is a change of the project."""
        return self.project.policy.touching(self.root)

    @property
    def sandbox(self) -> bool:
        """Whether this is a rehearsal."""
        return self.event.host == "sandbox"

    @property
    def in_ci(self) -> bool:
        """Whether nobody sits in front of it."""
        return in_ci(self.environ)

    @property
    def seconds_left(self) -> float:
        """How long the step may still take."""
        return max(self.deadline - time.monotonic(), 0.0)

    @property
    def going_live(self) -> Live:
        """What this run is about to put live: the commit, or the earlier one that a rollback pins the project to."""
        return Live(self.target.commit, "", pinned=self.target.why) if self.target else Live(self.event.commit, "")

    @property
    def code(self) -> Project:
        """The project whose code this run is about to put live: as it was judged, or as it was at the earlier commit of a rollback."""
        if self.target is None:
            return self.project
        return Project(self.repo.reader.commit(self.target.commit), self.root, Surroundings(self.project.policy))

    def last_live(self) -> Live | None:
        """What is live for sure, asked anew; None where nobody knows."""
        return self.told().live

    @property
    def stops(self) -> tuple[str, ...]:
        """Every environment that the code goes through; a rollback goes straight to where the earlier commit was live."""
        return (self.config.environment,) if self.target else self.config.stops

    @property
    def demanded_target(self) -> Target:
        """The commit to go back to, in a step that only a rollback has."""
        if self.target is None:
            raise LookupError("only a rollback has a target")
        return self.target

    @property
    def has_key(self) -> bool:
        """Whether a key for the platform was given; what is too short to be masked is none."""
        return len(self.environ.get("EDGESPARK_API_KEY", "").strip()) >= SHORTEST
