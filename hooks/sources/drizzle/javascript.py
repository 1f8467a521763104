"""JavaScript's own globals, and the methods of its values."""

from typing import Any

from hooks.sources.drizzle import arrays, binary, containers, dates, literals, numbers, objects, strings
from hooks.sources.drizzle.values import BigInt, Builtin, Date, Function, Pattern

GLOBALS: dict[str, Any] = {**objects.GLOBALS, **numbers.GLOBALS, **dates.GLOBALS, **binary.GLOBALS, **containers.GLOBALS}
METHODS: dict[type, dict[str, Any]] = {
    **dict.fromkeys((list, literals.TemplateStrings), arrays.METHODS),
    str: strings.METHODS,
    dict: objects.METHODS,
    containers.Entries: containers.METHODS,
    **dict.fromkeys((int, float), numbers.METHODS),
    **dict.fromkeys((bool, BigInt), numbers.PLAIN_METHODS),
    Date: dates.METHODS,
    **dict.fromkeys((Function, Builtin), objects.FUNCTION_METHODS),
    Pattern: objects.PATTERN_METHODS,
}
