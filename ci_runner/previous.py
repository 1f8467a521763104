"""What an earlier run put live, as far as its receipt is at hand. Only ever used to refuse: an older commit never goes over a newer one."""

from pathlib import Path
from typing import Any

from ci_runner.model import Live
from ci_runner.report import receipt as receipt_file
from hooks.errors import UsageError


def live_before(path: Path, project: str, environment: str, *, sandbox: bool) -> Live | None:
    """What the receipt at `path` says is live for this project and environment; None where there is no such receipt or it says nothing."""
    try:
        earlier = receipt_file.read(path)
    except UsageError:
        return None
    if (earlier.get("project"), earlier.get("environment"), earlier.get("sandbox")) != (project, environment, sandbox):
        return None
    return _live(earlier.get("live"))


def _live(value: Any) -> Live | None:
    if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in ("commit", "url", "deployment")):
        return None
    return Live(value["commit"], value["url"], value["deployment"], "an earlier receipt")
