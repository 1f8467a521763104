"""Deployments: prepared, uploaded, live, superseded."""

import hashlib
import secrets
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ci_runner.sandbox.state import State, now


class Status(Enum):
    """How far a deployment came."""

    PREPARED = "prepared"
    UPLOADED = "uploaded"
    LIVE = "live"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """One attempt to put code into an environment. `commit` is what the client said, `token` lets one upload through."""

    id: str
    project: str
    environment: str
    status: Status
    token: str
    bundle: bytes
    commit: str
    promoted_from: str

    @property
    def digest(self) -> str:
        """The sha256 of the uploaded bundle, or nothing before the upload."""
        return hashlib.sha256(self.bundle).hexdigest() if self.bundle else ""


def prepare(state: State, project: str, environment: str, *, commit: str = "") -> Deployment:
    """Open a deployment that waits for its bundle."""
    identity = secrets.token_hex(16)
    state.write(
        "INSERT INTO deployment (id, project, environment, status, token, commit_id, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (identity, project, environment, Status.PREPARED.value, secrets.token_urlsafe(24), commit, now()),
    )
    return _required(find(state, identity))


def upload(state: State, deployment: Deployment, bundle: bytes) -> None:
    """Keep the bundle of a prepared deployment."""
    state.write("UPDATE deployment SET bundle = ?, status = ? WHERE id = ?", (bundle, Status.UPLOADED.value, deployment.id))


def go_live(state: State, deployment: Deployment) -> Deployment:
    """Let the environment serve `deployment` from now on."""
    with state.writing():
        state.write(
            "UPDATE deployment SET status = ? WHERE project = ? AND environment = ? AND status = ?",
            (Status.SUPERSEDED.value, deployment.project, deployment.environment, Status.LIVE.value),
        )
        state.write(
            "UPDATE deployment SET status = ?, position = (SELECT max(position) + 1 FROM deployment) WHERE id = ?",
            (Status.LIVE.value, deployment.id),
        )
        return _required(find(state, deployment.id))


def promote(state: State, source: Deployment, environment: str) -> Deployment:
    """Let `environment` serve what `source` holds."""
    with state.writing():
        copy = prepare(state, source.project, environment, commit=source.commit)
        upload(state, copy, source.bundle)
        state.write("UPDATE deployment SET promoted_from = ? WHERE id = ?", (source.id, copy.id))
        return go_live(state, copy)


def find(state: State, identity: str) -> Deployment | None:
    """The deployment of that id, or None."""
    row = state.row("SELECT * FROM deployment WHERE id = ?", (identity,))
    return None if row is None else _read(row)


def live(state: State, project: str, environment: str) -> Deployment | None:
    """What an environment serves now, or None before its first deployment."""
    values = (project, environment, Status.LIVE.value)
    row = state.row("SELECT * FROM deployment WHERE project = ? AND environment = ? AND status = ?", values)
    return None if row is None else _read(row)


def listed(state: State, project: str) -> tuple[Deployment, ...]:
    """Every deployment of a project, oldest first."""
    return tuple(_read(row) for row in state.rows("SELECT * FROM deployment WHERE project = ? ORDER BY rowid", (project,)))


def _required(deployment: Deployment | None) -> Deployment:
    if deployment is None:
        raise LookupError("the deployment was written a moment ago")
    return deployment


def _read(row: Any) -> Deployment:
    return Deployment(
        id=row["id"],
        project=row["project"],
        environment=row["environment"],
        status=Status(row["status"]),
        token=row["token"],
        bundle=row["bundle"] or b"",
        commit=row["commit_id"],
        promoted_from=row["promoted_from"],
    )
