"""Two changes of one JSON value put together. Pure."""

import json
from typing import Any

_MISSING: Any = object()


class Conflict(Exception):  # noqa: N818 - it names what was found
    """Both sides change the same thing; `keys` lead to it."""

    def __init__(self, *keys: str) -> None:
        super().__init__(".".join(keys))
        self.keys = keys


def merged(base: Any, ours: Any, theirs: Any, *keys: str) -> Any:
    """`theirs` with what turns `base` into `ours` on top. Objects are merged key by key, anything else as a whole. Raises Conflict."""
    if _same(ours, base):
        return theirs
    if _same(theirs, base) or _same(theirs, ours):
        return ours
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        raise Conflict(*keys)
    known = base if isinstance(base, dict) else {}
    found = {}
    for key in (*theirs, *(key for key in ours if key not in theirs)):
        value = merged(known.get(key, _MISSING), ours.get(key, _MISSING), theirs.get(key, _MISSING), *keys, key)
        if value is not _MISSING:
            found[key] = value
    return found


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: for Python false is 0 as well."""
    if one is _MISSING or other is _MISSING:
        return one is other
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
