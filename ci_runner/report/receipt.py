"""The receipt as a file: canonical JSON, written whole or not at all."""

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ci_runner.event import Event
from ci_runner.model import Digests, Live, Receipt, StepResult
from hooks.errors import UsageError
from hooks.render.changes import in_words

FORMAT_VERSION = 1
# Words of ours, and names and ids of the repository's: a secret that is such a word gives nothing away there, and the next run has to read them.
_OPEN = frozenset(
    (
        *("version", "tool", "sandbox", "project", "environment", "kind", "host", "repository", "run_id", "started"),
        *("commit", "tree", "base", "digests", "migrations", "bundle", "code", "verdict", "reason", "step", "stage", "outcome"),
        *("in_progress", "interrupted", "unknown"),
    )
)


def document(receipt: Receipt) -> dict[str, Any]:
    """The receipt as plain data. Version 1 is a contract: fields may be added, never renamed, removed or given another meaning."""
    return {
        "version": FORMAT_VERSION,
        "tool": receipt.tool,
        "sandbox": receipt.sandbox,
        "project": receipt.project,
        "environment": receipt.environment,
        "event": _event(receipt.event),
        "commit": receipt.commit,
        "tree": receipt.tree,
        "base": receipt.event.base,
        "started": receipt.started,
        "verdict": receipt.verdict,
        "exit_code": receipt.exit_code,
        "reason": receipt.stopped_by.reason if receipt.stopped_by else None,
        "finished": receipt.finished,
        "in_progress": receipt.in_progress,
        "interrupted": receipt.interrupted,
        "unknown": list(receipt.unknown),
        "versions": dict(receipt.versions),
        "digests": digests(receipt.digests),
        "applied": {"commit": receipt.applied.commit, "migrations": list(receipt.applied.migrations)} if receipt.applied else None,
        "live": _live(receipt.live),
        "may_be_live": [_live(one) for one in receipt.may_be_live],
        "staged": _live(receipt.staged),
        "bundle": receipt.bundle,
        "losses": {"code": receipt.losses.code, "sentences": list(receipt.losses.sentences)} if receipt.losses else None,
        "schema_changes": [in_words(change) for change in receipt.schema.changes] if receipt.schema else [],
        "confirmed_by": receipt.confirmed_by,
        "override": {"reason": receipt.override.reason, "why": receipt.override.why, "used": receipt.override.used} if receipt.override else None,
        "steps": [_step(result) for result in receipt.steps],
        "seconds": round(sum(result.seconds for result in receipt.steps), 3),
    }


def redacted(content: Any, redact: Callable[[str], str]) -> Any:
    """`content` with every text in it redacted but for those that are no secret's place."""
    if isinstance(content, dict):
        return {name: value if name in _OPEN else redacted(value, redact) for name, value in content.items()}
    if isinstance(content, list):
        return [redacted(value, redact) for value in content]
    return redact(content) if isinstance(content, str) else content


def canonical(content: dict[str, Any]) -> bytes:
    """JSON with sorted keys and nothing that depends on the machine."""
    return (json.dumps(content, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()


def write(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that a reader, or a power cut, finds the old file or the new one. Raises OSError."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    _sync_directory(path.parent)


def read(path: Path) -> dict[str, Any]:
    """The receipt at `path` as plain data. Raises UsageError where there is none of a version that we know."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"no receipt at {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise UsageError(f"{path} is no receipt: not JSON") from error
    if not isinstance(content, dict) or content.get("version") != FORMAT_VERSION or "steps" not in content:
        raise UsageError(f"{path} is no receipt of version {FORMAT_VERSION}")
    return content


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _event(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind.value,
        "host": event.host,
        "repository": event.repository,
        "branch": event.branch,
        "default_branch": event.default_branch,
        "fork": event.fork,
        "actor": event.actor,
        "run_id": event.run_id,
        "attempt": event.attempt,
        "pull_request": event.pull_request,
    }


def _live(live: Live | None) -> dict[str, str] | None:
    if live is None:
        return None
    return {"commit": live.commit, "url": live.url, "deployment": live.deployment, "told_by": live.told_by, "pinned": live.pinned}


def digests(taken: Digests | None) -> dict[str, str] | None:
    """The digests by name."""
    if taken is None:
        return None
    return {name: getattr(taken, name) for name in ("tree", "journal", "schema", "policy", "tools")}


def _step(result: StepResult) -> dict[str, Any]:
    return {
        "step": result.step,
        "stage": result.stage.value,
        "outcome": result.outcome.value,
        "reason": result.reason,
        "sentence": result.sentence,
        "todo": list(result.todo),
        "excerpt": result.excerpt,
        "seconds": round(result.seconds, 3),
    }
