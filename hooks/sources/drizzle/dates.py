"""`Date`, in UTC: what depends on the machine is unknown."""

import math
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import json_values
from hooks.sources.drizzle.conversions import number
from hooks.sources.drizzle.given import argument, known
from hooks.sources.drizzle.values import Builtin, Date, Site, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator


def _date(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    value = known(argument(arguments, 0))
    if len(arguments) != 1:
        return Unknown("a date of this moment, or of this place, is not the same everywhere", site.location, inert=True)
    if isinstance(value, str):
        value = _parsed_date(value)
    amount = value.time if isinstance(value, Date) else value if value is None else number(value)
    if amount is None:
        return Unknown("this date is not read here", site.location, inert=True)
    return Date(int(amount) if math.isfinite(amount) else math.nan)


def _parsed_date(words: str) -> float | None:
    """Milliseconds of an ISO date in UTC: `2024-01-31`, or with a time and `Z`."""
    from datetime import UTC, datetime

    if len(words) == 10:  # noqa: PLR2004 - the length of a date
        words += "T00:00:00Z"
    if not words.isascii() or not words.endswith("Z") or words[10:11] != "T":
        return None
    try:
        parsed = datetime.fromisoformat(words[:-1] + "+00:00")
    except ValueError:
        return None
    return (parsed - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000


# No part of a date that JavaScript can hold is larger.
_MOST = 1e16


def _utc(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    parts = [number(known(argument)) for argument in arguments]
    if not parts or None in parts:
        return Unknown("this date is not read here", site.location, inert=True)
    if any(part is None or not abs(part) < _MOST for part in parts):
        return math.nan
    year, month, day, hour, minute, second, rest = (int(part or 0) for part in [*parts, *[0, 1, 0, 0, 0, 0][len(parts) - 1 :]])
    days = json_values.day_number(year + 1900 if 0 <= year <= 99 else year, month + 1, day)  # noqa: PLR2004 - years of two digits
    return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + rest


def _now(_ev: "Evaluator", _arguments: list[Any], site: Site) -> Unknown:
    return Unknown("the date of this moment is not known here", site.location, inert=True)


GLOBALS: dict[str, Any] = {"Date": Builtin("Date", _now, {"UTC": Builtin("UTC", _utc), "now": Builtin("now", _now)}, _date)}


def _part(start: int, end: int, less: int = 0) -> Any:
    """A method that reads a number from the date as ISO 8601 writes it."""

    def read(_ev: "Evaluator", value: Date, _arguments: list[Any], site: Site) -> Any:
        words = json_values.iso(value.time)
        if words is None or not words[0].isdigit():
            return Unknown("this date is not read here", site.location, inert=True)
        return int(words[start:end]) - less

    return read


METHODS: dict[str, Any] = {
    "getUTCFullYear": _part(0, 4),
    "getUTCMonth": _part(5, 7, 1),
    "getUTCDate": _part(8, 10),
    "getUTCHours": _part(11, 13),
    "getUTCMinutes": _part(14, 16),
    "getUTCSeconds": _part(17, 19),
    "getUTCMilliseconds": _part(20, 23),
    **dict.fromkeys(("getTime", "valueOf"), lambda _ev, value, _arguments, _site: value.time),
    **dict.fromkeys(("toISOString", "toJSON"), lambda _ev, value, _arguments, _site: json_values.iso(value.time)),
}
