"""drizzle-kit's journal: which migrations there are, in which order they run.

Source of the format: `server/drizzle/meta/_journal.json` as drizzle-kit 0.31 writes it (`version` 7, entries of version 6).
"""

from typing import Any, NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.sources import json_places
from hooks.sources.json_places import Json, Part

_TOO_LARGE = 10**40  # no date and no index: a message could not hold it


class JournalEntry(NamedTuple):
    """One migration: its number, its time in milliseconds, and its tag, which is the stem of its .sql file."""

    idx: int
    when: int
    tag: str
    version: str
    breakpoints: bool
    location: Location
    when_location: Location

    @property
    def prefix(self) -> str:
        """What stands before the first `_` of the tag: drizzle-kit names the snapshot by it."""
        return self.tag.split("_", maxsplit=1)[0]


class Journal(NamedTuple):
    """The journal at `path`, entries in the order of the file: the order in which they run on a fresh database."""

    path: str
    entries: tuple[JournalEntry, ...]

    @property
    def tags(self) -> frozenset[str]:
        """The tag of every entry."""
        return frozenset(entry.tag for entry in self.entries)


def read(path: str, content: bytes) -> Journal:
    """Read a journal. Raises NoVerdict where it is not JSON, or not shaped as drizzle-kit shapes it."""
    document = json_places.read(path, content)
    if not isinstance(document.value, dict) or not isinstance(document.value.get("entries"), list):
        raise NoVerdict('not a drizzle-kit journal: it has no list "entries"', Location(path))
    entries = document.members()["entries"]
    return Journal(path, tuple(_entry(document, part) for part in document.elements(entries.start)))


def _entry(document: Json, part: Part) -> JournalEntry:
    if not isinstance(part.value, dict):
        raise NoVerdict("not a journal entry: an object was expected", document.place(part))
    tag = _required(document, part, "tag", str)
    if not _is_file_name(tag):
        raise NoVerdict(f"the tag {tag!a} is no file name", document.place(part))
    when = _required(document, part, "when", int)
    return JournalEntry(
        _required(document, part, "idx", int),
        when,
        tag,
        str(part.value.get("version", "6")),
        part.value.get("breakpoints") is not False,
        document.place(part),
        document.place(document.members(part.start)["when"]),
    )


def _required(document: Json, part: Part, key: str, kind: type) -> Any:
    value = part.value.get(key)
    is_too_large = isinstance(value, int) and abs(value) >= _TOO_LARGE
    if isinstance(value, kind) and not isinstance(value, bool) and not is_too_large:
        return value
    what = "a whole number" if kind is int else "a string"
    raise NoVerdict(f'journal entry without a usable "{key}": {what} was expected', document.place(part))


def _is_file_name(tag: str) -> bool:
    """Whether the tag names a file in the migrations directory: nothing that climbs out of it, no control and no half character."""
    return tag.isprintable() and tag not in {"", ".", ".."} and "/" not in tag and "\\" not in tag
