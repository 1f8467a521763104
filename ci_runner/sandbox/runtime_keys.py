"""Vars and secrets as the platform keeps them. Of a secret only its name ever comes here."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from ci_runner.sandbox.fault import Fault
from ci_runner.sandbox.state import State, now


class KeyKind(Enum):
    """The two sorts of runtime key."""

    VAR = "var"
    SECRET = "secret"  # noqa: S105 - a kind, not a secret


@dataclass(frozen=True, slots=True)
class Key:
    """A key that has a value in an environment; `value` is empty for a secret."""

    name: str
    value: str
    created: str
    updated: str


def put(state: State, project: str, environment: str, kind: KeyKind, name: str, value: str = "") -> None:
    """Give a key a value (a secret: merely let it be there)."""
    moment = now()
    state.write(
        "INSERT INTO runtime_key (project, environment, kind, name, value, created, updated) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET value = excluded.value, updated = excluded.updated",
        (project, environment, kind.value, name, value if kind is KeyKind.VAR else "", moment, moment),
    )


def put_missing(state: State, project: str, environment: str, kind: KeyKind, names: Iterable[str]) -> None:
    """Give every key that has no value yet one that says where it comes from."""
    present = {key.name for key in listed(state, project, environment, kind)}
    for name in sorted(set(names) - present):
        put(state, project, environment, kind, name, "edgespark-ci sandbox")


def listed(state: State, project: str, environment: str, kind: KeyKind) -> tuple[Key, ...]:
    """All keys of one kind, by name."""
    rows = state.rows(
        "SELECT name, value, created, updated FROM runtime_key WHERE project = ? AND environment = ? AND kind = ? ORDER BY name",
        (project, environment, kind.value),
    )
    return tuple(Key(*row) for row in rows)


def shown(state: State, project: str, environment: str, kind: KeyKind, fault: Fault | None) -> tuple[Key, ...]:
    """All keys of one kind, less the one that a missing-key fault hides: that of its name, else the first of all."""
    keys = listed(state, project, environment, kind)
    if fault is None:
        return keys
    everything = sorted(key.name for each in KeyKind for key in listed(state, project, environment, each))
    hidden = fault.at or next(iter(everything), "")
    return tuple(key for key in keys if key.name != hidden)
