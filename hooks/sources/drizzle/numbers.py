"""`Number`, `BigInt`, `String`, `Boolean` and `Math`."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle.conversions import integral, number, numeral, text, truthy
from hooks.sources.drizzle.given import argument, known
from hooks.sources.drizzle.values import UNDEFINED, BigInt, Builtin, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator

_MAX_DIGITS = 1_000
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
    if amount is None or amount != amount or amount != int(amount):  # noqa: PLR0124 - NaN
        raise Thrown("this value is no bigint", site.location)
    return BigInt(int(amount))


def _parse_int(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    words = text(known(argument(arguments, 0)))
    base = known(argument(arguments, 1))
    if words is None or base not in {UNDEFINED, 10}:
        return Unknown("this number is not parsed here", site.location, inert=True)
    words = words.strip()
    end = 1 if words[:1] in {"-", "+"} else 0
    while end < len(words) and words[end].isascii() and words[end].isdigit():
        end += 1
    return numeral(words[:end]) if words[:end].strip("+-") else float("nan")


def _parse_float(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    words = text(known(argument(arguments, 0)))
    amount = float("nan") if words is None else numeral(words)
    if amount != amount:  # noqa: PLR0124 - NaN
        return Unknown("this number is not parsed here", site.location, inert=True)
    return amount


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
    if known(argument(arguments, 0)) in {UNDEFINED, 10}:
        return text(value)
    return Unknown("a number in another base is not written here", site.location, inert=True)


def _is_integer(_ev: "Evaluator", arguments: list[Any], _site: Site) -> bool:
    value = known(argument(arguments, 0))
    return isinstance(value, int) and not isinstance(value, bool)


_PARSERS = {"parseInt": Builtin("parseInt", _parse_int), "parseFloat": Builtin("parseFloat", _parse_float)}
_NUMBER = {**_PARSERS, "isInteger": Builtin("isInteger", _is_integer), "MAX_SAFE_INTEGER": 2**53 - 1, "MIN_SAFE_INTEGER": 1 - 2**53}
_CALCULATIONS = {name: Builtin(name, _math(calculate)) for name, calculate in _MATH.items()}

GLOBALS: dict[str, Any] = {
    "NaN": math.nan,
    "Infinity": math.inf,
    "String": Builtin("String", _string),
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
METHODS: dict[str, Any] = {**PLAIN_METHODS, "toString": _number_text}
