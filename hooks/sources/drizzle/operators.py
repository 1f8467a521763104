"""Operators and assignments."""

import math
import operator as native
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle.classes import Class, Instance
from hooks.sources.drizzle.conversions import declares, equal, integral, kind, number, text, truthy
from hooks.sources.drizzle.fields import field
from hooks.sources.drizzle.values import UNDEFINED, BigInt, Builtin, Date, Site, Unknown, is_immutable

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator, Handler
    from hooks.sources.drizzle.scope import Scope

_MASK = 2**32


def operator_of(node: "Node", scope: "Scope") -> str:
    """The operator of an expression, as written."""
    return scope.source.text_of(field(node, "operator"))


def _binary(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    operator = operator_of(node, scope)
    left = ev.value(field(node, "left"), scope)
    right_node = field(node, "right")
    if operator in LOGICAL:
        return logical(ev, operator, left, right_node, scope)
    return combined(ev, operator, left, ev.value(right_node, scope), Site(node, scope))


LOGICAL: dict[str, Callable[[Any], bool]] = {
    "&&": lambda left: not truthy(left),
    "||": truthy,
    "??": lambda left: left is not None and left is not UNDEFINED,
}


def is_logical(node: "Node", scope: "Scope") -> bool:
    """Whether the value of the expression is one of its sides."""
    return node.type == "binary_expression" and operator_of(node, scope) in LOGICAL


def logical(ev: "Evaluator", operator: str, left: Any, right: "Node", scope: "Scope") -> Any:
    """`left operator right`, where `right` is evaluated only if needed."""
    if isinstance(left, Unknown):
        return _either(left, left, ev.value(right, scope))
    return left if LOGICAL[operator](left) else ev.value(right, scope)


def _either(condition: Unknown, one: Any, other: Any) -> Any:
    """What is known of a value that is one or the other."""
    if not isinstance(one, Unknown) and not isinstance(other, Unknown) and equal(one, other):
        return one
    inert, opaque = _is_plain(one) and _is_plain(other), not (declares(one) or declares(other))
    return Unknown(condition.reason, condition.location, inert=inert, opaque=opaque, foreign=is_immutable(one) and is_immutable(other))


def _is_plain(value: Any) -> bool:
    """Whether no table can come out of `value`."""
    return value.inert if isinstance(value, Unknown) else value is None or isinstance(value, (bool, int, float, str)) or value is UNDEFINED


def combined(ev: "Evaluator", operator: str, left: Any, right: Any, site: Site) -> Any:
    """`left operator right` for operators that evaluate both sides."""
    for side in (left, right):
        if isinstance(side, Unknown):
            return Unknown(side.reason, side.location, inert=True, foreign=True)
    return _COMBINED.get(operator, _calculated)(ev, operator, left, right, site)


def _equal(_ev: "Evaluator", operator: str, left: Any, right: Any, _site: Site) -> bool:
    return equal(left, right) is (operator == "===")


def _among(ev: "Evaluator", _operator: str, left: Any, right: Any, site: Site) -> Any:
    if right.__class__ is dict and isinstance(left, str):
        return left in right
    return ev.unknown('"in" with this value is not supported', site.node, site.scope, inert=True)


def _loosely_equal(ev: "Evaluator", operator: str, left: Any, right: Any, site: Site) -> Any:
    sides = [side is None or side is UNDEFINED for side in (left, right)]
    if any(sides):
        return all(sides) is (operator == "==")
    if kind(left) == kind(right):
        return equal(left, right) is (operator == "==")
    return ev.unknown(f'"{operator}" between different types is not supported', site.node, site.scope, inert=True)


def _sum(ev: "Evaluator", _operator: str, left: Any, right: Any, site: Site) -> Any:
    if isinstance(left, BigInt) and isinstance(right, BigInt):
        return _of_bigints(ev, native.add, left, right, site)
    if _is_numeric(left) and _is_numeric(right):
        return _arithmetic("+", left, right)
    words = text(left), text(right)
    if words[0] is None or words[1] is None:
        return ev.unknown("adding these values is not supported", site.node, site.scope, inert=True)
    ev.spend(1 + (len(words[0]) + len(words[1])) // 64, site)
    return words[0] + words[1]


def _is_numeric(value: Any) -> bool:
    """Whether `+` adds it as a number unless the other side is text."""
    return value is None or value is UNDEFINED or isinstance(value, (bool, int, float))


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}


def _compared(ev: "Evaluator", operator: str, left: Any, right: Any, site: Site) -> Any:
    if isinstance(left, str) and isinstance(right, str):
        return _COMPARISONS[operator](left.encode("utf-16-be", "surrogatepass"), right.encode("utf-16-be", "surrogatepass"))
    numbers = number(left), number(right)
    if None in numbers:
        return ev.unknown(f'"{operator}" between these values is not supported', site.node, site.scope, inert=True)
    return _COMPARISONS[operator](*numbers)


def _is_instance(ev: "Evaluator", _operator: str, left: Any, right: Any, site: Site) -> Any:
    if isinstance(right, Class):
        return isinstance(left, Instance) and any(one is right for one in left.made_by.line)
    if isinstance(right, Builtin) and right.name in _MADE_BY:
        return isinstance(left, _MADE_BY[right.name])
    return ev.unknown('"instanceof" with this value is not supported', site.node, site.scope, inert=True)


_MADE_BY: dict[str, type] = {"Array": list, "Date": Date}


def _calculated(ev: "Evaluator", operator: str, left: Any, right: Any, site: Site) -> Any:
    if isinstance(left, BigInt) and isinstance(right, BigInt) and operator in _OF_BIGINTS:
        return _of_bigints(ev, _OF_BIGINTS[operator], left, right, site)
    numbers = number(left), number(right)
    if None in numbers or isinstance(left, BigInt) or isinstance(right, BigInt) or operator not in _ARITHMETIC:
        return ev.unknown(f'"{operator}" between these values is not supported', site.node, site.scope, inert=True)
    return _arithmetic(operator, *numbers)


_COMBINED: dict[str, Callable[["Evaluator", str, Any, Any, Site], Any]] = {
    "+": _sum,
    "in": _among,
    "instanceof": _is_instance,
    **dict.fromkeys(("===", "!=="), _equal),
    **dict.fromkeys(("==", "!="), _loosely_equal),
    **dict.fromkeys(_COMPARISONS, _compared),
}


def _of_bigints(ev: "Evaluator", calculate: Callable[[int, int], int], left: BigInt, right: BigInt, site: Site) -> Any:
    if left.value.bit_length() + right.value.bit_length() > _MOST_BITS:
        return ev.unknown("a bigint of so many digits is not calculated", site.node, site.scope, inert=True)
    return BigInt(calculate(left.value, right.value))


_MOST_BITS = 10_000
_OF_BIGINTS: dict[str, Callable[[int, int], int]] = {"-": native.sub, "*": native.mul}


def _arithmetic(operator: str, left: Any, right: Any) -> float:
    try:
        return integral(_ARITHMETIC[operator](float(number(left) or 0), float(number(right) or 0)))
    except ValueError:  # `math.fmod` has no remainder of infinity, nor by zero.
        return math.nan


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def _power(base: float, exponent: float) -> float:
    if math.isnan(exponent) or (abs(base) == 1 and math.isinf(exponent)):
        return math.nan
    try:
        result = base**exponent
    except (OverflowError, ZeroDivisionError):
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    return math.nan if isinstance(result, complex) else float(result)


def int32(value: float) -> int:
    """`value | 0`."""
    if not math.isfinite(value):
        return 0
    whole = int(value) % _MASK
    return whole - _MASK if whole >= _MASK // 2 else whole


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divided,
    "%": math.fmod,
    "**": _power,
    "|": lambda left, right: int32(left) | int32(right),
    "&": lambda left, right: int32(left) & int32(right),
    "^": lambda left, right: int32(left) ^ int32(right),
    "<<": lambda left, right: int32(int32(left) << (int32(right) & 31)),
    ">>": lambda left, right: int32(left) >> (int32(right) & 31),
    ">>>": lambda left, right: (int32(left) % _MASK) >> (int32(right) & 31),
}


