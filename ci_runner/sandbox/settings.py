"""Buckets and the auth configuration, as last applied."""

import json
from collections.abc import Mapping
from typing import Any

from ci_runner.sandbox.state import State


def buckets(state: State, project: str) -> dict[str, str]:
    """Every applied bucket's name with its description."""
    rows = state.rows("SELECT name, description FROM bucket WHERE project = ? ORDER BY name", (project,))
    return {row["name"]: row["description"] for row in rows}


def put_buckets(state: State, project: str, declared: Mapping[str, str]) -> None:
    """Let exactly these buckets be there."""
    with state.writing():
        state.write("DELETE FROM bucket WHERE project = ?", (project,))
        for name, description in declared.items():
            state.write("INSERT INTO bucket (project, name, description) VALUES (?, ?, ?)", (project, name, description))


def auth(state: State, project: str) -> dict[str, Any] | None:
    """The applied auth configuration, or None before the first."""
    row = state.row("SELECT document FROM auth WHERE project = ?", (project,))
    return None if row is None else dict(json.loads(row["document"]))


def put_auth(state: State, project: str, document: Mapping[str, Any]) -> None:
    """Let this auth configuration stand."""
    state.write("INSERT OR REPLACE INTO auth (project, document) VALUES (?, ?)", (project, json.dumps(document, sort_keys=True)))
