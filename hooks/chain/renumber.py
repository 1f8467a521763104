"""One's own unmerged migrations put behind those of the base: new number, tag, date and snapshot, the SQL byte for byte the same.

Nothing is written here: a plan names the files as they should be, and its proof runs them.
"""

import json
from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, uuid5

from hooks import engine
from hooks.chain import migrations, schema_hash
from hooks.chain.json_merge import Conflict, merged
from hooks.errors import UsageError
from hooks.file_changes import FileChange
from hooks.finding import Report
from hooks.project import Base, Project, Surroundings
from hooks.sources.journal import JournalEntry
from hooks.sources.snapshot_ids import ORIGIN
from hooks.tree import Entry, Tree

_OWN_KEYS = ("id", "prevId")
_PROOF = ("broken-journal", "unordered-migration", "broken-snapshot-chain", "failing-migration", "migration-drift", "schema-without-migration")


class Renumbering(NamedTuple):
    """Which tags become which, and the files that make it so. Nothing to do: both are empty."""

    tags: tuple[tuple[str, str], ...]
    changes: tuple[FileChange, ...]


class _Overlay:
    """A tree with some files changed."""

    def __init__(self, tree: Tree, changed: dict[str, bytes | None]) -> None:
        self.name = f"{tree.name}, renumbered"
        self._tree = tree
        self._changed = changed
        kept = {path: entry for path, entry in tree.entries.items() if path not in self._changed}
        added = {path: Entry("100644") for path, content in self._changed.items() if content is not None}
        self.entries = dict(sorted((kept | added).items()))

    def has(self, path: str) -> bool:
        """Whether a file is at `path`."""
        return path in self.entries

    def read(self, path: str) -> bytes:
        """Its bytes. Raises NoVerdict."""
        content = self._changed.get(path)
        return self._tree.read(path) if content is None else content


class _Link(NamedTuple):
    """A migration at its new place, with the snapshot that it has there (None: it has none)."""

    old: JournalEntry
    idx: int
    tag: str
    when: int
    snapshot: dict[str, Any] | None


def plan(project: Project, disk: Tree | None = None, published: Collection[str] = ()) -> Renumbering:
    """What to change, in the project's tree and on `disk` where that is another. Raises UsageError where it cannot be done without a human.

    `published` are the tags that the default branch has, whatever the base is: databases may have applied them.
    """
    base = project.base
    if base is None or base.tip is None:
        raise UsageError("there is no base to put migrations behind: name one with --base")
    if project.migration_folders or base.tip.migration_folders:
        raise UsageError("drizzle-kit 1.x's folders have times and no numbers: there is nothing to renumber")
    own = _own(project, base, base.tip, published)
    links = tuple(_links(project, base, own))
    wanted: dict[str, bytes | None] = dict(_wanted(project, base.tip, links))
    for entry in own:
        for path in (migrations.sql_path(project, entry.tag), migrations.snapshot_path(project, entry)):
            wanted.setdefault(path, None)
    trees = [project.tree] if disk is None else [project.tree, disk]
    changes = (FileChange(path, content) for path, content in wanted.items() if any(_content(tree, path) != content for tree in trees))
    return Renumbering(tuple((link.old.tag, link.tag) for link in links if link.old.tag != link.tag), tuple(sorted(changes, key=lambda change: change.path)))


def proof(project: Project, renumbering: Renumbering) -> Report:
    """What stands against the plan: the renumbered chain is run, and compared with its snapshots and with the declared schema."""
    # The hash that the plan writes says that the schema is migrated; that is what must be shown first.
    changed = {change.path: change.content for change in renumbering.changes} | {schema_hash.path(project): None}
    renumbered = Project(_Overlay(project.tree, changed), project.root, Surroundings(project.policy, base=lambda _root: project.base))
    report = engine.run(engine.chosen(_PROOF, ()), [renumbered], project.policy)
    return report._replace(judged=renumbered.tree.name)


def _own(project: Project, base: Base, tip: Project, published: Collection[str]) -> list[JournalEntry]:
    """One's own entries, which nobody else has. Raises UsageError where there are none, or where that cannot be told."""
    at_fork, at_tip = ({entry.tag for entry in migrations.entries(side)} for side in (base.fork, tip))
    own = [entry for entry in migrations.entries(project) if entry.tag not in at_fork | at_tip]
    for entry in migrations.entries(project):
        path = migrations.sql_path(project, entry.tag)
        if entry.tag in at_tip - at_fork and project.content(path) != tip.content(path):
            raise UsageError(f'two migrations are named "{entry.tag}", yours and that of {base.ref}: give yours another name by hand')
    applied = next((entry.tag for entry in own if entry.tag in published), None)
    if applied:
        raise UsageError(f'"{applied}" is on the default branch already and may have been applied: it keeps its place; merge into the other branch instead')
    if not own:
        raise UsageError(f"there is no migration of your own that {base.ref} lacks")
    return own


