"""`Number`, `BigInt`, `String`, `Boolean` and `Math`."""

import math
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import literals
from hooks.sources.drizzle.conversions import integral, number, numeral, text, truthy
from hooks.sources.drizzle.given import argument, known
from hooks.sources.drizzle.values import UNDEFINED, BigInt, Builtin, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator

_MAX_DIGITS = 1_000
_LONGEST_IN_BASE = 100
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
Call = Callable[["Evaluator", list[Any], Site], Any]


def _string(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    words = text(known(arguments[0])) if arguments else ""
    return Unknown("this value has no text here", site.location, inert=True) if words is None else words


def _number(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    amount = number(known(arguments[0])) if arguments else 0
    return Unknown("this value is no number here", site.location, inert=True) if amount is None else amount


def _boolean(_ev: "Evaluator", arguments: list[Any], _site: Site) -> bool:
    return truthy(known(argument(arguments, 0)))


def _bigint(_ev: "Evaluator", arguments: list[Any], site: Site) -> BigInt:
    value = known(argument(arguments, 0))
    amount = value.value if isinstance(value, BigInt) else number(value)
    if isinstance(value, str) and len(value) > _MAX_DIGITS:
        raise Poison(Unknown("a number of so many digits is not read", site.location, inert=True))
    if isinstance(value, str) and value.isascii() and value.strip().lstrip("-").isdigit():
        return BigInt(int(value))
    if amount is None or not math.isfinite(amount) or amount != int(amount):
        raise Thrown("this value is no bigint", site.location)
    return BigInt(int(amount))


def _parse_int(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    words = text(known(argument(arguments, 0)))
    base = known(argument(arguments, 1))
    base = 10 if base is UNDEFINED else base
    if words is None or not isinstance(base, int) or not 2 <= base <= len(_DIGITS) or "0x" in words.lower()[:4]:  # noqa: PLR2004 - the smallest base
        return Unknown("this number is not parsed here", site.location, inert=True)
    words = words.strip().lower()
    start = end = 1 if words[:1] in {"-", "+"} else 0
    while end < len(words) and words[end] in _DIGITS[:base]:
        end += 1
    if end == start or end > _MAX_DIGITS:
        return math.nan
    if base == 10:  # noqa: PLR2004 - the usual base
        return numeral(words[:end])
    return integral(float(int(words[:end], base))) if end < _LONGEST_IN_BASE else Unknown("this number is not parsed here", site.location, inert=True)


def _parse_float(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    words = text(known(argument(arguments, 0)))
    if words is None or len(words) > _MAX_DIGITS:
        return Unknown("this number is not parsed here", site.location, inert=True)
    import re

    start = re.match(r"\s*([+-]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))", words, re.ASCII)
    return math.nan if start is None else numeral(start[1])


def _math(calculate: Callable[..., float]) -> Call:
    def call(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
        numbers = [number(known(given)) for given in arguments]
        if any(isinstance(given, BigInt) for given in arguments):
            raise Thrown("a bigint is no number", site.location)
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


def _number_text(_ev: "Evaluator", value: float, arguments: list[Any], site: Site) -> Any:
    base = known(argument(arguments, 0))
    if base is UNDEFINED or base == 10:  # noqa: PLR2004 - the usual base
        return text(value)
    if isinstance(base, int) and 2 <= base <= len(_DIGITS) and isinstance(value, int):  # noqa: PLR2004 - the smallest base
        return _in_base(abs(value), base, "-" if value < 0 else "")
    return Unknown("a number in another base is not written here", site.location, inert=True)


def _in_base(value: int, base: int, sign: str) -> str:
    digits = ""
    while value or not digits:
        value, digit = divmod(value, base)
        digits = _DIGITS[digit] + digits
    return sign + digits


def _fixed(_ev: "Evaluator", value: float, arguments: list[Any], site: Site) -> Any:
    """`value.toFixed(digits)`: of two results that are equally near the larger one, counted exactly."""
    from decimal import ROUND_HALF_UP, Context, Decimal

    digits = number(known(argument(arguments, 0))) if arguments else 0
    if digits is None or not 0 <= digits <= 100 or digits != int(digits) or not abs(value) < _NO_LONGER_FIXED:  # noqa: PLR2004 - the most that JavaScript takes
        return Unknown("this number of digits is not written here", site.location, inert=True)
    words = Decimal(value).quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP, Context(prec=200))
    return f"{'-' if value < 0 else ''}{abs(words):f}"


_NO_LONGER_FIXED = 1e21


def _is_integer(_ev: "Evaluator", arguments: list[Any], _site: Site) -> bool:
    value = known(argument(arguments, 0))
    return _is_finite(_ev, [value], _site) and value == int(value)


def _is_finite(_ev: "Evaluator", arguments: list[Any], _site: Site) -> bool:
    value = known(argument(arguments, 0))
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_safe_integer(_ev: "Evaluator", arguments: list[Any], site: Site) -> bool:
    return _is_integer(_ev, arguments, site) and abs(arguments[0]) < 2**53


def _is_nan(_ev: "Evaluator", arguments: list[Any], _site: Site) -> bool:
    value = known(argument(arguments, 0))
    return isinstance(value, float) and math.isnan(value)


def _characters(_ev: "Evaluator", arguments: list[Any], site: Site) -> str:
    codes = [number(known(code)) for code in arguments]
    if any(code is None or code != code or not 0 <= code < _FIRST_HALF for code in codes):  # noqa: PLR0124 - NaN
        raise Poison(Unknown("these characters are not written here", site.location, inert=True))
    return "".join(chr(int(code or 0)) for code in codes)


_FIRST_HALF = 0xD800


def _raw(_ev: "Evaluator", arguments: list[Any], site: Site) -> str:
    """`String.raw`, as a tag."""
    strings, values = argument(arguments, 0), arguments[1:]
    words = [text(known(value)) for value in values]
    if not isinstance(strings, literals.TemplateStrings) or None in words:
        raise Poison(Unknown("this template has no raw text here", site.location, inert=True))
    return "".join(part + (words[position] or "" if position < len(words) else "") for position, part in enumerate(strings.raw))


_PARSERS = {"parseInt": Builtin("parseInt", _parse_int), "parseFloat": Builtin("parseFloat", _parse_float)}
_NUMBER: dict[str, object] = {
    **_PARSERS,
    "isInteger": Builtin("isInteger", _is_integer),
    "isSafeInteger": Builtin("isSafeInteger", _is_safe_integer),
    "isFinite": Builtin("isFinite", _is_finite),
    "isNaN": Builtin("isNaN", _is_nan),
    "MAX_SAFE_INTEGER": 2**53 - 1,
    "MIN_SAFE_INTEGER": 1 - 2**53,
    "MAX_VALUE": sys.float_info.max,
    "EPSILON": sys.float_info.epsilon,
}
_STRING: dict[str, object] = {"raw": Builtin("raw", _raw), **dict.fromkeys(("fromCharCode", "fromCodePoint"), Builtin("fromCharCode", _characters))}
_CALCULATIONS = {name: Builtin(name, _math(calculate)) for name, calculate in _MATH.items()}

GLOBALS: dict[str, Any] = {
    "NaN": math.nan,
    "Infinity": math.inf,
    "String": Builtin("String", _string, _STRING),
    "Number": Builtin("Number", _number, _NUMBER),
    "Boolean": Builtin("Boolean", _boolean),
    "BigInt": Builtin("BigInt", _bigint),
    "Math": Builtin("Math", _number, {**_CALCULATIONS, "PI": math.pi, "E": math.e}),
    **_PARSERS,
}


def written(_ev: "Evaluator", value: Any, _arguments: list[Any], site: Site) -> Any:
    """`value.toString()`."""
    words = text(value)
    return Unknown("this value has no text here", site.location, inert=True) if words is None else words


PLAIN_METHODS: dict[str, Any] = {"toString": written, "valueOf": lambda _ev, value, _arguments, _site: value}
METHODS: dict[str, Any] = {**PLAIN_METHODS, "toString": _number_text, "toFixed": _fixed}
