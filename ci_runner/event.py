"""Why this run happens: environment variables and the event's JSON become one Event. Pure.

Source of the fields: https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows and
https://docs.github.com/webhooks/webhook-events-and-payloads
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from hooks.forks import is_from_elsewhere

_NO_COMMIT = "0" * 40


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
    """Why the run happens. `base` is a commit or an expression such as `<commit>^1`; None leaves the choice to the checks."""

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

    @property
    def is_default_branch(self) -> bool:
        """Whether the commit belongs to the branch that is deployed from."""
        return bool(self.branch) and self.branch == self.default_branch

    @property
    def may_deploy(self) -> bool:
        """Whether `run` goes on to deploy: a merge or a push by hand, never a proposal, never unasked on somebody's own machine."""
        return self.kind in {Kind.PUSH, Kind.WORKFLOW_DISPATCH} and self.is_default_branch

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


def detected(environ: Mapping[str, str], payload: Mapping[str, Any], checkout: Checkout) -> Event:
    """The event that the host describes; on no known host, what git knows. `payload` is the JSON at `GITHUB_EVENT_PATH`, or empty."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return _github(environ, payload, checkout)
    return Event(
        kind=Kind.LOCAL,
        commit=checkout.commit,
        branch=checkout.branch,
        default_branch=checkout.default_branch,
        actor=environ.get("USER", ""),
    )


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


def _github(environ: Mapping[str, str], payload: Mapping[str, Any], checkout: Checkout) -> Event:
    kind = _github_kind(environ.get("GITHUB_EVENT_NAME", ""))
    commit = checkout.commit
    return Event(
        kind=kind,
        commit=commit,
        base=_github_base(kind, payload, commit, is_merge=commit == environ.get("GITHUB_SHA")),
        branch=_github_branch(kind, environ, payload),
        default_branch=_text(payload, "repository", "default_branch") or checkout.default_branch,
        fork=is_from_elsewhere(environ, payload) if kind is Kind.PULL_REQUEST else False,
        actor=environ.get("GITHUB_ACTOR", ""),
        host="github",
        repository=environ.get("GITHUB_REPOSITORY", ""),
        run_id=environ.get("GITHUB_RUN_ID", ""),
        attempt=_number(environ.get("GITHUB_RUN_ATTEMPT")) or 1,
        pull_request=_number(payload.get("number")) if kind is Kind.PULL_REQUEST else None,
    )


def _github_kind(name: str) -> Kind:
    if name == "pull_request_target":  # runs with the base's secrets: treated as the proposal it is
        return Kind.PULL_REQUEST
    return next((kind for kind in Kind if kind.value == name and kind not in {Kind.LOCAL, Kind.OTHER}), Kind.OTHER)


def _github_base(kind: Kind, payload: Mapping[str, Any], commit: str, *, is_merge: bool) -> str:
    if kind is Kind.PULL_REQUEST and not is_merge:  # a workflow that checks out the head instead of the merge
        return _text(payload, "pull_request", "base", "sha") or f"{commit}^1"
    if kind is Kind.PULL_REQUEST:
        return f"{commit}^1"  # GITHUB_SHA is the merge commit; its first parent is the base's tip at that moment
    if kind is Kind.MERGE_GROUP:
        return _text(payload, "merge_group", "base_sha") or f"{commit}^1"
    if kind is Kind.PUSH:
        before = _text(payload, "before")
        return before if before not in {"", _NO_COMMIT} else f"{commit}^1"
    return f"{commit}^1"


def _github_branch(kind: Kind, environ: Mapping[str, str], payload: Mapping[str, Any]) -> str:
    if kind is Kind.PULL_REQUEST:
        return _text(payload, "pull_request", "head", "ref") or environ.get("GITHUB_HEAD_REF", "")
    if kind is Kind.MERGE_GROUP:
        return _text(payload, "merge_group", "base_ref").removeprefix("refs/heads/")
    ref = environ.get("GITHUB_REF", "")
    return ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else ""


def _text(payload: Mapping[str, Any], *keys: str) -> str:
    value: Any = payload
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else None
