"""Why a run happens. Records only; `ci_runner.hosts` makes them of what each host says."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

NO_COMMIT = "0" * 40
"""How hosts write that there was no commit before."""


class Kind(Enum):
    """What happened."""

    PULL_REQUEST = "pull_request"
    MERGE_GROUP = "merge_group"
    PUSH = "push"
    WORKFLOW_DISPATCH = "workflow_dispatch"
    LOCAL = "local"
    OTHER = "other"


class Checkout(NamedTuple):
    """What git itself knows of the checkout; `branch` is empty at a detached HEAD."""

    commit: str
    branch: str = ""
    default_branch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Why the run happens. `base` is a commit or an expression such as `<commit>^1`; None leaves the choice to the checks.

    `sha` is the commit that the host says the run is about, `environment` the one that the job runs in; empty where it does not say.
    """

    kind: Kind
    commit: str
    base: str | None = None
    branch: str = ""
    default_branch: str = ""
    fork: bool = False
    actor: str = ""
    host: str = "git"
    repository: str = ""
    run_id: str = ""
    attempt: int = 1
    pull_request: int | None = None
    environment: str = ""
    sha: str = ""

    @property
    def is_default_branch(self) -> bool:
        """Whether the commit belongs to the branch that is deployed from."""
        return bool(self.branch) and self.branch == self.default_branch

    @property
    def may_deploy(self) -> bool:
        """Whether `run` goes on to deploy: a merge or a push by hand, never a proposal, never unasked on somebody's own machine."""
        return self.kind in {Kind.PUSH, Kind.WORKFLOW_DISPATCH} and self.is_default_branch

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody started the run, knowing what for."""
        return self.kind in {Kind.WORKFLOW_DISPATCH, Kind.LOCAL}

    @property
    def is_trusted(self) -> bool:
        """Whether the code comes from people who may push: only then may it run beside a key."""
        return self.kind in {Kind.PUSH, Kind.WORKFLOW_DISPATCH, Kind.LOCAL}

    @property
    def title(self) -> str:
        """The event in a few words."""
        if self.kind is Kind.PULL_REQUEST:
            number = f" #{self.pull_request}" if self.pull_request else ""
            return f"pull request{number}{' from a fork' if self.fork else ''}"
        words = {Kind.PUSH: "push to", Kind.WORKFLOW_DISPATCH: "manual run on", Kind.MERGE_GROUP: "merge queue of", Kind.LOCAL: "local run on"}
        return f"{words.get(self.kind, 'run on')} {self.branch or 'a detached HEAD'}"


def rehearsed(kind: Kind, checkout: Checkout, actor: str) -> Event:
    """The event of a rehearsal in the sandbox, as `kind` would happen to this checkout."""
    proposal = kind in {Kind.PULL_REQUEST, Kind.MERGE_GROUP}
    return Event(
        kind=kind,
        commit=checkout.commit,
        base=f"{checkout.commit}^1",
        branch="rehearsal" if kind is Kind.PULL_REQUEST else checkout.branch,
        default_branch=checkout.branch if proposal else checkout.default_branch or checkout.branch,
        actor=actor,
        host="sandbox",
    )


def number(value: object) -> int | None:
    """A whole number, however a host writes it; None for anything else."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else None
