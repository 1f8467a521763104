"""A snapshot's place in the chain, without reading its schema: a long chain holds many megabytes of them."""

import json
from typing import NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.sources import json_places

ORIGIN = "00000000-0000-0000-0000-000000000000"
_HEAD_BYTES = 4096
_WANTED = frozenset({"id", "prevId"})


class SnapshotIds(NamedTuple):
    """The id of the snapshot at `path`, and that of the one before it, which stands at `location`."""

    path: str
    id: str
    prev_id: str
    location: Location


def read(path: str, content: bytes) -> SnapshotIds:
    """Read them. drizzle-kit writes both at the top of the file; where they are not, the whole file is read. Raises NoVerdict."""
    head = json_places.Json(path, content[:_HEAD_BYTES].decode("utf-8", "replace"), None)
    try:
        found = head.members(wanted=_WANTED)
    except (json.JSONDecodeError, IndexError):
        found = {}
    if _WANTED - found.keys():
        head = json_places.read(path, content)
        found = head.members(wanted=_WANTED) if isinstance(head.value, dict) else {}
    for key in _WANTED:
        if key not in found or not isinstance(found[key].value, str):
            raise NoVerdict(f'not a drizzle-kit snapshot: "{key}" is no string', Location(path))
    return SnapshotIds(path, found["id"].value, found["prevId"].value, head.place(found["prevId"]))
