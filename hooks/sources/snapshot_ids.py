"""A snapshot's place in the chain, without reading its schema: a long chain holds many megabytes of them."""

import json
from typing import Any, NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.sources import json_places

ORIGIN = "00000000-0000-0000-0000-000000000000"
_HEAD_BYTES = 4096


class SnapshotIds(NamedTuple):
    """The id of the snapshot at `path`, and those of the ones before it, which stand at `location`: one, but in drizzle-kit 1.x's folders."""

    path: str
    id: str
    prev_ids: tuple[str, ...]
    location: Location

    @property
    def prev_id(self) -> str:
        """The id of the one before it; empty where there are several."""
        return self.prev_ids[0] if len(self.prev_ids) == 1 else ""

    @property
    def folder(self) -> str:
        """The name of the migration that the snapshot lies beside, in drizzle-kit 1.x's folders."""
        return self.path.split("/")[-2]


def read(path: str, content: bytes) -> SnapshotIds:
    """Read them. drizzle-kit writes both at the top of the file; where they are not, the whole file is read. Raises NoVerdict."""
    key = "prevIds" if path.endswith("/snapshot.json") else "prevId"
    wanted = frozenset({"id", key})
    head = json_places.Json(path, content[:_HEAD_BYTES].decode("utf-8", "replace"), None)
    try:
        found = head.members(wanted=wanted)
    except (json.JSONDecodeError, IndexError):
        found = {}
    if wanted - found.keys():
        head = json_places.read(path, content)
        found = head.members(wanted=wanted) if isinstance(head.value, dict) else {}
    own, previous = (found[name].value if name in found else None for name in ("id", key))
    if not isinstance(own, str):
        raise NoVerdict('not a drizzle-kit snapshot: "id" is no string', Location(path))
    prev_ids: list[Any] = previous if key == "prevIds" and isinstance(previous, list) else [previous]
    if not all(isinstance(one, str) for one in prev_ids):
        raise NoVerdict(f'not a drizzle-kit snapshot: "{key}" is no {"list of strings" if key == "prevIds" else "string"}', Location(path))
    return SnapshotIds(path, own, tuple(prev_ids), head.place(found[key]))
