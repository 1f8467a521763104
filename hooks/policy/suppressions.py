"""Comments that let one finding stand: `edgespark-ci: ignore[rule-id] reason`, on its line, or alone above it."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from hooks.finding import Location

MARK = b"edgespark-ci:"
_COMMENT = (
    rb"(?:(?P<line>//|--|#)|/\*+)\s*edgespark-ci:\s*ignore\b(?:\[(?P<rules>[a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)\])?[ \t]*"
    rb"(?P<reason>(?(line)[^\r\n]*|(?:(?!\*/)[^\r\n])*))"
)
_BOM = b"\xef\xbb\xbf"
_LINE_COMMENTS = {"sql": b"--", "yaml": b"#", "toml": b"#"}
_MAX_BETWEEN = 10  # so that a file of nothing but comments costs no more than its length
_ALONE = {(b"", b""), (b"", b"*/"), (b"{", b"*/}")}  # what may stand around one that is alone; the last is how it does in JSX
_NO_REASON = " \t*/:-\N{EN DASH}\N{EM DASH}"


class Comment(NamedTuple):
    """One such comment and its place. One that names no rule in brackets has no `rules`, and does nothing.

    `is_alone` tells that nothing else stands on its line; `to_line_end` that it goes on to its end (`/* */` need not); `last_line` is the last that it
    speaks of: its own, or, where it is alone, the next that is no comment.
    """

    location: Location
    rules: tuple[str, ...]
    reason: str
    is_alone: bool
    to_line_end: bool
    last_line: int

    def reaches(self, rule: str, line: int) -> bool:
        """Whether it speaks of what that rule finds on that line."""
        return rule in self.rules and self.location.line <= line <= self.last_line


def comments(path: str, content: bytes, is_comment: Callable[[int], bool] = lambda _offset: True) -> tuple[Comment, ...]:
    """Every such comment in the file, in order. `is_comment` tells of a byte behind the byte order mark whether a comment begins or goes on there."""
    if MARK not in content:
        return ()
    lines = content.removeprefix(_BOM).split(b"\n")
    found: list[Comment] = []
    offset = 0
    for number, line in enumerate(lines, 1):
        if MARK in line:
            found += (_comment(path, lines, number, match) for match in re.finditer(_COMMENT, line) if is_comment(offset + match.start()))
        offset += len(line) + 1
    return tuple(found)


def _comment(path: str, lines: Sequence[bytes], number: int, match: "re.Match[bytes]") -> Comment:
    line, to_line_end = lines[number - 1], match["line"] is not None
    start, end = (len(line[:at].decode("utf-8", "replace")) + 1 for at in match.span())
    rules = tuple(name.strip() for name in match["rules"].decode().split(",")) if match["rules"] else ()
    reason = match["reason"].decode("utf-8", "replace").strip(_NO_REASON)
    is_alone = (line[: match.start()].strip(), line[match.end() :].strip()) in _ALONE
    last = next(_other_lines(path, lines, number), number) if is_alone else number
    return Comment(Location(path, number, start, number, end), rules, reason, is_alone, to_line_end, last)


def _other_lines(path: str, lines: Sequence[bytes], number: int) -> Iterator[int]:
    """The numbers of the lines below `number` that are more than a comment."""
    mark = _LINE_COMMENTS.get(path.rpartition(".")[2], b"//")
    for below, line in enumerate(map(bytes.strip, lines[number : number + _MAX_BETWEEN]), number + 1):
        if not line.startswith(mark) and not (line.startswith((b"/*", b"{/*")) and line.endswith((b"*/", b"*/}"))):
            yield below
