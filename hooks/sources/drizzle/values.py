"""The values of an evaluated TypeScript module, and what JavaScript makes of them.

Strings, booleans, arrays and objects are Python's `str`, `bool`, `list` and `dict`; numbers are `int` or `float`; null is `None`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.finding import Location
from hooks.sources.js_text import number_text

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator
    from hooks.sources.drizzle.scope import Scope


class Undefined:
    """JavaScript's `undefined`; there is one, `UNDEFINED`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


UNDEFINED = Undefined()


class BigInt(NamedTuple):
    """A bigint."""

    value: int


class Date(NamedTuple):
    """A date: milliseconds since 1970, NaN for none."""

    time: float


class Bytes(NamedTuple):
    """A Buffer (`node`), or an Uint8Array."""

    data: bytes
    node: bool


class Pattern(NamedTuple):
    """A regular expression as written."""

    source: str
    flags: str


class Unknown:
    """A value that could not be resolved: why, and where.

    An `inert` one is certainly neither table nor view, and none comes out of it; an `opaque` one is none itself, but may hold some.
    """

    __slots__ = ("inert", "location", "opaque", "reason")

    def __init__(self, reason: str, location: Location, *, inert: bool = False, opaque: bool = False) -> None:
        self.reason = reason
        self.location = location
        self.inert = inert
        self.opaque = opaque

    @property
    def part(self) -> "Unknown":
        """What a member or a call of it gives."""
        return Unknown(self.reason, self.location) if self.opaque else self


class Thrown(Exception):  # noqa: N818 - JavaScript's word for it
    """What the module itself would throw when it is loaded; drizzle-kit would end with it."""

    def __init__(self, reason: str, location: Location, value: object = UNDEFINED) -> None:
        super().__init__(reason)
        self.reason = reason
        self.location = location
        self.value = value


class Poison(Exception):  # noqa: N818 - what it carries is no error
    """An unknown value at a place that needs it to go on."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


class Exhausted(Exception):  # noqa: N818 - it names a state
    """The evaluation took more steps than it may; nothing after it is known."""

    def __init__(self, location: Location) -> None:
        super().__init__()
        self.location = location


class Site(NamedTuple):
    """Where something is evaluated: the node, and the scope that knows its file."""

    node: "Node"
    scope: "Scope"

    @property
    def location(self) -> Location:
        """The place in the tree."""
        return self.scope.source.location(self.node)


class Function:
    """A function of the module: its syntax and the scope it closes over. `this` is what an arrow function has kept."""

    __slots__ = ("body", "name", "node", "parameters", "properties", "scope", "this")

    def __init__(self, node: "Node", scope: "Scope", name: str, this: object) -> None:
        self.node = node
        self.scope = scope
        self.name = name
        self.this = this
        self.parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        self.body = node.child_by_field_name("body")
        self.properties: dict[str, object] = {}


Call = Callable[["Evaluator", list[Any], Site], object]


class Builtin:
    """A function of JavaScript or of drizzle: a Python callable, properties (`sql.raw`), and what `new` makes with it."""

    __slots__ = ("call", "construct", "name", "properties")

    def __init__(self, name: str, call: Call, properties: dict[str, object] | None = None, construct: Call | None = None) -> None:
        self.name = name
        self.call = call
        self.construct = construct
        self.properties: dict[str, object] = properties or {}


class Getter(NamedTuple):
    """A property that is computed each time it is read."""

    function: "Function"


class Opaque:
    """Something of drizzle that is no part of a database schema (relations, a class used with `is`)."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


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
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, BigInt):
        return str(value.value)
    if isinstance(value, Undefined):
        return "undefined"
    if isinstance(value, list):
        return _joined(value)
    return "[object Object]" if value.__class__ is dict and "toString" not in value else None


def _joined(items: list[object]) -> str | None:
    parts = ["" if item is None or item is UNDEFINED else text(item) for item in items]
    return None if None in parts else ",".join(part for part in parts if part is not None)


def number(value: object) -> float | None:
    """`Number(value)`, or None where that takes more than is known here."""
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, Undefined):
        return float("nan")
    if isinstance(value, Date):
        return value.time
    if isinstance(value, BigInt):
        return integral(float(value.value))
    return numeral(value) if isinstance(value, str) else None


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


def keys(record: dict[str, Any]) -> list[str]:
    """The keys of an object in JavaScript's order: array indexes ascending, then the rest as they were added."""
    indexes = [key for key in record if key.isdigit() and (key == "0" or key[0] != "0") and key.isascii() and len(key) < 11]  # noqa: PLR2004 - below 2**32
    if not indexes:
        return list(record)
    first = set(indexes)
    return [*sorted(indexes, key=int), *(key for key in record if key not in first)]


def declares(value: object) -> bool:
    """Whether a module that exports `value` may declare a table or a view with it."""
    if isinstance(value, Unknown):
        return not value.inert and not value.opaque
    return getattr(value.__class__, "DECLARES", False)
