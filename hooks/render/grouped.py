"""Diagnostics of one cause told once: a file that nobody can read stops many rules at the same place."""

from collections.abc import Iterable
from typing import NamedTuple

from hooks.finding import Diagnostic, Location

_NAMED = 3


class Group(NamedTuple):
    """One cause: the first diagnostic that names it, and the rules that it stopped, in words."""

    diagnostic: Diagnostic
    rules: str


def grouped(diagnostics: Iterable[Diagnostic]) -> tuple[Group, ...]:
    """The diagnostics with the same place and message as one, in the order of the first of each."""
    found: dict[tuple[Location, str], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        found.setdefault((diagnostic.location, diagnostic.message), []).append(diagnostic)
    return tuple(Group(alike[0], _named([diagnostic.rule for diagnostic in alike])) for alike in found.values())


def _named(rules: list[str]) -> str:
    names = list(dict.fromkeys(rules))
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more rules"
