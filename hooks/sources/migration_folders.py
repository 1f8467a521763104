"""drizzle-kit 1.x's layout: no journal, but a folder a migration, `<timestamp>_<name>/{migration.sql,snapshot.json}`, run in the order of their names.

Source: what drizzle-kit 1.0.0-rc.5 generates.
"""

from collections.abc import Iterable

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.sources.journal import Journal, JournalEntry

SQL, SNAPSHOT = "migration.sql", "snapshot.json"
_DIGITS = 14


def names(directory: str, paths: Iterable[str]) -> tuple[str, ...]:
    """The folders directly below `directory` that hold a migration or a snapshot, sorted."""
    start = len(directory) + 1
    split = (path[start:].split("/") for path in paths)
    return tuple(sorted({parts[0] for parts in split if len(parts) == 2 and parts[1] in {SQL, SNAPSHOT}}))  # noqa: PLR2004 - folder and file


def journal(directory: str, folders: Iterable[str], paths: Iterable[str]) -> Journal:
    """The journal that the folders stand for. Raises NoVerdict for one that drizzle-kit cannot have written."""
    files = set(paths)
    return Journal(directory, tuple(_entry(directory, name, position, files) for position, name in enumerate(folders)))


def _entry(directory: str, name: str, position: int, files: set[str]) -> JournalEntry:
    place = Location(f"{directory}/{name}/{SQL}")
    if place.path not in files:
        raise NoVerdict(f'the migration folder "{name}" has no {SQL}', Location(f"{directory}/{name}/{SNAPSHOT}"))
    digits = name[:_DIGITS]
    if not (digits.isascii() and digits.isdigit() and len(digits) == _DIGITS):
        raise NoVerdict(f'the migration folder "{name}" does not begin with the time of its making (14 digits), as drizzle-kit 1.x writes it', place)
    # The rules that compare dates have no verdict in this layout, so the digits themselves will do as one: they sort alike.
    return JournalEntry(position, int(digits), name, "7", breakpoints=True, location=place, when_location=place)
