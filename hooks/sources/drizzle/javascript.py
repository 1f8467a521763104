"""JavaScript's own globals, and the methods of its strings, arrays, numbers and objects."""

from typing import Any

from hooks.sources.drizzle import arrays, containers, objects, strings
from hooks.sources.drizzle.values import BigInt, Builtin, Date, Function, Pattern

GLOBALS: dict[str, object] = {**objects.GLOBALS, **containers.GLOBALS}
METHODS: dict[type, dict[str, Any]] = {
    list: arrays.METHODS,
    str: strings.METHODS,
    dict: objects.METHODS,
    containers.Entries: containers.METHODS,
    int: objects.NUMBER_METHODS,
    float: objects.NUMBER_METHODS,
    bool: objects.PLAIN_METHODS,
    BigInt: objects.PLAIN_METHODS,
    Date: objects.DATE_METHODS,
    Function: objects.FUNCTION_METHODS,
    Builtin: objects.FUNCTION_METHODS,
    Pattern: objects.PATTERN_METHODS,
}
