"""Whether the judged code may come from somebody who may not push here: then it is read, and never run on anybody's behalf.

Source of the variables: https://docs.github.com/actions/reference/workflows-and-actions/variables and https://docs.gitlab.com/ci/variables/predefined_variables/
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hooks.host import in_ci

_OWN_EVENTS = frozenset({"push", "merge_group", "workflow_dispatch", "schedule"})


def why_foreign(environ: Mapping[str, str]) -> str:
    """Why the code must be taken for a fork's, by what the CI host says; empty on somebody's own machine and for the repository's own code."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return _on_github(environ)
    if environ.get("GITLAB_CI") == "true":
        source, target = (environ.get(f"CI_MERGE_REQUEST_{side}PROJECT_ID", "") for side in ("SOURCE_", ""))
        return "" if source == target else "this merge request comes from a fork"
    if in_ci(environ):
        return "this CI host is not known, so nothing tells whether the change comes from a fork"
    return ""


def is_from_elsewhere(environ: Mapping[str, str], payload: Mapping[str, Any]) -> bool:
    """Whether a GitHub pull request's code lies outside the repository; one whose origin is unknown (a deleted fork) counts as such."""
    origin: Any = payload
    for key in ("pull_request", "head", "repo", "full_name"):
        origin = origin.get(key) if isinstance(origin, Mapping) else None
    return origin is None or origin != environ.get("GITHUB_REPOSITORY", "") or environ.get("GITHUB_EVENT_NAME") == "pull_request_target"


def _on_github(environ: Mapping[str, str]) -> str:
    event = environ.get("GITHUB_EVENT_NAME", "")
    if event in _OWN_EVENTS:
        return ""
    if event != "pull_request":  # issue_comment, workflow_run … run with the repository's rights, often on a fork's code
        return f"the event {event or '(none)'} may run on the code of a fork"
    return "this pull request comes from a fork" if is_from_elsewhere(environ, _payload(environ)) else ""


def _payload(environ: Mapping[str, str]) -> Mapping[str, Any]:
    """The event as GitHub leaves it on disk; nothing where it cannot be read."""
    import json

    try:
        payload = json.loads(Path(environ.get("GITHUB_EVENT_PATH", "")).read_bytes())
    except (OSError, ValueError):
        return {}
    return payload if isinstance(payload, dict) else {}
