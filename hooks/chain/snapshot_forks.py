"""The chain of drizzle-kit 1.x's snapshots: a graph in which branches may part and be joined again, as long as they do not collide."""

from collections.abc import Iterator
from posixpath import relpath

from hooks.finding import Finding, Fix
from hooks.project import Project
from hooks.schema_diff import snapshot_heads
from hooks.schema_diff.snapshot_heads import Collision
from hooks.sources.snapshot_graph import SnapshotGraph
from hooks.sources.snapshot_ids import ORIGIN, SnapshotIds

_AGAIN = "bring drizzle/ back to what the default branch holds, merge the schemas in the code and generate once"
_ITS_OWN = "bring the snapshot back from the commit that made it, or delete its migration while nobody has applied it and generate it again"


def faults(project: Project) -> Iterator[Finding]:
    """A finding for each snapshot that stands wrong in the graph, and for each that collides with an earlier one."""
    seen: dict[str, SnapshotIds] = {}
    for ids in project.snapshot_ids:
        fault = _fault(ids, seen, project)
        if fault:
            yield Finding(f'snapshot "{_name(project, ids)}" {fault}', ids.location, _name(project, ids), Fix(_ITS_OWN))
        seen.setdefault(ids.id, ids)
    told: set[str] = set()
    for found in snapshot_heads.collisions(SnapshotGraph(project.snapshot_ids), project.tree.read):
        later = max(found.fork.one, found.fork.other, key=lambda ids: ids.path)
        if later.id not in told:
            told.add(later.id)
            yield _collision(project, found, later)


def _fault(ids: SnapshotIds, seen: dict[str, SnapshotIds], project: Project) -> str:
    if ids.id in seen:
        return f'has the id of "{_name(project, seen[ids.id])}": one of the two was copied, and `db generate` compares with the wrong schema'
    later = {one.id: one for one in project.snapshot_ids}
    for parent in ids.prev_ids:
        if parent == ORIGIN or parent in seen:
            continue
        if parent in later:
            return f'follows "{_name(project, later[parent])}", whose folder sorts behind it: a fresh database runs the two in the wrong order'
        return "follows a snapshot that is not here: it was made on another branch and does not know of the migrations before it"
    return ""


def _collision(project: Project, found: Collision, later: SnapshotIds) -> Finding:
    earlier = found.fork.other if later is found.fork.one else found.fork.one
    where = f'behind "{found.fork.parent.folder}"' if found.fork.parent else "at the empty database"
    one, other = (statement.words for statement in found.statements)
    return Finding(
        f'"{later.folder}" and "{earlier.folder}" fork {where} and collide: one branch does {one}, the other {other}, and `db generate` refuses to go on',
        later.location,
        later.folder,
        Fix(_AGAIN),
    )


def _name(project: Project, ids: SnapshotIds) -> str:
    return relpath(ids.path, project.drizzle_path)
