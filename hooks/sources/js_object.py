"""The keys of JavaScript objects: which ones every object has, and in which order they are listed.

Source: `Object.getOwnPropertyNames(Object.prototype)` in Node.js 20; ECMA-262, OrdinaryOwnPropertyKeys.
"""

from typing import Any, TypeVar

T = TypeVar("T")
_NAMES = (
    "constructor __defineGetter__ __defineSetter__ hasOwnProperty __lookupGetter__ __lookupSetter__ isPrototypeOf propertyIsEnumerable toString "
    "valueOf __proto__ toLocaleString"
)
INHERITED = frozenset(_NAMES.split())
_FIRST_THAT_IS_NONE = 2**32 - 1
_MOST_DIGITS = 10


def is_index(key: str) -> bool:
    """Whether `key` is written as the index of an array."""
    if not key.isdecimal() or not key.isascii() or len(key) > _MOST_DIGITS:
        return False
    return (key[0] != "0" or key == "0") and int(key) < _FIRST_THAT_IS_NONE


def keys(record: dict[str, Any]) -> list[str]:
    """The keys of an object in JavaScript's order: array indexes ascending, then the rest as they were added."""
    indexes = [key for key in record if is_index(key)]
    if not indexes:
        return list(record)
    first = set(indexes)
    return [*sorted(indexes, key=int), *(key for key in record if key not in first)]


def ordered(record: dict[str, T]) -> dict[str, T]:
    """`record` with its keys in JavaScript's order; itself where that is the order already."""
    return {key: record[key] for key in keys(record)} if any(map(is_index, record)) else record
