"""YAML to a tree of values that know their lines. Scalars follow YAML 1.2, so `no` is a string; nothing is ever constructed."""

import re
from typing import Any, NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location

MAX_BYTES = 256_000
_MAX_NODES = 20_000
_INT = re.compile(r"(?:[-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+)\Z")
_STRING = "tag:yaml.org,2002:str"
_BASES = {"0x": 16, "0o": 8}
_CONTROLS = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32), *range(127, 133), *range(134, 160), 0xFFFE, 0xFFFF)))
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

Plain = bool | int | float | str | list["Plain"] | dict[str, "Plain"] | None


class Node(NamedTuple):
    """A value and where it stands. `keys` tells where each key of a mapping stands; `duplicates` the keys given again."""

    value: "bool | int | float | str | tuple[Node, ...] | dict[str, Node] | None"
    location: Location
    keys: dict[str, Location] = {}  # noqa: RUF012 - never changed: records are immutable here
    duplicates: tuple[tuple[str, Location], ...] = ()

    def plain(self) -> Plain:
        """The value as ordinary Python, places dropped."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value


def read(path: str, content: bytes) -> Node:
    """Read one document. Raises NoVerdict at the place where it is no YAML, or where it is too large or too deep."""
    from hooks.sources import yaml_composer

    if len(content) > MAX_BYTES:
        raise NoVerdict(f"file is {len(content) // 1000} kB, above the limit of {MAX_BYTES // 1000} kB: not read", Location(path))
    try:
        root = yaml_composer.compose(_text(path, content))
        return _Reader(path).node(root) if root is not None else Node(None, Location(path))
    except yaml_composer.error() as error:
        mark = error.problem_mark or error.context_mark
        place = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
        raise NoVerdict(f"not valid YAML: {error.problem or error.context}", place) from error
    except ValueError as error:
        raise NoVerdict(f"not readable as YAML: {error}", Location(path)) from error
    except RecursionError as error:
        raise NoVerdict("nested too deeply", Location(path)) from error


def _text(path: str, content: bytes) -> str:
    """The file's text. Raises NoVerdict for a character that YAML allows nowhere, ValueError for bytes that are no UTF-8."""
    text = content.decode("utf-8-sig")
    found = _CONTROLS.intersection(text)
    if found:
        before = text[: min(map(text.index, found))]
        place = Location(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise NoVerdict("not valid YAML: control character", place)
    return text


class _Reader:
    """Converts composed nodes, counting them: aliases can make a small file stand for a huge tree."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._left = _MAX_NODES

    def node(self, node: Any) -> Node:
        self._left -= 1
        place = self._place(node)
        if self._left < 0:
            raise NoVerdict(f"more than {_MAX_NODES} values", place)
        if node.id == "mapping":
            return self._mapping(node, place)
        if node.id == "sequence":
            return Node(tuple(self.node(item) for item in node.value), place)
        return Node(_scalar(node), place)

    def _mapping(self, node: Any, place: Location) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Location] = {}
        duplicates = []
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node.value, str) else "?"
            if key in values:
                duplicates.append((key, self._place(key_node)))
            values[key] = self.node(value_node)
            keys[key] = self._place(key_node)
        return Node(values, place, keys, tuple(duplicates))

    def _place(self, node: Any) -> Location:
        start, end = node.start_mark, node.end_mark
        return Location(self._path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _scalar(node: Any) -> bool | int | float | str | None:
    text = str(node.value)
    if getattr(node, "style", None) is not None or node.tag == _STRING:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text, _BASES.get(text[:2], 10))
    return float(text) if _FLOAT.match(text) else text
