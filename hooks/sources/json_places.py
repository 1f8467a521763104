"""JSON read together with the place of its parts, so that a finding points at the line a developer must edit."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

from hooks.errors import CONFLICT, NoVerdict
from hooks.finding import Location

_SPACE = " \t\r\n"
_DECODER = json.JSONDecoder()


class Part(NamedTuple):
    """A value inside a JSON text: what it is, and where it starts and ends in characters."""

    value: Any
    start: int
    end: int


class Json:
    """A JSON file: its text and its value."""

    def __init__(self, path: str, text: str, value: Any) -> None:
        self.path = path
        self.text = text
        self.value = value

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]

    def place(self, part: Part) -> Location:
        """The location of a part."""
        return Location(self.path, *self._line_and_column(part.start), *self._line_and_column(part.end))

    def members(self, start: int = 0, wanted: frozenset[str] = frozenset()) -> dict[str, Part]:
        """The members of the object that starts at `start`; of two with one name the last, as JSON.parse has it.

        With `wanted` the rest of the object is left unread as soon as all of these are found.
        """
        members: dict[str, Part] = {}
        position = self._skip(start) + 1
        while self.text[position := self._skip(position)] != "}" and not (wanted and wanted <= members.keys()):
            key, position = _DECODER.raw_decode(self.text, position)
            part = self._part(self._skip(position) + 1)
            members[key] = part
            position = self._past_comma(part.end)
        return members

    def elements(self, start: int) -> Iterator[Part]:
        """The elements of the array that starts at `start`."""
        position = self._skip(start) + 1
        while self.text[position := self._skip(position)] != "]":
            part = self._part(position)
            yield part
            position = self._past_comma(part.end)

    def _part(self, position: int) -> Part:
        start = self._skip(position)
        value, end = _DECODER.raw_decode(self.text, start)
        return Part(value, start, end)

    def _past_comma(self, position: int) -> int:
        position = self._skip(position)
        return position + 1 if self.text[position] == "," else position

    def _line_and_column(self, position: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, position)
        return line, position - self._line_starts[line - 1] + 1

    def _skip(self, position: int) -> int:
        while position < len(self.text) and self.text[position] in _SPACE:
            position += 1
        return position


def read(path: str, content: bytes) -> Json:
    """Read a JSON file. Raises NoVerdict at the place where it stops being JSON."""
    try:
        text = content.decode("utf-8")
        return Json(path, text, json.loads(text))
    except UnicodeDecodeError as error:
        raise NoVerdict("invalid UTF-8", Location(path, content[: error.start].count(b"\n") + 1)) from error
    except json.JSONDecodeError as error:
        what = CONFLICT if _conflicted(text) else f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise NoVerdict(what, Location(path, error.lineno, error.colno)) from error
    except (RecursionError, ValueError) as error:  # ValueError: an integer of more than 4,300 digits
        raise NoVerdict("not valid JSON: nested too deeply, or a number too long", Location(path)) from error


def _conflicted(text: str) -> bool:
    return text.startswith("<<<<<<< ") or "\n<<<<<<< " in text
