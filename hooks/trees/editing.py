"""Edits carried out on the bytes of a file: what they do not name stays as it is, line endings and encoding included."""

from collections.abc import Iterable

from hooks.finding import Edit

_BOM = b"\xef\xbb\xbf"


def edited(content: bytes, edits: Iterable[Edit]) -> bytes:
    """`content` after `edits`, all of which name places of `content`. Raises ValueError where two overlap or a place does not exist."""
    text = content.removeprefix(_BOM)  # no place counts it, and it stays first whatever is written before the first character
    lines = text.split(b"\n")
    pieces, done = [content[: len(content) - len(text)]], 0
    for edit in sorted(edits, key=span):
        start, end = (_offset(lines, *place) for place in span(edit))
        if start < done or end < start:
            raise ValueError(f"edits overlap at {edit.location}")
        pieces += [text[done:start], edit.text.encode()]
        done = end
    return b"".join((*pieces, text[done:]))


def touch(one: Iterable[Edit], others: Iterable[Edit]) -> bool:
    """Whether two sets of edits meet, side by side included: each was made without knowing of the other."""
    theirs = list(others)
    return any(
        edit.location.path == other.location.path and span(edit)[0] <= span(other)[1] and span(other)[0] <= span(edit)[1] for edit in one for other in theirs
    )


def span(edit: Edit) -> tuple[tuple[int, int], tuple[int, int]]:
    """Start and end of an edit as (line, column); without an end it is an insertion."""
    place = edit.location
    start = (place.line, place.column)
    return start, (place.end_line, place.end_column) if place.end_line else start


def _offset(lines: list[bytes], line: int, column: int) -> int:
    """The byte at which a place starts; columns are characters."""
    if not 1 <= line <= len(lines):
        raise ValueError(f"there is no line {line}")
    text = lines[line - 1].decode("utf-8", "surrogateescape")
    if not 1 <= column <= len(text) + 1:
        raise ValueError(f"line {line} has no column {column}")
    return sum(len(before) + 1 for before in lines[: line - 1]) + len(text[: column - 1].encode("utf-8", "surrogateescape"))
