"""What in `configs/auth-config.yaml` breaks the table of its keys."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hooks.finding import Location
from hooks.nearest import nearest
from hooks.sources.auth_config import MERGE, is_enabled, item
from hooks.sources.auth_table import TABLE, Field, Kind
from hooks.sources.yaml_tree import Node

_KEY = re.compile(r"[A-Z][A-Z_]*")
_MISSPELT = 0.8
_SHOWN = 40
_MEANT = {"yes": "true", "on": "true", "y": "true", "true": "true", "no": "false", "off": "false", "n": "false", "false": "false"}

Way = tuple[str, ...]


class Fault(NamedTuple):
    """One thing that the table forbids. `repair` is one sentence, `text` what should stand at `location` instead, where that is plain.

    `certain` is False for a key that nobody has heard of: a newer platform may know it.
    """

    message: str
    location: Location
    subject: str
    repair: str
    text: str | None = None
    certain: bool = True


def faults(root: Node) -> Iterator[Fault]:
    """Everything in the file that the table forbids, in the order of the file. An empty file asks for nothing."""
    if root.value is not None:
        yield from sorted(_faults(root, TABLE, (), root.location), key=lambda fault: fault.location)


def _faults(node: Node, field: Field, way: Way, key: Location) -> Iterator[Fault]:
    place = key if node.value is None else node.location
    if field.kind is not Kind.MAPPING:
        yield from _of_value(node, field, way, place)
    elif isinstance(node.value, dict):
        yield from _of_mapping(node, node.value, field, way)
        yield from _missing(node, field, way, key)
    else:
        yield Fault(f"{_name(way)} must be a mapping, not {_shown(node)}", place, _subject(way), _mapping_repair(field, way))


def _mapping_repair(field: Field, way: Way) -> str:
    return f"delete {_name(way)}, write {{}}, or give it keys: {', '.join(field.keys)}" if way else f"write keys: {', '.join(field.keys)}"


def _of_mapping(node: Node, items: dict[str, Node], field: Field, way: Way) -> Iterator[Fault]:
    for key, place in node.duplicates:
        yield Fault(f'"{key}" is given twice', place, _subject((*way, key)), "delete one of the two")
    for key, value in items.items():
        inner = field.keys.get(key)
        if inner is not None:
            yield from _faults(value, inner, (*way, key), node.keys[key])
        elif key != MERGE:
            yield _unknown(key, node.keys[key], field, way)


def _unknown(key: str, place: Location, field: Field, way: Way) -> Fault:
    """A misspelt or misplaced key is a mistake for sure; any other may belong to a newer platform."""
    where = f" in {_name(way)}" if way else ""
    near = nearest(key, field.keys, alike=_MISSPELT)
    homes = [home for home in _homes(TABLE, key) if not way or home[:1] in {way[:1], ()}]
    subject = _subject((*way, key))
    if near:
        return Fault(f'unknown key "{key}"{where}; did you mean "{near}"?', place, subject, f'write "{near}"')
    if len(homes) == 1:
        home = _name(homes[0]) if homes[0] else "the top level of the file"
        return Fault(f'unknown key "{key}"{where}; it belongs into {home}', place, subject, f"move it into {home}")
    known = f"known ones: {', '.join(field.keys)}"
    return Fault(f'unknown key "{key}"{where}: the platform is not known to have it', place, subject, f"delete it; {known}", certain=False)


def _homes(field: Field, key: str, way: Way = ()) -> Iterator[Way]:
    """Every mapping of the table that has `key`."""
    if key in field.keys:
        yield way
    for name, inner in field.keys.items():
        yield from _homes(inner, key, (*way, name))


def _missing(node: Node, field: Field, way: Way, key: Location) -> Iterator[Fault]:
    config = item(node, "config")
    given = config.value if config is not None else {}
    if not field.needed or not is_enabled(node) or not isinstance(given, dict) or MERGE in {*given, *node.keys}:
        return
    lacking = [f'"{name}"' for name in field.needed if name not in given]
    if lacking:
        lines = ", ".join(f"{name}: {field.keys['config'].keys[name].only}" for name in field.needed if name not in given)
        message = f"{_name(way)} is enabled, but its config lacks {' and '.join(lacking)}"
        yield Fault(message, node.keys.get("config", key), _subject(way), f"write into its config {lines}; or disable it")


def _of_value(node: Node, field: Field, way: Way, place: Location) -> Iterator[Fault]:
    if not _is_kind(node, field.kind):
        text = _written_out(node, field.kind)
        hint = f": write {text}" if text else ""
        why = ", which YAML 1.2 reads as text" if text and node.value not in {text, None} else ""
        yield Fault(f"{_name(way)} must be {field.kind.words}, not {_shown(node)}{why}{hint}", place, _subject(way), f"write {text or field.kind.words}", text)
    elif field.least is not None and isinstance(node.value, int | float) and node.value < field.least:
        yield Fault(f"{_name(way)} must be at least {field.least}, not {_shown(node)}", place, _subject(way), f"write {field.least} or more")
    elif field.only is not None and node.value != field.only:
        yield _renamed(str(node.value), field.only, way, place)


def _renamed(text: str, only: str, way: Way, place: Location) -> Fault:
    """A reference with a name of its own. What looks like no name may be the secret itself, and is not repeated."""
    if _KEY.fullmatch(text):
        message = f'{_name(way)} must be "{only}", not "{text}": the platform fixes its name, and the runtime key must bear it too'
    else:
        message = f'{_name(way)} must be "{only}", the name of a runtime key, never the value itself'
    return Fault(message, place, _subject(way), f"write {only}, and set the value of that runtime key")


def _is_kind(node: Node, kind: Kind) -> bool:
    value = node.value
    if kind is Kind.SWITCH:
        return isinstance(value, bool)
    if kind is Kind.TEXT:
        return isinstance(value, str)
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


def _written_out(node: Node, kind: Kind) -> str | None:
    """What was meant by a text that stands where none may."""
    if not isinstance(node.value, str):
        return None
    if kind is Kind.SWITCH:
        return _MEANT.get(node.value.lower())
    return node.value if kind is Kind.NUMBER and node.value.isascii() and node.value.isdecimal() else None


def _shown(node: Node) -> str:
    value = node.value
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= _SHOWN else f'"{value[:_SHOWN]}…"'
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "nothing"
    return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, tuple) else f"{value}"


def _name(way: Way) -> str:
    return f'"{_subject(way)}"' if way else "the file"


def _subject(way: Way) -> str:
    return ".".join(way) or "the file"
