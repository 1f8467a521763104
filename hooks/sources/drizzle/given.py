"""What a call is given: its arguments, and whether they are known."""

from typing import Any

from hooks.sources.drizzle.values import UNDEFINED, Poison, Unknown


def argument(arguments: list[Any], position: int) -> Any:
    """The argument at `position`; undefined where none was given."""
    return arguments[position] if len(arguments) > position else UNDEFINED


def known(value: Any) -> Any:
    """`value`, which the way on hangs on. Raises Poison where it is unknown."""
    if value.__class__ is Unknown:
        raise Poison(value)
    return value
