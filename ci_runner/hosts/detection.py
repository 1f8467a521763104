"""Which host this is, and so why the run happens."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ci_runner.event import Checkout, Event, Kind
from ci_runner.hosts import github, gitlab, plain
from hooks.errors import UsageError
from hooks.host import in_ci


def detected(environ: Mapping[str, str], payload: Mapping[str, Any], checkout: Checkout) -> Event:
    """The event that the host describes; on somebody's own machine, what git knows. `payload` is the JSON at `GITHUB_EVENT_PATH`, or empty."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return github.event(environ, payload, checkout)
    if environ.get("GITLAB_CI") == "true":
        return gitlab.event(environ, checkout)
    if in_ci(environ):
        return plain.event(environ, checkout)
    return Event(
        kind=Kind.LOCAL,
        commit=checkout.commit,
        branch=checkout.branch,
        default_branch=checkout.default_branch,
        actor=environ.get("USER", ""),
    )


def payload(environ: Mapping[str, str]) -> Mapping[str, Any]:
    """The event's JSON as GitHub leaves it on disk; empty elsewhere. Raises UsageError where it cannot be read."""
    path = environ.get("GITHUB_EVENT_PATH")
    if not path or environ.get("GITHUB_ACTIONS") != "true":
        return {}
    try:
        payload = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"the event at GITHUB_EVENT_PATH cannot be read: {error}") from error
    return payload if isinstance(payload, dict) else {}
