"""Parts of a JSON value as what they must be. One that is something else raises Misshapen, with the keys that lead to it."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Misshapen(Exception):  # noqa: N818 - it names a state
    """A part that is not what it should be; gains the keys that lead to it on its way up."""

    def __init__(self, what: str, *keys: str) -> None:
        super().__init__(what)
        self.what = what
        self.keys = keys


def records(owner: dict[str, Any], key: str, read_one: Callable[[object], T], missing: object = None) -> dict[str, T]:
    """The object at `key`, each of its values read by `read_one`; one that has a name of its own must stand under that."""
    found = {}
    for name, value in mapping(owner.get(key, missing), key).items():
        try:
            found[name] = read_one(value)
            if mapping(value).get("name", name) != name:
                raise Misshapen("is not the name that it stands under", "name")
        except Misshapen as wrong:
            wrong.keys = (key, name, *wrong.keys)
            raise
    return found


def mapping(value: object, *keys: str) -> dict[str, Any]:
    """`value`, which must be an object; `keys` lead to it."""
    if not isinstance(value, dict):
        raise Misshapen("is not an object", *keys)
    return value


def text(record: dict[str, Any], key: str) -> str:
    """The string at `key`."""
    value = record.get(key)
    if not isinstance(value, str):
        raise Misshapen("is not a string", key)
    return value


def optional_text(record: dict[str, Any], key: str) -> str | None:
    """The string at `key`; None where there is no such key."""
    return text(record, key) if key in record else None


def texts(record: dict[str, Any], key: str) -> tuple[str, ...]:
    """The list of strings at `key`."""
    value = record.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Misshapen("is not a list of strings", key)
    return tuple(value)


def flag(record: dict[str, Any], key: str, *, missing: object = None) -> bool:
    """The boolean at `key`; `missing` where there is no such key."""
    value = record.get(key, missing)
    if not isinstance(value, bool):
        raise Misshapen("is neither true nor false", key)
    return value
