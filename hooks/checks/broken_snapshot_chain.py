"""Each snapshot follows the one before it: no forks, none missing."""

from collections.abc import Iterator
from posixpath import basename

from hooks.chain import migrations, realigning, restoring, unstaged
from hooks.finding import Finding, Fix, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources import json_places, snapshot_ids
from hooks.sources.journal import JournalEntry
from hooks.sources.snapshot_ids import ORIGIN, SnapshotIds

_FROM_ITS_COMMIT = (
    "bring the snapshot back from the commit that made the migration; if it was written by hand, delete its entry and put the SQL into the file that "
    "`drizzle-kit generate --custom` makes, with entry and snapshot"
)


def check(project: Project) -> Iterator[Finding]:
    """A finding for each snapshot that does not follow its predecessor, and for each that is missing or nobody's."""
    if project.journal is None:
        return
    _require_json(project)
    if project.migration_folders:
        from hooks.chain import snapshot_forks

        yield from _missing_in_folders(project)
        yield from snapshot_forks.faults(project)
        return
    before: SnapshotIds | None = None
    seen: dict[str, SnapshotIds] = {}
    for position, entry in enumerate(project.journal.entries):
        path = migrations.snapshot_path(project, entry)
        if not project.tree.has(path):
            if path not in _on_disk(project):  # `unstaged-migration` tells of what lies there
                yield _missing(project, entry, path)
            before = None
            continue
        ids = snapshot_ids.read(path, project.tree.read(path))
        fault = _fault(ids, before, seen, is_first=position == 0)
        if fault:
            yield Finding(f'snapshot "{basename(path)}" {fault}', ids.location, basename(path), realigning.fix(project, entry))
        seen, before = seen | {ids.id: ids}, ids
    yield from _nobodys(project)


def _require_json(project: Project) -> None:
    """Raise NoVerdict at the first snapshot that is no JSON, since `db generate` reads them all and refuses. What the base has as well is history."""
    tip = project.base.tip if project.base else None
    for path in project.snapshot_paths:
        if tip is None or not migrations.is_same(project, tip, path):
            json_places.read(path, project.tree.read(path))


def _missing_in_folders(project: Project) -> Iterator[Finding]:
    for entry in migrations.entries(project):
        path = migrations.snapshot_path(project, entry)
        if not project.tree.has(path) and path not in _on_disk(project):
            yield _missing(project, entry, path)


def _fault(ids: SnapshotIds, before: SnapshotIds | None, seen: dict[str, SnapshotIds], *, is_first: bool) -> str:
    if ids.id in seen and seen[ids.id].path != ids.path:
        return f'has the id of "{basename(seen[ids.id].path)}": one of the two was copied, and `db generate` compares with the wrong schema'
    expected = ORIGIN if is_first else before and before.id
    if expected is None or ids.prev_id == expected or (before and ids.path == before.path):
        return ""
    if is_first:
        return "is the first and names a predecessor that is not here: what came before it is lost to every fresh database"
    if ids.prev_id in seen or ids.prev_id == ORIGIN:
        other = f'"{basename(seen[ids.prev_id].path)}"' if ids.prev_id in seen else "the empty database"
        return f"follows {other}, not the one before it: the chain forks, and `db generate` refuses to go on or undoes the other side"
    return "follows a snapshot that is not here: it was made on another branch and does not know of the migrations before it"


def _on_disk(project: Project) -> frozenset[str]:
    return frozenset(file.path for file in unstaged.left_out(project) if file.on_disk)


def _missing(project: Project, entry: JournalEntry, path: str) -> Finding:
    """A warning; an error where the change itself takes the newest one away, which is what `db generate` compares with."""
    lost = restoring.is_lost(project, path)
    return Finding(
        f'"{entry.tag}" has no snapshot "{basename(path)}": what it does is unknown to `db generate`, which may write it again',
        entry.location,
        entry.tag,
        restoring.fix(project, migrations.sql_path(project, entry.tag), path) if lost else Fix(_FROM_ITS_COMMIT),
        None if lost and entry == migrations.entries(project)[-1] else Severity.WARNING,
    )


def _nobodys(project: Project) -> Iterator[Finding]:
    known = {migrations.snapshot_path(project, entry) for entry in migrations.entries(project)}
    for path in project.snapshot_paths:
        if path not in known:
            newest = path == project.snapshot_paths[-1]
            why = "it is the newest by name, so `db generate` compares with it and not with what the migrations build" if newest else "nothing uses it"
            yield Finding(
                f'snapshot "{basename(path)}" belongs to no journal entry: {why}',
                Location(path),
                basename(path),
                Fix("delete it, or bring back the migration and the journal entry that it belongs to"),
                None if newest else Severity.WARNING,
            )


RULE = Rule(
    id="broken-snapshot-chain",
    summary="each snapshot follows the one before it",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
)
