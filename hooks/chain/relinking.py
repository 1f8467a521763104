"""Snapshots put behind another predecessor: what a migration changed, on top of what is there now."""

import json
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from hooks.chain import migrations
from hooks.chain.json_merge import Conflict, merged
from hooks.errors import UsageError
from hooks.project import Base, Project
from hooks.sources.journal import JournalEntry
from hooks.sources.snapshot_ids import ORIGIN

Snapshot = dict[str, Any]
"""A snapshot's JSON as it stands in the file; empty before the first."""
_IDS = ("id", "prevId")


def relinked(project: Project, base: Base, entry: JournalEntry, behind: Snapshot) -> Snapshot | None:
    """The snapshot of one's own migration as it is behind `behind`; None where it has none. Raises UsageError where both change the same, and NoVerdict."""
    path = migrations.snapshot_path(project, entry)
    if not project.tree.has(path):
        return None
    snapshot = _read(project, path)
    try:
        content = merged(_schema(_before(project, base, snapshot)), _schema(snapshot), _schema(behind))
    except Conflict as conflict:
        where = ".".join(conflict.keys[1:]) or "the schema"
        raise UsageError(
            f'"{entry.tag}" and the base both change {where}: take {project.drizzle_path} as {base.ref} has it, settle the schema by hand and run '
            "`edgespark db generate`"
        ) from conflict
    previous = behind.get("id", ORIGIN)
    if snapshot.get("prevId") == previous != snapshot["id"] and content == _schema(snapshot):
        return snapshot
    return {**snapshot, "id": str(uuid5(NAMESPACE_OID, f"{snapshot['id']} behind {previous}")), "prevId": previous, **content}


def newest(side: Project | None) -> Snapshot:
    """The newest snapshot of a side. Raises NoVerdict where it is none."""
    return _read(side, side.snapshot_paths[-1]) if side and side.snapshot_paths else {}


def _before(project: Project, base: Base, snapshot: Snapshot) -> Snapshot:
    """The snapshot that this one was made from: after a merge the fork no longer tells, but `prevId` does."""
    wanted = snapshot.get("prevId")
    if wanted == ORIGIN:
        return {}
    every = (_read(side, path) for side in (project, base.fork, base.tip) if side for path in reversed(side.snapshot_paths))
    return next((one for one in every if one.get("id") == wanted and one != snapshot), None) or newest(base.fork)


def _schema(snapshot: Snapshot) -> Snapshot:
    return {key: value for key, value in snapshot.items() if key not in _IDS}


def _read(side: Project, path: str) -> Snapshot:
    side.snapshot(path)  # raises NoVerdict where it is no snapshot
    value: Snapshot = json.loads(side.tree.read(path))
    return value
