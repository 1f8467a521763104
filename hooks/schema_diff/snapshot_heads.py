"""What drizzle-kit 1.x compares a schema with: the newest snapshot, or where branches have been merged all of their newest ones together."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from hooks.errors import NoVerdict
from hooks.schema_diff.branches import Statement, collision, merged
from hooks.sources import snapshot
from hooks.sources.schema import Schema
from hooks.sources.snapshot import Snapshot
from hooks.sources.snapshot_graph import Fork, SnapshotGraph
from hooks.sources.snapshot_ids import SnapshotIds

Read = Callable[[str], bytes]


class Collision(NamedTuple):
    """Two branches that cannot both be built on, and what each does to the other's."""

    fork: Fork
    statements: tuple[Statement, Statement]


def after(ids: Sequence[SnapshotIds], read: Read) -> Snapshot:
    """The snapshot to compare with once all of these are merged. Raises NoVerdict where branches collide: drizzle-kit stops there too."""
    graph = SnapshotGraph(ids)
    newest = _read(ids[-1], read)
    if len(graph.leaves) < 2:  # noqa: PLR2004 - one end: no branches
        return newest
    for found in collisions(graph, read):
        one, other = found.fork.one, found.fork.other
        raise NoVerdict(f"the migrations fork, and their branches collide: {one.folder} and {other.folder}", other.location)
    sides = [_read(leaf, read).schema for leaf in graph.leaves]
    return newest._replace(schema=merged(_schema(graph.shared(), read), sides))


def collisions(graph: SnapshotGraph, read: Read) -> Iterator[Collision]:
    """Every pair of ends that drizzle-kit refuses to build on."""
    for fork in graph.forks():
        statements = collision(*(_schema(ids, read) for ids in fork))
        if statements:
            yield Collision(fork, statements)


def _schema(ids: SnapshotIds | None, read: Read) -> Schema:
    return Schema({}, {}) if ids is None else _read(ids, read).schema


def _read(ids: SnapshotIds, read: Read) -> Snapshot:
    return snapshot.read(ids.path, read(ids.path))
