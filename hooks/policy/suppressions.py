"""Comments that let one finding stand: `edgespark-ci: ignore[rule-id] reason`, on its line or the line above."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hooks.finding import Location

MARK = b"edgespark-ci:"
_COMMENT = rb"(//|--|#|/\*)\s*edgespark-ci:\s*ignore\b(?:\[([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)\])?[ \t]*([^\r\n]*)"


class Comment(NamedTuple):
    """One such comment and its place. One that names no rule in brackets has no `rules`, and does nothing.

    `is_alone` tells that nothing else stands on its line; `to_line_end` that it goes on to its end (`/* */` need not).
    """

    location: Location
    rules: tuple[str, ...]
    reason: str
    is_alone: bool
    to_line_end: bool

    def reaches(self, rule: str, line: int) -> bool:
        """Whether it speaks of what that rule finds on that line: its own, or the one below."""
        return rule in self.rules and line - self.location.line in {0, 1}


def comments(path: str, content: bytes) -> tuple[Comment, ...]:
    """Every such comment in the file, in order."""
    if MARK not in content:
        return ()
    lines = enumerate(content.split(b"\n"), 1)
    return tuple(comment for number, line in lines if MARK in line for comment in _on_line(path, number, line))


def _on_line(path: str, number: int, line: bytes) -> Iterator[Comment]:
    for match in re.finditer(_COMMENT, line):
        start, end = (len(line[:at].decode("utf-8", "replace")) + 1 for at in match.span())
        rules = tuple(name.strip() for name in (match[2] or b"").decode().split(",")) if match[2] else ()
        reason = match[3].strip(b" \t*/").decode("utf-8", "replace")
        yield Comment(Location(path, number, start, number, end), rules, reason, not line[: match.start()].strip(), match[1] != b"/*")
