"""`JSON.stringify` of evaluated values, and dates in ISO 8601."""

from typing import Any

from hooks.sources.drizzle.values import UNDEFINED, BigInt, Builtin, Bytes, Date, Function, Pattern, Poison, Site, Thrown, Unknown
from hooks.sources.js_object import keys
from hooks.sources.js_text import json_text

_DAY = 86_400_000
_MOST_PARTS = 100_000
_MAX_TIME = 8_640_000_000_000_000


def stringified(value: Any, site: Site, indentation: str = "") -> str | None:
    """What `JSON.stringify(value, null, indentation)` writes, None where it writes nothing. Raises Thrown where it throws, Poison where that is not known."""
    parts = plain(value, site)
    if parts is UNDEFINED:
        return None
    return _indented(parts, indentation, "\n") if indentation else json_text(parts)


def _indented(value: Any, indentation: str, line: str) -> str:
    """A value that JSON knows, each part on a line of its own."""
    inner = line + indentation
    if isinstance(value, list) and value:
        return f"[{','.join(inner + _indented(part, indentation, inner) for part in value)}{line}]"
    if isinstance(value, dict) and value:
        parts = (f"{inner}{json_text(key)}: {_indented(part, indentation, inner)}" for key, part in value.items())
        return f"{{{','.join(parts)}{line}}}"
    return json_text(value)


def plain(value: Any, site: Site) -> Any:
    """The same as JSON's own values; undefined where it writes nothing."""
    return _plain(value, site, 0, [_MOST_PARTS])


def _plain(value: Any, site: Site, depth: int, left: list[int]) -> Any:
    """`value` as JSON knows it; undefined where it leaves it out. `left` counts down the parts that it may still have."""
    left[0] -= 1
    if left[0] < 0:
        raise Poison(Unknown("a value of so many parts has no JSON here", site.location))
    if isinstance(value, Unknown):
        raise Poison(value)
    if isinstance(value, BigInt):
        raise Thrown("a bigint has no JSON: drizzle-kit cannot write it", site.location)
    if value is UNDEFINED or isinstance(value, (Function, Builtin)):
        return UNDEFINED
    if depth > 100:  # noqa: PLR2004 - far beyond any default, far below Python's own limit
        raise Thrown("a value that holds itself has no JSON", site.location)
    if isinstance(value, list):
        return [None if part is UNDEFINED else part for part in (_plain(item, site, depth + 1, left) for item in value)]
    if isinstance(value, dict):
        return _plain_object(value, site, depth, left)
    return _plain_special(value, site)


def _plain_object(value: dict[str, Any], site: Site, depth: int, left: list[int]) -> dict[str, Any]:
    from hooks.sources.drizzle.classes import Instance
    from hooks.sources.drizzle.literals import Partial

    if isinstance(value, Partial):
        raise Poison(value.unknown)
    if isinstance(value, Instance):
        raise Poison(Unknown("an object of a class has no JSON here", site.location))
    if "toJSON" in value:
        raise Poison(Unknown('an object with "toJSON" has no JSON here', site.location))
    parts = {key: _plain(value[key], site, depth + 1, left) for key in keys(value)}
    return {key: part for key, part in parts.items() if part is not UNDEFINED}


def _plain_special(value: Any, site: Site) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Date):
        return iso(value.time)
    if isinstance(value, Bytes):
        return {"type": "Buffer", "data": list(value.data)} if value.node else {str(index): byte for index, byte in enumerate(value.data)}
    if isinstance(value, Pattern):
        return {}
    raise Poison(Unknown("this value has no JSON here", site.location))


def iso(time: float) -> str | None:
    """Milliseconds since 1970 as `Date.toISOString` writes them; None for a time that is none."""
    if time != time or abs(time) > _MAX_TIME:  # noqa: PLR0124 - NaN
        return None
    days, milliseconds = divmod(int(time), _DAY)
    year, month, day = _civil(days)
    seconds, milliseconds = divmod(milliseconds, 1000)
    label = f"{year:04d}" if 0 <= year <= 9999 else f"{'-' if year < 0 else '+'}{abs(year):06d}"  # noqa: PLR2004 - years of four digits
    return f"{label}-{month:02d}-{day:02d}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{milliseconds:03d}Z"


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day counted from 1970, in the proleptic Gregorian calendar."""
    days += 719_468
    era, day_of_era = divmod(days, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9  # noqa: PLR2004 - the year of this calendar begins in March
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1  # noqa: PLR2004 - January and February


def day_number(year: int, month: int, day: int) -> int:
    """Days from 1970 to a date; months count from 1 and may overflow."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    year -= month <= 2  # noqa: PLR2004 - January and February belong to the year before
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468
