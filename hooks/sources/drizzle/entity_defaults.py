"""A column's default as drizzle-kit 1.x's snapshot holds it: SQL text, by the column's SQL type.

Source: what drizzle-kit 1.0.0-rc.5 writes, which the tests ask as an oracle.
"""

import math
from collections.abc import Callable
from typing import Any

from hooks.sources.drizzle import json_values
from hooks.sources.drizzle.conversions import text
from hooks.sources.drizzle.entities import Column
from hooks.sources.drizzle.values import BigInt, Builtin, Bytes, Date, Function, Poison, Site, Thrown, Unknown
from hooks.sources.js_text import json_text

_INTEGERS = frozenset({"int", "integer", "tiniint", "smallint", "mediumint", "bigint", "unsigned big int", "int2", "int8"})
"""drizzle-kit's list, its slip of the pen included."""
_REALS = frozenset({"real", "double", "double precision", "float"})
_NUMERICS = frozenset({"numeric", "decimal", "boolean", "date", "datetime"})
_NUMERIC_SIZES = ("numeric(", "decimal(")
_TEXTS = ("text", "character", "varchar", "varying character", "nchar", "native character", "nvarchar", "clob")
_TEXT_SIZES = tuple(f"{name}(" for name in _TEXTS)
_ESCAPED = "[\x7f-\x9f\xad\u0600-\u0604\u070f\u17b4\u17b5\u200c-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]"
"""What drizzle-kit escapes in JSON beyond what every writer of JSON does."""


def default_text(column: Column, value: Any, site: Site) -> str:
    """The SQL of a default that is no SQL expression. Raises Thrown where drizzle-kit stops at it, Poison where it is not known."""
    if isinstance(value, Unknown):
        raise Poison(value)
    if isinstance(value, (Function, Builtin)):
        raise Thrown("a function is no default", site.location)
    return _writer(column.type.lower())(column, value, site)


def _writer(kind: str) -> Callable[[Column, Any, Site], str]:
    if kind in _INTEGERS:
        return _integer
    if kind in _REALS:
        return _as_string
    if kind in _NUMERICS or kind.startswith(_NUMERIC_SIZES):
        return _numeric
    if kind in _TEXTS or kind.startswith(_TEXT_SIZES):
        return _text
    return _blob if kind.startswith("blob") else _as_string


def _integer(column: Column, value: Any, site: Site) -> str:
    if isinstance(value, BigInt):
        return f"'{value.value}'"
    if not isinstance(value, Date):
        return _as_string(column, value, site)
    if isinstance(column.mode, Unknown):
        raise Poison(column.mode)
    seconds = column.kind == "SQLiteTimestamp" and column.mode == "timestamp"
    return _whole(value.time / 1000 if seconds else value.time)


def _whole(number: float) -> str:
    """`number.toFixed(0)`: halves go away from zero."""
    if number != number:  # noqa: PLR0124 - NaN
        return "NaN"
    return f"{'-' if number < 0 else ''}{math.floor(abs(number) + 0.5)}"


def _as_string(_column: Column, value: Any, site: Site) -> str:
    words = text(value)
    if words is None:
        raise Poison(Unknown("this value has no text here", site.location))
    return words


def _numeric(column: Column, value: Any, site: Site) -> str:
    if isinstance(value, BigInt):
        return f"'{value.value}'"
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _refused(column, site)
    return _as_string(column, value, site)


def _text(column: Column, value: Any, site: Site) -> str:
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
    if isinstance(value, (bool, int, float, BigInt)):
        raise _refused(column, site)
    return f"'{_json(value, site)}'"


def _blob(column: Column, value: Any, site: Site) -> str:
    if isinstance(value, BigInt):
        return f"'{value.value}'"
    if isinstance(value, Bytes) and value.node:
        return f"X'{value.data.hex().upper()}'"
    if isinstance(value, (bool, int, float, str)):
        raise _refused(column, site)
    return f"'{_json(value, site)}'"


def _json(value: Any, site: Site) -> str:
    import re

    return re.sub(_ESCAPED, lambda found: f"\\u{ord(found[0]):04x}", json_text(_doubled(json_values.plain(value, site))))


def _doubled(value: Any) -> Any:
    """A JSON value with the quotes in its strings doubled; keys stay as they are."""
    if isinstance(value, str):
        return value.replace("'", "''")
    if isinstance(value, list):
        return [_doubled(part) for part in value]
    return {key: _doubled(part) for key, part in value.items()} if isinstance(value, dict) else value


def _refused(column: Column, site: Site) -> Thrown:
    return Thrown(f'drizzle-kit 1.x cannot write a default of this kind for a column of type "{column.type}"', site.location)
