"""One's own unmerged migrations put behind those of the base: new number, tag, date and snapshot, the SQL byte for byte the same.

Nothing is written here: a plan names the files as they should be, and its proof runs them.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any, NamedTuple

from hooks import engine
from hooks.chain import held, migrations, relinking, schema_hash
from hooks.errors import UsageError
from hooks.finding import Report
from hooks.policy import selection
from hooks.project import Base, Project, Surroundings
from hooks.sources.journal import JournalEntry
from hooks.trees.file_changes import FileChange
from hooks.trees.overlay import Overlay
from hooks.trees.tree import Tree

_PROOF = ("broken-journal", "unordered-migration", "broken-snapshot-chain", "failing-migration", "migration-drift", "schema-without-migration")


class Renumbering(NamedTuple):
    """Which tags become which, and the files that make it so. Nothing to do: both are empty."""

    tags: tuple[tuple[str, str], ...]
    changes: tuple[FileChange, ...]


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
    held.require_unchanged(project, base, base.tip, own)
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
    renumbered = Project(
        Overlay(project.tree, changed, f"{project.tree.name}, renumbered"), project.root, Surroundings(project.policy, base=lambda _root: project.base)
    )
    report = engine.run(selection.chosen(_PROOF, ()), [renumbered], project.policy)
    return report._replace(judged=renumbered.tree.name)


def _own(project: Project, base: Base, tip: Project, published: Collection[str]) -> list[JournalEntry]:
    """One's own entries, which nobody else has. Raises UsageError where there are none, or where that cannot be told."""
    at_fork, at_tip = ({entry.tag for entry in migrations.entries(side)} for side in (base.fork, tip))
    own = [*{entry.tag: entry for entry in migrations.entries(project) if entry.tag not in at_fork | at_tip}.values()]
    for entry in migrations.entries(project):
        here, there = (migrations.lines(side, migrations.sql_path(project, entry.tag)) for side in (project, tip))
        if entry.tag in at_tip - at_fork and here is not None and here != there:
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
    newest = relinking.newest(base.tip)
    for entry in own:
        idx, when = idx + 1, max(entry.when, when + 1)
        snapshot = relinking.relinked(project, base, entry, newest)
        newest = newest if snapshot is None else snapshot
        yield _Link(entry, idx, f"{idx:04}_{_name(entry)}", when, snapshot)


def _name(entry: JournalEntry) -> str:
    """A tag without its number."""
    return entry.tag.partition("_")[2] or entry.tag if entry.prefix.isdigit() else entry.tag


def _wanted(project: Project, tip: Project, links: tuple[_Link, ...]) -> Iterator[tuple[str, bytes]]:
    """Every file of drizzle-kit as it should be: the base's as they are there, then one's own. What says the same already stays as it is written."""
    for path in (*tip.migration_paths, *tip.snapshot_paths):
        side = project if migrations.lines(project, path) == migrations.lines(tip, path) else tip
        yield path, side.tree.read(path)
    yield project.journal_path, _text(project, project.journal_path, _journal(tip, links))
    for link in links:
        yield migrations.sql_path(project, link.tag), project.tree.read(migrations.sql_path(project, link.old.tag))
        if link.snapshot is not None:
            path = f"{project.drizzle_path}/meta/{link.idx:04}_snapshot.json"
            yield path, _text(project, path, link.snapshot)
    path = schema_hash.path(project)
    if project.tree.has(path):
        digest = sha256(project.content(project.schema_path) or b"").hexdigest().encode()
        yield path, project.tree.read(path) if project.tree.read(path).strip() == digest else digest


def _journal(tip: Project, links: tuple[_Link, ...]) -> dict[str, Any]:
    content = tip.content(tip.journal_path)
    journal: dict[str, Any] = json.loads(content) if content else {"version": "7", "dialect": "sqlite", "entries": []}
    added = [{"idx": link.idx, "version": link.old.version, "when": link.when, "tag": link.tag, "breakpoints": link.old.breakpoints} for link in links]
    return {**journal, "entries": [*journal["entries"], *added]}


def _text(project: Project, path: str, value: dict[str, Any]) -> bytes:
    """JSON as drizzle-kit writes it, or as it stands where it says the same: a formatter may have been there."""
    content = project.content(path) or b""
    with suppress(ValueError):
        if json.loads(content) == value:
            return content
    return json.dumps(value, indent=2, ensure_ascii=False).encode()
