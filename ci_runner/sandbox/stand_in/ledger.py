"""The journal beside the platform's ledger of applied migrations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ci_runner.sandbox.migrations import Applied, Entry, pending
from ci_runner.sandbox.stand_in.session import Session


@dataclass(frozen=True, slots=True)
class Comparison:
    """What both sides say of each other; `pending_fails` is the fault of that name."""

    pending: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    diverged: tuple[str, ...] = ()
    pending_fails: bool = False


def compared(entries: Sequence[Entry], lines: Sequence[Applied]) -> Comparison:
    """Which entries wait, which never will be applied (too old), and which applied migrations the journal no longer holds as they were."""
    here, there = {entry.tag: entry for entry in entries}, {line.tag: line for line in lines}
    waiting = tuple(entry.tag for entry in pending(lines, entries))
    return Comparison(
        pending=waiting,
        skipped=tuple(tag for tag in here if tag not in there and tag not in waiting),
        diverged=tuple(tag for tag, line in there.items() if tag not in here or here[tag].sha256 != line.sha256),
    )


def comparison(session: Session) -> Comparison:
    """Ask the platform, and compare."""
    data = session.client.get("/api/v1/sandbox/migrations")
    found = compared(session.local.entries, [_line(item) for item in data["applied"]])
    return Comparison(found.pending, found.skipped, found.diverged, pending_fails=data["pending_fails"] is True)


def _line(item: Mapping[str, Any]) -> Applied:
    return Applied(str(item["tag"]), int(item["when"]), str(item["sha256"]))
