"""The content of `.edgespark-ci.yaml`, read strictly: every refusal is a ConfigError at its line. Loaded only where there is such a file."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from hooks.errors import ConfigError
from hooks.finding import Location, Severity
from hooks.sources.yaml_tree import Node
from hooks.sources.yaml_values import choice, day, mapping, path, sequence, text, texts

Reader = Callable[[Node, str], object]


class PathRules(NamedTuple):
    """What holds for the files that `glob` names (see `hooks.policy.globs`): rules and groups that are not judged there, and severities of rules."""

    glob: str
    ignore: tuple[str, ...] = ()
    severity: dict[str, Severity] = {}  # noqa: RUF012 - records are never changed here


class Acknowledgement(NamedTuple):
    """A result that is let stand by its fingerprint, for a reason; `until` is the last day of that (`2026-12-31`), empty where it has none."""

    fingerprint: str
    reason: str
    location: Location
    until: str = ""

    def holds(self, today: str) -> bool:
        """Whether it has not run out by `today`, a date of the same form."""
        return not self.until or today <= self.until


def fields(root: Node, **others: Reader) -> dict[str, Any]:
    """The fields of `config.Policy` that the file gives; `others` read what only its caller understands."""
    readers = _READERS | {name: (name, reader) for name, reader in others.items()}
    values: dict[str, Any] = {}
    places: dict[str, Location] = {}
    for key, node in mapping(root, "the file", readers).items():
        field, read = readers[key]
        values[field] = read(node, key)
        places |= {key: root.keys[key], **_places(key, node)}
    return {**values, "places": places}


def _places(prefix: str, node: Node) -> dict[str, Location]:
    """Where each key and each word of a list stands, by the way that leads to it."""
    if isinstance(node.value, tuple):
        return {f"{prefix}.{item.value}": item.location for item in node.value if isinstance(item.value, str)}
    found: dict[str, Location] = {}
    for key, value in node.value.items() if isinstance(node.value, dict) else ():
        found |= {f"{prefix}.{key}": node.keys[key], **_places(f"{prefix}.{key}", value)}
    return found


def _severities(node: Node, name: str) -> dict[str, Severity]:
    names = [severity.value for severity in Severity]
    return {rule: Severity(choice(value, f"{name}.{rule}", names)) for rule, value in mapping(node, f'"{name}"').items()}


def _blocks(node: Node, name: str) -> bool:
    return choice(node, name, ("fail", "warn")) == "fail"


def _per_path(node: Node, name: str) -> tuple[PathRules, ...]:
    rules = mapping(node, f'"{name}"')
    for glob in rules:
        if not glob.strip("/") or "\\" in glob or glob.startswith("!") or not {".", ".."}.isdisjoint(glob.split("/")):
            raise ConfigError(f'"{glob}" names no file: a glob is a path from the top of the repository, such as web/src/**', node.keys[glob])
    return tuple(_path_rules(glob, value) for glob, value in rules.items())


def _path_rules(glob: str, node: Node) -> PathRules:
    values = mapping(node, f'"per-path.{glob}"', ("ignore", "severity"))
    ignore = texts(values["ignore"], "ignore") if "ignore" in values else ()
    return PathRules(glob, ignore, _severities(values["severity"], "severity") if "severity" in values else {})


def _acknowledgements(node: Node, name: str) -> tuple[Acknowledgement, ...]:
    found: dict[str, Acknowledgement] = {}
    for item in sequence(node, name):
        one = _acknowledgement(item)
        if one.fingerprint in found:
            raise ConfigError(f'"{one.fingerprint}" is acknowledged twice', one.location)
        found[one.fingerprint] = one
    return tuple(found.values())


def _acknowledgement(node: Node) -> Acknowledgement:
    values = mapping(node, "an acknowledgement", ("fingerprint", "reason", "until"))
    for key in ("fingerprint", "reason"):
        if key not in values:
            raise ConfigError(f'an acknowledgement needs a "{key}"', node.location)
    fingerprint = text(values["fingerprint"], "fingerprint")
    if not re.match(r"[a-z0-9-]+:[^:]+:", fingerprint):
        raise ConfigError(f'"fingerprint" must be RULE:PROJECT:SUBJECT, as `check --format json` tells it, not "{fingerprint}"', values["fingerprint"].location)
    until = day(values["until"], "until") if "until" in values else ""
    return Acknowledgement(fingerprint, text(values["reason"], "reason"), values["fingerprint"].location, until)


def _shared_paths(node: Node, name: str) -> dict[str, tuple[str, ...]]:
    return {project: tuple(path(item, project) for item in sequence(value, project)) for project, value in mapping(node, f'"{name}"').items()}


_READERS: dict[str, tuple[str, Reader]] = {
    "select": ("select", texts),
    "ignore": ("ignore", texts),
    "severity": ("severity", _severities),
    "per-path": ("per_path", _per_path),
    "optional-keys": ("optional_keys", lambda node, name: frozenset(texts(node, name))),
    "acknowledge": ("acknowledged", _acknowledgements),
    "baseline": ("baseline", path),
    "undetermined": ("undetermined_blocks", _blocks),
    "projects": ("shared_paths", _shared_paths),
    "run": ("run", lambda node, _name: node),
}
