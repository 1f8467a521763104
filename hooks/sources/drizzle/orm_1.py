"""drizzle-orm 1.x, where its exports differ from those of 0.45: the parentheses of conditions, and the relations.

Source: what drizzle-orm 1.0.0-rc.5 writes, which the tests ask as an oracle.
"""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle.conditions import composed
from hooks.sources.drizzle.conversions import truthy
from hooks.sources.drizzle.entities import Sql
from hooks.sources.drizzle.given import argument, known
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Opaque, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from hooks.sources.drizzle.evaluator import Evaluator

GONE = frozenset({"relations"})
"""What "drizzle-orm" no longer exports; "drizzle-orm/_relations" does."""


def _joined(word: str) -> "Callable[[Evaluator, list[Any], Site], Any]":
    """Several conditions, each in parentheses of its own."""

    def build(_ev: "Evaluator", arguments: list[Any], _site: Site) -> Any:
        conditions = [condition for condition in arguments if condition is not UNDEFINED]
        if len(conditions) < 2:  # noqa: PLR2004 - one condition needs no parentheses
            return Sql(conditions) if conditions else UNDEFINED
        parts = [part for condition in conditions for part in (f") {word} (", condition)]
        return composed("((", *parts[1:], "))")

    return build


def _not(_ev: "Evaluator", arguments: list[Any], _site: Site) -> Any:
    condition = known(argument(arguments, 0))
    if not truthy(condition):
        return UNDEFINED
    return composed("not (", condition, ")") if isinstance(condition, Sql) else composed("not ", condition)


def _tested(words: str) -> "Callable[[Evaluator, list[Any], Site], Sql]":
    return lambda _ev, arguments, _site: composed("(", argument(arguments, 0), f" {words})")


_IN: dict[str, str] = {"inArray": "1 = 0", "notInArray": "1 = 1"}


def _in(name: str) -> "Callable[[Evaluator, list[Any], Site], Any]":
    from hooks.sources.drizzle.conditions import FUNCTIONS

    older: Builtin = FUNCTIONS[name]
    return lambda ev, arguments, site: composed(_IN[name]) if argument(arguments, 1) == [] else older.call(ev, arguments, site)


EXPORTS: dict[str, Any] = {
    name: Builtin(name, call)
    for name, call in {
        "and": _joined("and"),
        "or": _joined("or"),
        "not": _not,
        "isNull": _tested("is null"),
        "isNotNull": _tested("is not null"),
        **{name: _in(name) for name in _IN},
        **{name: lambda _ev, _arguments, _site: Opaque("relations") for name in ("defineRelations", "defineRelationsPart")},
    }.items()
}
