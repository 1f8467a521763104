"""drizzle-kit 1.x's layout: no journal, but a folder a migration, `<timestamp>_<name>/{migration.sql,snapshot.json}`, run in the order of their names.

Source: what drizzle-kit 1.0.0-rc.5 generates.
"""

from collections.abc import Iterable

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
    """The journal that the folders stand for: those with a migration, as drizzle-orm 1.x looks for them."""
    files = set(paths)
    named = [name for name in folders if f"{directory}/{name}/{SQL}" in files]
    return Journal(directory, tuple(_entry(directory, name, position) for position, name in enumerate(named)))


def _entry(directory: str, name: str, position: int) -> JournalEntry:
    place = Location(f"{directory}/{name}/{SQL}")
    # The digits themselves do as a date: they sort alike.
    return JournalEntry(position, time_of(name) or 0, name, "7", breakpoints=True, location=place, when_location=place)


def time_of(name: str) -> int | None:
    """The 14 digits with which the name of a folder begins, the time of its making; None where it does not."""
    digits = name[:_DIGITS]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) == _DIGITS else None
