"""A line of source with carets below a place, cut to what fits a screen."""

from typing import NamedTuple

from hooks.finding import Location

_WIDTH = 120
_BEFORE = 40
_CUT = "\N{HORIZONTAL ELLIPSIS}"


class Frame(NamedTuple):
    """The source as it is shown, and what stands below it."""

    source: str
    indent: str
    carets: str


def framed(place: Location, line: str) -> Frame | None:
    """`line` around `place`; None where there is nothing to show. Columns are characters of `line`."""
    start = place.column - 1
    if not line.strip() or start > len(line):
        return None
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    first = max(start - _BEFORE, 0) if len(line) > _WIDTH and end > _WIDTH else 0
    last = min(first + _WIDTH, len(line))
    source = f"{_CUT if first else ''}{line[first:last]}{_CUT if last < len(line) else ''}"
    indent = (" " if first else "") + "".join("\t" if character == "\t" else " " * _cells(character) for character in line[first:start])
    return Frame(source, indent, "^" * max(sum(map(_cells, line[start : min(end, last)])), 1))


def _cells(character: str) -> int:
    """How many places of a terminal a character takes: two for wide ones, none for those that join the one before."""
    if character.isascii():
        return 1
    from unicodedata import combining, east_asian_width

    return 0 if combining(character) else 2 if east_asian_width(character) in {"W", "F"} else 1
