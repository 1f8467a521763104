"""What the deployed app logged: one trace for each request that it answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ci_runner.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Trace:
    """One answered request; `event` has the shape of the API's `trace` event."""

    id: int
    event: dict[str, Any]


def add(state: State, project: str, environment: str, event: Mapping[str, Any]) -> None:
    """Keep one trace."""
    state.write("INSERT INTO trace (project, environment, event) VALUES (?, ?, ?)", (project, environment, json.dumps(event)))


def newest(state: State) -> int:
    """The id of the newest trace, 0 before the first: a stream starts behind it."""
    return int(state.row("SELECT coalesce(max(id), 0) AS newest FROM trace")["newest"])


def after(state: State, project: str, environment: str, identity: int) -> tuple[Trace, ...]:
    """Every trace of an environment that came after `identity`."""
    rows = state.rows("SELECT id, event FROM trace WHERE project = ? AND environment = ? AND id > ? ORDER BY id", (project, environment, identity))
    return tuple(Trace(row["id"], json.loads(row["event"])) for row in rows)