def _content(tree: Tree, path: str) -> bytes | None:
    return tree.read(path) if tree.has(path) else None


def _links(project: Project, base: Base, own: list[JournalEntry]) -> Iterator[_Link]:
    idx = max((entry.idx for entry in migrations.entries(base.tip)), default=-1)
    when = max((entry.when for entry in migrations.entries(base.tip)), default=-1)
    behind = _newest(base.tip)
    for entry in own:
        idx, when = idx + 1, max(entry.when, when + 1)
        snapshot = _snapshot(project, entry)
        if snapshot is not None:
            behind = _behind(entry, _before(project, base, snapshot), snapshot, behind)
        yield _Link(entry, idx, f"{idx:04}_{entry.tag.partition('_')[2] or entry.tag}", when, behind if snapshot is not None else None)


def _behind(entry: JournalEntry, before: dict[str, Any], snapshot: dict[str, Any], behind: dict[str, Any]) -> dict[str, Any]:
    """The snapshot behind another predecessor: what this migration changed, on top of that."""
    try:
        content = merged(_schema(before), _schema(snapshot), _schema(behind))
    except Conflict as conflict:
        where = ".".join(conflict.keys[1:]) or "the schema"
        raise UsageError(f'"{entry.tag}" and the base both change {where}: merge the schemas by hand and run `edgespark db generate`') from conflict
    previous = behind.get("id", ORIGIN)
    if snapshot.get("prevId") == previous and content == _schema(snapshot):
        return snapshot
    return {**snapshot, "id": str(uuid5(NAMESPACE_OID, f"{snapshot['id']} behind {previous}")), "prevId": previous, **content}


def _before(project: Project, base: Base, snapshot: dict[str, Any]) -> dict[str, Any]:
    """The snapshot that this one was made from: after a merge the fork no longer tells, but `prevId` does."""
    wanted = snapshot.get("prevId")
    if wanted == ORIGIN:
        return {}
    every = (_read(side, path) for side in (project, base.fork, base.tip) if side for path in reversed(side.snapshot_paths))
    return next((one for one in every if one.get("id") == wanted), None) or _newest(base.fork)


def _schema(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in snapshot.items() if key not in _OWN_KEYS}


def _newest(side: Project | None) -> dict[str, Any]:
    """The newest snapshot of a side as it stands in the file; empty before the first."""
    if side is None or not side.snapshot_paths:
        return {}
    return _read(side, side.snapshot_paths[-1])


def _snapshot(project: Project, entry: JournalEntry) -> dict[str, Any] | None:
    path = migrations.snapshot_path(project, entry)
    return _read(project, path) if project.tree.has(path) else None


def _read(side: Project, path: str) -> dict[str, Any]:
    side.snapshot(path)  # raises NoVerdict where it is no snapshot
    value: dict[str, Any] = json.loads(side.tree.read(path))
    return value


def _wanted(project: Project, tip: Project, links: tuple[_Link, ...]) -> Iterator[tuple[str, bytes]]:
    """Every file of drizzle-kit as it should be: the base's as they are there, then one's own."""
    for path in (*tip.migration_paths, *tip.snapshot_paths):
        yield path, tip.tree.read(path)
    yield project.journal_path, _text(_journal(tip, links))
    for link in links:
        yield migrations.sql_path(project, link.tag), project.tree.read(migrations.sql_path(project, link.old.tag))
        if link.snapshot is not None:
            yield f"{project.drizzle_path}/meta/{link.idx:04}_snapshot.json", _text(link.snapshot)
    if project.tree.has(schema_hash.path(project)):
        yield schema_hash.path(project), sha256(project.content(project.schema_path) or b"").hexdigest().encode()


def _journal(tip: Project, links: tuple[_Link, ...]) -> dict[str, Any]:
    content = tip.content(tip.journal_path)
    journal: dict[str, Any] = json.loads(content) if content else {"version": "7", "dialect": "sqlite", "entries": []}
    added = [{"idx": link.idx, "version": link.old.version, "when": link.when, "tag": link.tag, "breakpoints": link.old.breakpoints} for link in links]
    return {**journal, "entries": [*journal["entries"], *added]}


def _text(value: dict[str, Any]) -> bytes:
    """JSON as drizzle-kit writes it."""
    return json.dumps(value, indent=2, ensure_ascii=False).encode()
