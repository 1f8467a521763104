"""The values of an evaluated TypeScript module, and what JavaScript makes of them.

Strings, booleans, arrays and objects are Python's `str`, `bool`, `list` and `dict`; numbers are `int` or `float`; null is `None`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.finding import Location

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
    A `foreign` one is a plain value, or comes from a package or the runtime, and holds nothing of the project's: whatever is done to it changes
    no value of the project.
    """

    __slots__ = ("foreign", "inert", "location", "opaque", "reason")

    def __init__(self, reason: str, location: Location, *, inert: bool = False, opaque: bool = False, foreign: bool = False) -> None:
        self.reason = reason
        self.location = location
        self.inert = inert
        self.opaque = opaque
        self.foreign = foreign

    @property
    def part(self) -> "Unknown":
        """What a member or a call of it gives."""
        return Unknown(self.reason, self.location, foreign=self.foreign) if self.opaque and not self.inert else self

    def given(self, arguments: list[Any]) -> "Unknown":
        """What a call of it with these arguments gives: it may keep or change what it is given."""
        result = self.part
        if not result.foreign or all(is_immutable(value) for value in arguments):
            return result
        return Unknown(self.reason, self.location, inert=result.inert, opaque=result.opaque)


def is_immutable(value: object) -> bool:
    """Whether nobody can change `value`, nor call back through it."""
    return value.foreign if isinstance(value, Unknown) else isinstance(value, (str, bool, int, float, type(None), Undefined, BigInt, Date, Pattern))


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
