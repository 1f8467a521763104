"""drizzle-kit 1.x's snapshots as the graph that they form: each names those it follows, and two may follow the same one.

Source: how drizzle-kit 1.0.0-rc.5 looks for branches before it generates.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from hooks.sources.snapshot_ids import SnapshotIds


class Fork(NamedTuple):
    """Two ends of branches that part at `parent`; None where they have nothing in common but the empty database."""

    parent: SnapshotIds | None
    one: SnapshotIds
    other: SnapshotIds


class SnapshotGraph:
    """Snapshots in the order of their names."""

    def __init__(self, snapshots: Iterable[SnapshotIds]) -> None:
        self._nodes = {ids.id: ids for ids in snapshots}
        self._children: dict[str, list[str]] = {}
        for ids in self._nodes.values():
            for parent in ids.prev_ids:
                self._children.setdefault(parent, []).append(ids.id)

    @property
    def leaves(self) -> tuple[SnapshotIds, ...]:
        """Those that no other follows."""
        return tuple(ids for ids in self._nodes.values() if ids.id not in self._children)

    def forks(self) -> Iterator[Fork]:
        """Each pair of ends that part and do not meet again."""
        for parent, children in self._children.items():
            ends = [frozenset(self._ends(child)) for child in children]
            for left, right in combinations(ends, 2):
                if left.isdisjoint(right):
                    yield from (Fork(self._nodes.get(parent), self._nodes[one], self._nodes[other]) for one in sorted(left) for other in sorted(right))

    def shared(self) -> SnapshotIds | None:
        """The newest snapshot that every leaf has behind it."""
        behind = [self._behind(leaf.id) for leaf in self.leaves]
        common = frozenset.intersection(*behind) if behind else frozenset()
        newest = max(sorted(common), key=lambda one: len(self._behind(one)), default=None)
        return None if newest is None else self._nodes[newest]

    def _ends(self, start: str) -> Iterator[str]:
        return (one for one in self._reached(start, self._children) if one not in self._children)

    def _behind(self, start: str) -> frozenset[str]:
        parents = {ids.id: [one for one in ids.prev_ids if one in self._nodes] for ids in self._nodes.values()}
        return frozenset(self._reached(start, parents))

    def _reached(self, start: str, ways: dict[str, list[str]]) -> set[str]:
        found: set[str] = set()
        todo = [start]
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += ways.get(one, [])
        return found
