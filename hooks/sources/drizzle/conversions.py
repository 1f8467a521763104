"""What JavaScript makes of a value: its truth, its type, its text, its number, the order of its keys."""

from collections.abc import Callable
from typing import Any

from hooks.sources.drizzle.values import UNDEFINED, BigInt, Builtin, Date, Function, Undefined, Unknown
from hooks.sources.js_text import number_text


def truthy(value: object) -> bool:
    """JavaScript's idea of true; the value is not Unknown."""
    if value.__class__ in _PLAIN:
        return bool(value) and value == value  # noqa: PLR0124 - NaN is false
    return not (isinstance(value, BigInt) and value.value == 0)


_PLAIN = frozenset({bool, int, float, str, type(None), Undefined})


def kind(value: object) -> str:
    """What `typeof` says."""
    if isinstance(value, (Function, Builtin)):
        return "function"
    return _KINDS.get(value.__class__, "object")


_KINDS: dict[type, str] = {bool: "boolean", int: "number", float: "number", str: "string", Undefined: "undefined", BigInt: "bigint"}


def equal(left: object, right: object) -> bool:
    """`===`; neither side is Unknown."""
    one = kind(left)
    if one != kind(right):
        return False
    return left == right if one in {"boolean", "number", "string", "bigint"} else left is right


def text(value: object) -> str | None:
    """`String(value)`, or None where that takes more than is known here."""
    written = _TEXTS.get(value.__class__)
    return None if written is None else written(value)


def _joined(items: list[object]) -> str | None:
    return _joined_within(items, [_MOST_ITEMS])


def _joined_within(items: list[object], left: list[int]) -> str | None:
    """The items joined by commas; `left` counts down how many there may still be, lists within lists included."""
    parts = []
    for item in items:
        left[0] -= 1
        empty = item is None or item is UNDEFINED
        part = "" if empty else _joined_within(item, left) if isinstance(item, list) else text(item)
        if part is None or left[0] < 0:
            return None
        parts.append(part)
    return ",".join(parts)


_MOST_ITEMS = 100_000


_TEXTS: dict[type, Callable[[Any], str | None]] = {
    str: lambda value: value,
    bool: lambda value: "true" if value else "false",
    int: number_text,
    float: number_text,
    BigInt: lambda value: str(value.value),
    type(None): lambda _value: "null",
    Undefined: lambda _value: "undefined",
    list: _joined,
    dict: lambda value: None if "toString" in value else "[object Object]",
}


def number(value: object) -> float | None:
    """`Number(value)`, or None where that takes more than is known here."""
    counted = _NUMBERS.get(value.__class__)
    return None if counted is None else counted(value)


def whole(value: object) -> int:
    """`value` as a position or a count: truncated, 0 for what is no number, and not beyond what a double holds exactly."""
    amount = number(value)
    return 0 if amount is None or amount != amount else int(max(min(amount, _SAFE), -_SAFE))  # noqa: PLR0124 - NaN


def numeral(digits: str) -> float:
    """The number that a string or a literal writes (NaN where it writes none)."""
    digits = digits.strip()
    if not digits.isascii() or "_" in digits or len(digits) > _MAX_DIGITS:
        return float("nan")
    try:
        if digits[:2].lower() in _BASES:
            return integral(float(int(digits[2:], _BASES[digits[:2].lower()])))
        if digits.lower().strip("+-")[:1] in {"i", "n"}:
            return {"Infinity": float("inf"), "+Infinity": float("inf"), "-Infinity": float("-inf")}.get(digits, float("nan"))
        return integral(float(digits)) if digits else 0
    except OverflowError:
        return float("inf")
    except ValueError:
        return float("nan")


_MAX_DIGITS = 1_000
_BASES = {"0x": 16, "0o": 8, "0b": 2}
_SAFE = 2.0**53


def integral(value: float) -> float:
    """A double, as `int` where it is a whole number that both hold."""
    return int(value) if -_SAFE <= value <= _SAFE and value == int(value) and (value or str(value)[0] != "-") else value


_NUMBERS: dict[type, Callable[[Any], float]] = {
    str: numeral,
    bool: int,
    int: lambda value: value,
    float: lambda value: value,
    BigInt: lambda value: integral(float(value.value)),
    type(None): lambda _value: 0,
    Undefined: lambda _value: float("nan"),
    Date: lambda value: value.time,
}


def declares(value: object) -> bool:
    """Whether a module that exports `value` may declare a table or a view with it."""
    if isinstance(value, Unknown):
        return not value.inert and not value.opaque
    return getattr(value.__class__, "DECLARES", False)
