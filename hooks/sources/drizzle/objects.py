"""JavaScript's globals (`Object`, `Array`, `JSON`, `Math`, `Date`, …) and the methods of plain values."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import json_values, literals, patterns_of_text
from hooks.sources.drizzle.arrays import known
from hooks.sources.drizzle.values import (
    UNDEFINED,
    BigInt,
    Builtin,
    Bytes,
    Date,
    Pattern,
    Poison,
    Site,
    Thrown,
    Unknown,
    integral,
    keys,
    number,
    numeral,
    text,
    truthy,
)

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator

_MAX_DIGITS = 1_000
Call = Callable[["Evaluator", list[Any], Site], Any]


def _argument(arguments: list[Any], position: int) -> Any:
    return arguments[position] if len(arguments) > position else UNDEFINED


def _properties(ev: "Evaluator", value: Any, site: Site) -> dict[str, Any]:
    """The own properties of `value`. Raises Poison where they are not all known."""
    from hooks.sources.drizzle.access import own_properties

    if known(value) is None or value is UNDEFINED:
        raise Thrown(f"{text(value)} has no keys", site.location)
    own = own_properties(ev, value, site)
    if own is None:
        raise Poison(Unknown("the properties of this value are not known", site.location))
    if isinstance(own, literals.Partial):
        raise Poison(own.unknown)
    return own


def _keys(ev: "Evaluator", arguments: list[Any], site: Site) -> list[Any]:
    return list(keys(_paid(ev, arguments, site)))


def _values(ev: "Evaluator", arguments: list[Any], site: Site) -> list[Any]:
    own = _paid(ev, arguments, site)
    return [own[key] for key in keys(own)]


def _entries(ev: "Evaluator", arguments: list[Any], site: Site) -> list[Any]:
    own = _paid(ev, arguments, site)
    return [[key, own[key]] for key in keys(own)]


def _paid(ev: "Evaluator", arguments: list[Any], site: Site) -> dict[str, Any]:
    own = _properties(ev, _argument(arguments, 0), site)
    ev.spend(len(own), site)
    return own


def _from_entries(ev: "Evaluator", arguments: list[Any], site: Site) -> dict[str, Any]:
    record: dict[str, Any] = {}
    pairs = literals.iterated(ev, _argument(arguments, 0), site)
    ev.spend(len(pairs), site)
    for pair in pairs:
        if not isinstance(known(pair), list):
            raise Thrown("an entry that is no pair", site.location)
        key = text(known(_argument(pair, 0)))
        if key is None:
            raise Poison(Unknown("this key has no text here", site.location))
        record[key] = _argument(pair, 1)
    return record


def _assign(ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    target = known(_argument(arguments, 0))
    for source in arguments[1:]:
        if known(source) is None or source is UNDEFINED:
            continue
        own = _properties(ev, source, site)
        ev.spend(len(own), site)
        if isinstance(target, dict):
            target.update(own)
        elif hasattr(target, "properties"):
            target.properties.update(own)
        else:
            raise Poison(Unknown("assigning to this value cannot be followed", site.location))
    return target


def _same(_ev: "Evaluator", arguments: list[Any], _site: Site) -> Any:
    return _argument(arguments, 0)


# --- arrays, numbers, strings ----------------------------------------------------------------------------------------------------------
def _array_from(ev: "Evaluator", arguments: list[Any], site: Site) -> list[Any]:
    source, callback = known(_argument(arguments, 0)), _argument(arguments, 1)
    if isinstance(source, dict):
        length = number(known(source.get("length", 0))) or 0
        ev.spend(int(min(length, 10.0**9)), site)
        items: list[Any] = [source.get(str(position), UNDEFINED) for position in range(int(length))]
    else:
        items = literals.iterated(ev, source, site)
        ev.spend(len(items), site)
    return items if callback is UNDEFINED else [ev.call(callback, [item, position], site) for position, item in enumerate(items)]


def _array(ev: "Evaluator", arguments: list[Any], site: Site) -> list[Any]:
    if len(arguments) == 1 and isinstance(known(arguments[0]), (int, float)) and not isinstance(arguments[0], bool):
        ev.spend(int(min(arguments[0], 10.0**9)), site)
        return [UNDEFINED] * int(arguments[0])
    return list(arguments)


def _string(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    words = text(known(arguments[0])) if arguments else ""
    return Unknown("this value has no text here", site.location, inert=True) if words is None else words


def _number(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    amount = number(known(arguments[0])) if arguments else 0
    return Unknown("this value is no number here", site.location, inert=True) if amount is None else amount


def _boolean(_ev: "Evaluator", arguments: list[Any], _site: Site) -> bool:
    return truthy(known(_argument(arguments, 0)))


def _bigint(_ev: "Evaluator", arguments: list[Any], site: Site) -> BigInt:
    value = known(_argument(arguments, 0))
    amount = value.value if isinstance(value, BigInt) else number(value)
    if isinstance(value, str) and len(value) > _MAX_DIGITS:
        raise Poison(Unknown("a number of so many digits is not read", site.location, inert=True))
    if isinstance(value, str) and value.isascii() and value.strip().lstrip("-").isdigit():
        return BigInt(int(value))
    if amount is None or amount != amount or amount != int(amount):  # noqa: PLR0124 - NaN
        raise Thrown("this value is no bigint", site.location)
    return BigInt(int(amount))


def _parse_int(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    words = text(known(_argument(arguments, 0)))
    base = known(_argument(arguments, 1))
    if words is None or base not in {UNDEFINED, 10}:
        return Unknown("this number is not parsed here", site.location, inert=True)
    words = words.strip()
    end = 1 if words[:1] in {"-", "+"} else 0
    while end < len(words) and words[end].isascii() and words[end].isdigit():
        end += 1
    return numeral(words[:end]) if words[:end].strip("+-") else float("nan")


def _parse_float(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    words = text(known(_argument(arguments, 0)))
    amount = float("nan") if words is None else numeral(words)
    if amount != amount:  # noqa: PLR0124 - NaN
        return Unknown("this number is not parsed here", site.location, inert=True)
    return amount


# --- JSON, Math, Date, Buffer ----------------------------------------------------------------------------------------------------------
def _stringify(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    if len(arguments) > 1:
        return Unknown('"JSON.stringify" with more than a value is not supported', site.location, inert=True)
    words = json_values.stringified(known(_argument(arguments, 0)), site)
    return UNDEFINED if words is None else words


def _parse(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    import json

    words = known(_argument(arguments, 0))
    try:
        return json.loads(words, parse_float=numeral, parse_int=numeral)
    except (TypeError, ValueError, RecursionError):
        raise Thrown('"JSON.parse" of a text that is no JSON', site.location) from None


def _math(calculate: Callable[..., float]) -> Call:
    def call(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
        numbers = [number(known(argument)) for argument in arguments]
        try:
            return integral(calculate(*[float(amount) for amount in numbers]))  # type: ignore[arg-type]  # None is caught
        except (TypeError, ValueError, OverflowError, ZeroDivisionError):
            return Unknown("this calculation is not supported", site.location, inert=True)

    return call


_MATH: dict[str, Any] = {
    "floor": lambda value: float(math.floor(value)),
    "ceil": lambda value: float(math.ceil(value)),
    "round": lambda value: float(math.floor(value + 0.5)),
    "trunc": lambda value: float(math.trunc(value)),
    "abs": abs,
    "max": lambda *numbers: math.nan if any(map(math.isnan, numbers)) else max(numbers, default=-math.inf),
    "min": lambda *numbers: math.nan if any(map(math.isnan, numbers)) else min(numbers, default=math.inf),
    "pow": lambda base, exponent: float(base**exponent),
    "sqrt": math.sqrt,
    "sign": lambda value: float((value > 0) - (value < 0)),
}


def _date(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    value = known(_argument(arguments, 0))
    if len(arguments) != 1:
        return Unknown("a date of this moment, or of this place, is not the same everywhere", site.location, inert=True)
    if isinstance(value, str):
        value = _parsed_date(value)
    amount = value.time if isinstance(value, Date) else value if value is None else number(value)
    if amount is None:
        return Unknown("this date is not read here", site.location, inert=True)
    return Date(amount if amount != amount else int(amount))  # noqa: PLR0124 - NaN


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


def _utc(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    parts = [number(known(argument)) for argument in arguments]
    if not parts or None in parts:
        return Unknown("this date is not read here", site.location, inert=True)
    year, month, day, hour, minute, second, rest = (int(part or 0) for part in [*parts, *[0, 1, 0, 0, 0, 0][len(parts) - 1 :]])
    days = json_values.day_number(year + 1900 if 0 <= year <= 99 else year, month + 1, day)  # noqa: PLR2004 - years of two digits
    return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + rest


def _bytes(*, node: bool) -> Call:
    def call(ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
        value = known(_argument(arguments, 0))
        if isinstance(value, str) and node and len(arguments) == 1:
            return Bytes(value.encode("utf-8", "replace"), node)
        if isinstance(value, str) and node and arguments[1] in {"utf8", "utf-8", "hex", "base64"}:
            return _decoded(value, arguments[1], site)
        if isinstance(value, Bytes):
            return Bytes(value.data, node)
        if isinstance(value, (int, float)) and not node:
            ev.spend(int(value), site)
            return Bytes(bytes(int(value)), node)
        numbers = [number(known(item)) for item in literals.iterated(ev, value, site)]
        return Bytes(bytes(int(amount or 0) % 256 for amount in numbers), node)

    return call


def _decoded(value: str, encoding: str, site: Site) -> Bytes:
    import base64

    try:
        if encoding == "hex":
            return Bytes(bytes.fromhex(value), node=True)
        return Bytes(base64.b64decode(value, validate=True) if encoding == "base64" else value.encode(), node=True)
    except ValueError:
        raise Poison(Unknown("these bytes are not read here", site.location, inert=True)) from None


def _error(_ev: "Evaluator", arguments: list[Any], _site: Site) -> dict[str, Any]:
    return {"message": _argument(arguments, 0)}


def _is_array(_ev: "Evaluator", arguments: list[Any], _site: Site) -> bool:
    return isinstance(known(_argument(arguments, 0)), list)


def _builtins(calls: dict[str, Any]) -> dict[str, Any]:
    return {name: Builtin(name, call) for name, call in calls.items()}


_OBJECT = {
    **{"keys": _keys, "values": _values, "entries": _entries, "fromEntries": _from_entries, "assign": _assign},
    **{"freeze": _same, "seal": _same, "getOwnPropertyNames": _keys},
}
_NUMBER = {
    "isInteger": lambda _ev, arguments, _site: isinstance(integral(float(known(arguments[0]))), int) if isinstance(_argument(arguments, 0), (int, float)) else False,
    "parseInt": _parse_int,
    "parseFloat": _parse_float,
}

GLOBALS: dict[str, object] = {
    "undefined": UNDEFINED,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "Object": Builtin("Object", _same, _builtins(_OBJECT)),
    "Array": Builtin("Array", _array, _builtins({"from": _array_from, "isArray": _is_array, "of": lambda _ev, arguments, _site: list(arguments)}), _array),
    "String": Builtin("String", _string),
    "Number": Builtin("Number", _number, {**_builtins(_NUMBER), "MAX_SAFE_INTEGER": 2**53 - 1, "MIN_SAFE_INTEGER": 1 - 2**53}),
    "Boolean": Builtin("Boolean", _boolean),
    "BigInt": Builtin("BigInt", _bigint),
    "parseInt": Builtin("parseInt", _parse_int),
    "parseFloat": Builtin("parseFloat", _parse_float),
    "JSON": Builtin("JSON", _same, _builtins({"stringify": _stringify, "parse": _parse})),
    "Math": Builtin("Math", _same, {**_builtins({name: _math(calculate) for name, calculate in _MATH.items()}), "PI": math.pi, "E": math.e}),
    "Date": Builtin(
        "Date",
        lambda _ev, _arguments, site: Unknown("the date of this moment is not known here", site.location, inert=True),
        {**_builtins({"UTC": _utc})},
        _date,
    ),
    "Buffer": Builtin("Buffer", _bytes(node=True), _builtins({"from": _bytes(node=True)})),
    "Uint8Array": Builtin("Uint8Array", _bytes(node=False), _builtins({"from": _bytes(node=False), "of": lambda ev, given, site: _bytes(node=False)(ev, [given], site)}), _bytes(node=False)),
    **{name: Builtin(name, _error, {}, _error) for name in ("Error", "TypeError", "RangeError")},
}

# --- methods of plain values -----------------------------------------------------------------------------------------------------------
def _text(_ev: "Evaluator", value: Any, _arguments: list[Any], site: Site) -> Any:
    words = text(value)
    return Unknown("this value has no text here", site.location, inert=True) if words is None else words


PLAIN_METHODS: dict[str, Any] = {
    "toString": _text,
    "valueOf": lambda _ev, value, _arguments, _site: value,
}
METHODS: dict[str, Any] = {
    "hasOwnProperty": lambda _ev, value, arguments, _site: text(known(_argument(arguments, 0))) in value,
    "toString": _text,
}


def _number_text(_ev: "Evaluator", value: float, arguments: list[Any], site: Site) -> Any:
    if known(_argument(arguments, 0)) in {UNDEFINED, 10}:
        return text(value)
    return Unknown("a number in another base is not written here", site.location, inert=True)


NUMBER_METHODS: dict[str, Any] = {**PLAIN_METHODS, "toString": _number_text}
DATE_METHODS: dict[str, Any] = {
    "getTime": lambda _ev, value, _arguments, _site: value.time,
    "valueOf": lambda _ev, value, _arguments, _site: value.time,
    "toISOString": lambda _ev, value, _arguments, _site: json_values.iso(value.time),
    "toJSON": lambda _ev, value, _arguments, _site: json_values.iso(value.time),
}


def _call(ev: "Evaluator", function: Any, arguments: list[Any], site: Site) -> Any:
    return ev.call(function, arguments[1:], site, _argument(arguments, 0))


def _apply(ev: "Evaluator", function: Any, arguments: list[Any], site: Site) -> Any:
    given = _argument(arguments, 1)
    return ev.call(function, [] if given is UNDEFINED or given is None else literals.iterated(ev, given, site), site, _argument(arguments, 0))


def _bind(_ev: "Evaluator", function: Any, arguments: list[Any], _site: Site) -> Builtin:
    this, first = _argument(arguments, 0), arguments[1:]
    return Builtin("bound", lambda ev, given, site: ev.call(function, [*first, *given], site, this))


FUNCTION_METHODS: dict[str, Any] = {"call": _call, "apply": _apply, "bind": _bind}


def _test(ev: "Evaluator", pattern: Pattern, arguments: list[Any], site: Site) -> bool:
    words = text(known(_argument(arguments, 0)))
    if words is None:
        raise Poison(Unknown("this value has no text here", site.location, inert=True))
    return patterns_of_text.tested(ev, pattern, words, site)


PATTERN_METHODS: dict[str, Any] = {"test": _test}
