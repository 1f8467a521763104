"""Names and what they stand for: the scopes of a module."""

from typing import TYPE_CHECKING, Any, Protocol

from hooks.sources.drizzle.values import UNDEFINED, Site

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator
    from hooks.sources.typescript import Source


class Provider(Protocol):
    """Something that exports names: a module of the project, a library, a package that is not read."""

    def exported(self, ev: "Evaluator", name: str, site: Site) -> Any:
        """The value that is exported as `name`; undefined where there is none. Raises Thrown where it is not there yet."""

    def names(self, seen: frozenset[str] = frozenset()) -> list[str] | None:
        """Every exported name in the order of the loaded module, or None where they cannot be known."""


class Imported:
    """A name that stands for another module's export, whatever that holds when it is asked."""

    __slots__ = ("name", "provider")

    def __init__(self, provider: Provider, name: str) -> None:
        self.provider = provider
        self.name = name

    def resolved(self, ev: "Evaluator", site: Site) -> Any:
        """What the name stands for now."""
        return self.provider.exported(ev, self.name, site)


class Namespace:
    """`import * as it from`: all exports of a module as an object."""

    __slots__ = ("provider",)

    def __init__(self, provider: Provider) -> None:
        self.provider = provider


class Unset:
    """What a name holds between the start of its scope and its declaration; there is one, `UNSET`."""

    __slots__ = ()


UNSET = Unset()


class Scope:
    """The names of one block, function or module, and the scope around it."""

    __slots__ = ("constants", "names", "outer", "source", "text", "this")

    def __init__(self, source: "Source", outer: "Scope | None" = None) -> None:
        self.source = source
        self.text = source.text
        self.outer = outer
        self.names: dict[str, object] = {}
        self.constants: set[str] | None = None
        self.this: object = UNDEFINED if outer is None else outer.this

    def inner(self) -> "Scope":
        """A scope inside this one."""
        return Scope(self.source, self)

    def add_constant(self, name: str) -> None:
        """Note that `name` of this scope is a `const`."""
        self.constants = self.constants or set()
        self.constants.add(name)

    def holder(self, name: str) -> "Scope | None":
        """The nearest scope that declares `name`."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.outer
        return scope
