"""Evaluates expressions and calls functions: values in, values out, never code that runs.

What cannot be resolved is a value too (`Unknown`) and travels with the rest until something needs it. `Poison` carries one out of a place
where control flow or structure hangs on it, to the nearest place that wants a value.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.finding import Diagnostic, Location
from hooks.sources.drizzle import access, assignments, control, functions, literals, loops, namespaces, operators, statements
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Exhausted, Function, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.casing import Casing
    from hooks.sources.drizzle.scope import Scope

# One step pays for eight bytes of evaluated source, or for one element that is made: some two seconds at most.
MAX_STEPS = 1_000_000
MAX_DEPTH = 150
_BYTES_A_STEP = 8
_STEPS_A_TURN = 8


_PLAIN = frozenset({"template_string", "binary_expression", "unary_expression"})
_HOLDING = frozenset({"array", "object", "new_expression"})
Handler = Callable[["Evaluator", "Node", "Scope"], Any]
HANDLERS: dict[str, Handler] = {**literals.HANDLERS, **access.HANDLERS, **operators.HANDLERS, **assignments.HANDLERS, **functions.HANDLERS}
RUNNERS: dict[str, statements.Runner] = {**statements.RUNNERS, **control.RUNNERS, **loops.RUNNERS, **namespaces.RUNNERS}


class Evaluator:
    """One evaluation: the steps it may still take, and the problems it has met. `orm_1`: drizzle-orm is 1.x."""

    def __init__(self, steps: int = MAX_STEPS, *, orm_1: bool = False) -> None:
        self.steps = steps
        self.orm_1 = orm_1
        self.casing: Casing | None = None
        self.depth = 0
        self.trying = 0
        # Whether a statement could not be followed: what it would have changed is not known.
        self.shaken = False
        self._problems: dict[tuple[str, Location], Diagnostic] = {}

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What could not be resolved and mattered, by place."""
        return tuple(sorted(self._problems.values(), key=lambda problem: problem.location))

    def problem(self, message: str, location: Location, subject: str = "") -> None:
        """Note that no verdict is possible on something at `location`; said once."""
        self._problems.setdefault((message, location), Diagnostic(message, location, subject))

    def unresolved(self, what: str, unknown: Unknown, subject: str = "") -> None:
        """Note that `what` hangs on an unknown value; a cause that was named already is not named again."""
        if (unknown.reason, unknown.location) not in self._problems:
            self.problem(f"{what} cannot be known: {unknown.reason}", unknown.location, subject)

    def value(self, node: "Node", scope: "Scope") -> Any:
        """The value of an expression. Raises Thrown, Poison, Exhausted."""
        handler = HANDLERS.get(node.type)
        if handler is None:
            return self.unknown(f"{_construct(node.type)} cannot be evaluated", node, scope)
        return handler(self, node, scope)

    def run(self, node: "Node", scope: "Scope") -> statements.Completion | None:
        """Run a statement. Raises Thrown, Poison, Exhausted."""
        runner = RUNNERS.get(node.type)
        if runner is None:
            raise Poison(self.unknown(f"this statement ({node.type.replace('_', ' ')}) cannot be followed", node, scope))
        return runner(self, node, scope)

    def settled(self, node: "Node", scope: "Scope") -> Any:
        """The value of an expression, where whatever stops it is only the loss of this one value."""
        try:
            return self.value(node, scope)
        except Poison as poison:
            # What stopped it says nothing about what it would have been, but for literals and operators.
            unknown = poison.unknown
            if unknown.inert and node.type in _PLAIN and not operators.is_logical(node, scope):
                return unknown
            return Unknown(unknown.reason, unknown.location, opaque=unknown.inert and node.type in _HOLDING)
        except Thrown as thrown:
            if self.trying:
                raise
            return self.failed(thrown)

    def failed(self, thrown: Thrown) -> Unknown:
        """Note what the module throws, and stand in for the value it leaves behind."""
        self.problem(thrown.reason, thrown.location)
        return Unknown(thrown.reason, thrown.location, inert=True)

    def known(self, node: "Node", scope: "Scope") -> Any:
        """The value of an expression that the way on hangs on. Raises Poison where it is unknown."""
        value = self.value(node, scope)
        if value.__class__ is Unknown:
            raise Poison(value)
        return value

    def unknown(self, reason: str, node: "Node", scope: "Scope", *, inert: bool = False, opaque: bool = False) -> Unknown:
        """An unknown value because of the construct at `node`."""
        return Unknown(reason, scope.source.location(node), inert=inert, opaque=opaque)

    def spend(self, steps: int, site: Site) -> None:
        """Pay for work that grows with values, not with the source. Raises Exhausted."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted(site.location)

    def pay_for(self, node: "Node", scope: "Scope") -> None:
        """Pay for evaluating `node` once more. Raises Exhausted."""
        self.steps -= _STEPS_A_TURN + (node.end_byte - node.start_byte) // _BYTES_A_STEP
        if self.steps < 0:
            raise Exhausted(scope.source.location(node))

    def call(self, function: object, arguments: list[Any], site: Site, this: object = UNDEFINED) -> Any:
        """What `function` returns. Raises Thrown where it is none."""
        if isinstance(function, Builtin):
            return function.call(self, arguments, site)
        if isinstance(function, Function):
            return functions.invoked(self, function, arguments, site, this)
        if isinstance(function, Unknown):
            return function.given(arguments)
        raise Thrown(f"{_quoted(site)} is not a function", site.location)


def _construct(node_type: str) -> str:
    return f"this construct ({node_type.replace('_', ' ')})"


def _quoted(site: Site) -> str:
    callee = site.node.child_by_field_name("function") or site.node
    words = " ".join(site.scope.source.text_of(callee).split())
    return f'"{words}"' if len(words) <= 60 else f'"{words[:57]}..."'  # noqa: PLR2004 - one line of a terminal
