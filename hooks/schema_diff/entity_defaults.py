"""Which two defaults are one to drizzle-kit 1.x: in integer columns it compares them as dates, in blobs as bytes.

Source: the behaviour of drizzle-kit 1.0.0-rc.5, which the tests ask as an oracle. What JavaScript's `new Date(text)` makes of free text differs from engine to
engine, so there is no answer where it would decide.
"""

import json
import re

from hooks.finding import Location

_DIGITS = re.compile(r"[0-9]+\Z")
_NEGATIVE = re.compile(r"-[0-9]+\Z")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3})?Z)?\Z")
_COMMENT = re.compile(r"\([^()]*\)")
_LAST_TIME = 8_640_000_000_000_000
_NEVER = float("nan")
# "-1" is the first of January 2001 to V8, as is "-2001"; "-70" is 1970, where small numbers of milliseconds lie.
_CENTURIES = frozenset({0, 1900, 2000})
_EPOCH = frozenset({69, 70, 1969, 1970})
_SMALL = 30_000_000


class Unsure(Exception):  # noqa: N818 - it names a state
    """Two defaults of which nobody can say whether drizzle-kit takes them for one."""

    def __init__(self, message: str, location: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.location = location


def are_equal(old: str | None, new: str | None, kind: str) -> bool:
    """Whether a column of type `kind` keeps its default (SQL text, None: it has none). Raises Unsure."""
    if old == new or old == f"({_text(new)})" or new == f"({_text(old)})":
        return True
    if kind.startswith("integer"):
        return bool(old and new) and _same_time(_bare(str(old)), _bare(str(new)))
    return kind.startswith("blob") and _bytes(old) == _bytes(new)


def _text(default: str | None) -> str:
    """A default inside a JavaScript template."""
    return "null" if default is None else default


def _bare(default: str) -> str:
    return _trimmed(_trimmed(default, "'"), '"')


def _trimmed(text: str, quote: str) -> str:
    return text[1:-1] if len(text) > 1 and text.startswith(quote) and text.endswith(quote) else text


def _same_time(old: str, new: str) -> bool:
    """Times in milliseconds are compared; a number may stand for seconds as well."""
    before, after = _time(old), _time(new)
    if before != before or after != after:  # noqa: PLR0124 - NaN
        return False
    if before is None or after is None:
        return _same_unread(old, new)
    if before == after:
        return True
    return before * 1000 == after if _DIGITS.match(old) else bool(_DIGITS.match(new)) and before == after * 1000


def _time(text: str) -> float | None:
    """What `new Date(text)` is, NaN where it is none, None where that is not known here."""
    if _DIGITS.match(text):
        return int(text) if int(text) <= _LAST_TIME else _NEVER
    if _ISO.match(text):
        from datetime import UTC, datetime

        try:
            parsed = datetime.fromisoformat(text if len(text) > len("2026-01-31") else f"{text}T00:00:00Z")
        except ValueError:
            return None
        return round((parsed - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
    outside = text
    while _COMMENT.search(outside):  # a parenthesis is a comment in a date, and a date needs a number
        outside = _COMMENT.sub(" ", outside)
    return _NEVER if not any(character.isdigit() for character in outside) else None


def _same_unread(old: str, new: str) -> bool:
    """The same where one is no ISO date and no number of JavaScript's dates: whole numbers are told apart as far as that is safe. Raises Unsure."""
    if _NEGATIVE.match(old) and _NEGATIVE.match(new) and abs(int(old) - int(new)) not in _CENTURIES:
        return False
    for one, other in ((old, new), (new, old)):
        if _NEGATIVE.match(one) and _DIGITS.match(other) and int(other) < _SMALL and -int(one) not in _EPOCH:
            return False
    raise Unsure(f"whether {old} and {new} are one default to drizzle-kit 1.x, which reads them as dates, cannot be told")


def _bytes(default: str | None) -> str | None:
    """A blob's default in hexadecimal, as 1.x writes a buffer that 0.31 wrote as JSON."""
    if not default:
        return None
    try:
        parsed = json.loads(_trimmed(default, "'"))
    except (ValueError, RecursionError):
        return default
    match parsed:
        case {"type": "Buffer", "data": [*data]} if all(isinstance(byte, int) for byte in data):
            return f"X'{bytes(byte % 256 for byte in data).hex().upper()}'"
    return default
