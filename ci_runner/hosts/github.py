"""What GitHub Actions says of a run: variables, and the event's JSON. Pure.

Source of the fields: https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows and
https://docs.github.com/webhooks/webhook-events-and-payloads
"""

from collections.abc import Mapping
from typing import Any

from ci_runner.event import NO_COMMIT, Checkout, Event, Kind, number
from hooks.policy.forks import is_from_elsewhere


def event(environ: Mapping[str, str], payload: Mapping[str, Any], checkout: Checkout) -> Event:
    """The event of this job; `payload` is the JSON at GITHUB_EVENT_PATH, or empty."""
    kind = _kind(environ.get("GITHUB_EVENT_NAME", ""))
    commit = checkout.commit
    return Event(
        kind=kind,
        commit=commit,
        base=_base(kind, payload, commit, is_merge=commit == environ.get("GITHUB_SHA")),
        branch=_branch(kind, environ, payload),
        default_branch=_text(payload, "repository", "default_branch") or checkout.default_branch,
        fork=is_from_elsewhere(environ, payload) if kind is Kind.PULL_REQUEST else False,
        actor=environ.get("GITHUB_ACTOR", ""),
        host="github",
        repository=environ.get("GITHUB_REPOSITORY", ""),
        run_id=environ.get("GITHUB_RUN_ID", ""),
        attempt=number(environ.get("GITHUB_RUN_ATTEMPT")) or 1,
        pull_request=number(payload.get("number")) if kind is Kind.PULL_REQUEST else None,
        sha=environ.get("GITHUB_SHA", ""),
    )


def _kind(name: str) -> Kind:
    if name == "pull_request_target":  # runs with the base's secrets: treated as the proposal it is
        return Kind.PULL_REQUEST
    return next((kind for kind in Kind if kind.value == name and kind not in {Kind.LOCAL, Kind.OTHER}), Kind.OTHER)


def _base(kind: Kind, payload: Mapping[str, Any], commit: str, *, is_merge: bool) -> str:
    if kind is Kind.PULL_REQUEST and not is_merge:  # a workflow that checks out the head instead of the merge
        return _text(payload, "pull_request", "base", "sha") or f"{commit}^1"
    if kind is Kind.PULL_REQUEST:
        return f"{commit}^1"  # GITHUB_SHA is the merge commit; its first parent is the base's tip at that moment
    if kind is Kind.MERGE_GROUP:
        return _text(payload, "merge_group", "base_sha") or f"{commit}^1"
    if kind is Kind.PUSH:
        before = _text(payload, "before")
        return before if before not in {"", NO_COMMIT} else f"{commit}^1"
    return f"{commit}^1"


def _branch(kind: Kind, environ: Mapping[str, str], payload: Mapping[str, Any]) -> str:
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
