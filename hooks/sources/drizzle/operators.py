"""Operators and assignments."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle.values import (
    UNDEFINED,
    BigInt,
    Builtin,
    Function,
    Poison,
    Site,
    Thrown,
    Unknown,
    declares,
    equal,
    integral,
    kind,
    number,
    text,
    truthy,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator, Handler
    from hooks.sources.drizzle.scope import Scope

_MASK = 2**32


def _field(node: "Node", name: str) -> "Node":
    child = node.child_by_field_name(name)
    if child is None:
        raise ValueError(f"{node.type} without {name}")
    return child


def _operator(node: "Node", scope: "Scope") -> str:
    return scope.source.text_of(_field(node, "operator"))


def _binary(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    operator = _operator(node, scope)
    left = ev.value(_field(node, "left"), scope)
    right_node = _field(node, "right")
    if operator in _LOGICAL:
        return _logical(ev, operator, left, right_node, scope)
    return combined(ev, operator, left, ev.value(right_node, scope), Site(node, scope))


_LOGICAL: dict[str, Callable[[Any], bool]] = {
    "&&": lambda left: not truthy(left),
    "||": truthy,
    "??": lambda left: left is not None and left is not UNDEFINED,
}


def _logical(ev: "Evaluator", operator: str, left: Any, right: "Node", scope: "Scope") -> Any:
    if isinstance(left, Unknown):
        return _either(left, left, ev.value(right, scope))
    return left if _LOGICAL[operator](left) else ev.value(right, scope)


def _either(condition: Unknown, one: Any, other: Any) -> Any:
    """What is known of a value that is one or the other."""
    if not isinstance(one, Unknown) and not isinstance(other, Unknown) and equal(one, other):
        return one
    return Unknown(condition.reason, condition.location, inert=_is_plain(one) and _is_plain(other), opaque=not (declares(one) or declares(other)))


def _is_plain(value: Any) -> bool:
    """Whether no table can come out of `value`."""
    return value.inert if isinstance(value, Unknown) else value is None or isinstance(value, (bool, int, float, str)) or value is UNDEFINED


def combined(ev: "Evaluator", operator: str, left: Any, right: Any, site: Site) -> Any:
    """`left operator right` for operators that evaluate both sides."""
    for side in (left, right):
        if isinstance(side, Unknown):
            return Unknown(side.reason, side.location, inert=True)
    if operator in {"===", "!=="}:
        return equal(left, right) is (operator == "===")
    if operator in {"==", "!="}:
        return _loosely_equal(ev, operator, left, right, site)
    if operator == "+":
        return _sum(ev, left, right, site)
    if operator in _COMPARISONS:
        return _compared(ev, operator, left, right, site)
    if operator == "in" and isinstance(right, dict) and isinstance(left, str):
        return left in right
    return _calculated(ev, operator, left, right, site)


def _loosely_equal(ev: "Evaluator", operator: str, left: Any, right: Any, site: Site) -> Any:
    nothing = {None, UNDEFINED}
    sides = [side.__hash__ is not None and side in nothing for side in (left, right)]
    if any(sides):
        return all(sides) is (operator == "==")
    if kind(left) == kind(right):
        return equal(left, right) is (operator == "==")
    return ev.unknown(f'"{operator}" between different types is not supported', site.node, site.scope, inert=True)


def _sum(ev: "Evaluator", left: Any, right: Any, site: Site) -> Any:
    if isinstance(left, BigInt) and isinstance(right, BigInt):
        return BigInt(left.value + right.value)
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


def _calculated(ev: "Evaluator", operator: str, left: Any, right: Any, site: Site) -> Any:
    numbers = number(left), number(right)
    if None in numbers or isinstance(left, BigInt) or isinstance(right, BigInt) or operator not in _ARITHMETIC:
        return ev.unknown(f'"{operator}" between these values is not supported', site.node, site.scope, inert=True)
    return _arithmetic(operator, *numbers)


def _arithmetic(operator: str, left: Any, right: Any) -> float:
    one, other = float(number(left) or 0) if left is not UNDEFINED else math.nan, float(number(right) or 0) if right is not UNDEFINED else math.nan
    try:
        return integral(_ARITHMETIC[operator](one, other))
    except (OverflowError, ValueError, ZeroDivisionError):
        return math.nan


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


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
    "**": lambda left, right: float(left**right),
    "|": lambda left, right: int32(left) | int32(right),
    "&": lambda left, right: int32(left) & int32(right),
    "^": lambda left, right: int32(left) ^ int32(right),
    "<<": lambda left, right: int32(int32(left) << (int32(right) & 31)),
    ">>": lambda left, right: int32(left) >> (int32(right) & 31),
    ">>>": lambda left, right: (int32(left) % _MASK) >> (int32(right) & 31),
}


def _unary(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    operator = _operator(node, scope)
    argument = _field(node, "argument")
    if operator == "delete":
        return _deleted(ev, argument, scope)
    if operator == "typeof" and argument.type == "identifier" and _is_undeclared(argument, scope):
        return "undefined"
    value = ev.value(argument, scope)
    if operator == "void":
        return UNDEFINED
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.location, inert=True)
    if operator == "!":
        return not truthy(value)
    if operator == "typeof":
        return kind(value)
    if isinstance(value, BigInt) and operator == "-":
        return BigInt(-value.value)
    amount = number(value)
    if amount is None or isinstance(value, BigInt):
        return ev.unknown(f'"{operator}" of this value is not supported', node, scope, inert=True)
    return {"-": lambda: integral(-float(amount)), "+": lambda: amount, "~": lambda: ~int32(amount)}[operator]()


def _is_undeclared(node: "Node", scope: "Scope") -> bool:
    from hooks.sources.drizzle import surroundings

    name = scope.source.text_of(node)
    return scope.holder(name) is None and name not in surroundings.GLOBALS and name not in surroundings.AMBIENT


def _deleted(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    from hooks.sources.drizzle.access import target

    owner, key = target(ev, node, scope)
    if isinstance(owner, dict):
        owner.pop(key, None)
        return True
    raise Poison(ev.unknown("this deletion cannot be followed", node, scope))


def _ternary(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    condition = ev.value(_field(node, "condition"), scope)
    one, other = _field(node, "consequence"), _field(node, "alternative")
    if isinstance(condition, Unknown):
        return _either(condition, ev.value(one, scope), ev.value(other, scope))
    return ev.value(one if truthy(condition) else other, scope)


def _sequence(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    value: Any = UNDEFINED
    for child in node.named_children:
        if child.type != "comment":
            value = ev.value(child, scope)
    return value


def _assignment(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    value = ev.value(_field(node, "right"), scope)
    assign(ev, _field(node, "left"), value, scope)
    return value


def _augmented(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    operator = _operator(node, scope)[:-1]
    left, right = _field(node, "left"), _field(node, "right")
    old = ev.value(left, scope)
    value = _logical(ev, operator, old, right, scope) if operator in _LOGICAL else combined(ev, operator, old, ev.value(right, scope), Site(node, scope))
    assign(ev, left, value, scope)
    return value


def _update(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    argument = _field(node, "argument")
    operator = _operator(node, scope)
    old = ev.value(argument, scope)
    new = combined(ev, operator[0], old, 1, Site(node, scope))
    assign(ev, argument, new, scope)
    return new if node.children[0].type == operator else old


def assign(ev: "Evaluator", node: "Node", value: Any, scope: "Scope") -> None:
    """Assign `value` to what `node` names. Raises Poison where that cannot be followed."""
    from hooks.sources.drizzle import access, patterns

    if node.type == "identifier":
        name = scope.source.text_of(node)
        (scope.holder(name) or scope).names[name] = value
    elif node.type in {"object_pattern", "array_pattern"}:
        inner = scope.inner()
        patterns.bind(ev, node, value, inner, Site(node, scope))
        for name, part in inner.names.items():
            (scope.holder(name) or scope).names[name] = part
    elif node.type in {"member_expression", "subscript_expression"}:
        owner, key = access.target(ev, node, scope)
        _store(ev, owner, key, value, Site(node, scope))
    elif node.named_children:
        assign(ev, node.named_children[0], value, scope)


def _store(ev: "Evaluator", owner: Any, key: str, value: Any, site: Site) -> None:
    if owner is None or owner is UNDEFINED:
        raise Thrown(f'cannot set "{key}" of {text(owner)}', site.location)
    if isinstance(owner, dict):
        owner[key] = value
    elif isinstance(owner, list) and key.isdigit() and int(key) <= len(owner):
        owner[int(key) : int(key) + 1] = [value]
    elif isinstance(owner, (Function, Builtin)):
        owner.properties[key] = value
    else:
        raise Poison(ev.unknown("this assignment cannot be followed", site.node, site.scope))


HANDLERS: dict[str, "Handler"] = {
    "binary_expression": _binary,
    "unary_expression": _unary,
    "ternary_expression": _ternary,
    "sequence_expression": _sequence,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented,
    "update_expression": _update,
}