def unary(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    """The value of a unary operator other than `delete`."""
    operator = operator_of(node, scope)
    argument = field(node, "argument")
    if operator == "typeof" and argument.type == "identifier" and _is_undeclared(argument, scope):
        return "undefined"
    value = ev.value(argument, scope)
    if isinstance(value, Unknown) and operator != "void":
        return Unknown(value.reason, value.location, inert=True, foreign=True)
    if operator in _UNARY:
        return _UNARY[operator](value)
    amount = number(value)
    if isinstance(value, BigInt) and operator == "-":
        return BigInt(-value.value)
    if amount is None or isinstance(value, BigInt):
        return ev.unknown(f'"{operator}" of this value is not supported', node, scope, inert=True)
    return _SIGNS[operator](float(amount))


_UNARY: dict[str, Callable[[Any], Any]] = {"void": lambda _value: UNDEFINED, "!": lambda value: not truthy(value), "typeof": kind}
_SIGNS: dict[str, Callable[[float], float]] = {"-": lambda amount: integral(-amount), "+": integral, "~": lambda amount: ~int32(amount)}


def _is_undeclared(node: "Node", scope: "Scope") -> bool:
    from hooks.sources.drizzle import surroundings

    name = scope.source.text_of(node)
    return scope.holder(name) is None and name not in surroundings.GLOBALS and name not in surroundings.AMBIENT


def _ternary(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    condition = ev.value(field(node, "condition"), scope)
    one, other = field(node, "consequence"), field(node, "alternative")
    if isinstance(condition, Unknown):
        return _either(condition, ev.value(one, scope), ev.value(other, scope))
    return ev.value(one if truthy(condition) else other, scope)


def _sequence(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    value: Any = UNDEFINED
    for child in node.named_children:
        if child.type != "comment":
            value = ev.value(child, scope)
    return value


HANDLERS: dict[str, "Handler"] = {
    "binary_expression": _binary,
    "ternary_expression": _ternary,
    "sequence_expression": _sequence,
}
