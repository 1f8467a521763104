"""What an earlier run left, as far as its receipt is at hand: what it put live, and what it never learned.

What was live is only ever used to refuse: an older commit never goes over a newer one.
"""

from pathlib import Path
from typing import Any

from ci_runner.model import Live, Told
from ci_runner.report import receipt as receipt_file
from hooks.errors import UsageError


def told_before(path: Path, project: str, environment: str, *, sandbox: bool) -> Told:
    """What the receipt at `path` says is live for this project and environment; nothing where there is no such receipt or it says nothing."""
    earlier = _earlier(path, project, environment, sandbox=sandbox)
    perhaps = earlier.get("may_be_live")
    return Told(live_of(earlier), tuple(filter(None, map(_live, perhaps))) if isinstance(perhaps, list) else ())


def unknown_before(path: Path, project: str, environment: str, *, sandbox: bool) -> tuple[str, ...]:
    """The steps whose effect the run of the receipt at `path` never learned, killed while they ran or before anybody looked."""
    names = _earlier(path, project, environment, sandbox=sandbox).get("unknown")
    return tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()


def _earlier(path: Path, project: str, environment: str, *, sandbox: bool) -> dict[str, Any]:
    """The receipt at `path`, empty where it is none of this project and environment."""
    try:
        earlier = receipt_file.read(path)
    except UsageError:
        return {}
    named = (earlier.get("project"), earlier.get("environment"), earlier.get("sandbox"))
    return earlier if named == (project, environment, sandbox) else {}


def live_of(receipt: dict[str, Any]) -> Live | None:
    """What a receipt, as plain data, says is live."""
    return _live(receipt.get("live"))


def _live(value: Any) -> Live | None:
    if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in ("commit", "url", "deployment")):
        return None
    return Live(value["commit"], value["url"], value["deployment"], "an earlier receipt", str(value.get("pinned") or ""))
