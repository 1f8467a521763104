"""`casing` of drizzle-kit's configuration file: it changes the names of columns that have none but their property's.

EdgeSpark's own commands and its `db` know nothing of that setting, so nobody can say which name such a column gets.
Source of the file names: drizzle-kit's documentation, "config file"; of what each casing leaves alone: drizzle-orm's own naming, measured.
"""

from typing import TYPE_CHECKING

from hooks.sources.drizzle.values import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.resolution import Modules
    from hooks.sources.typescript import Source

_FILES = ("drizzle.config.ts", "drizzle.config.js", "drizzle.config.json")
_LEFT_ALONE = {"snake_case": r"[a-z0-9]+(_[a-z0-9]+)*", "camelCase": r"[a-z0-9]+([A-Z][a-z0-9]+)*"}


class Casing:
    """A casing that is configured (any, where its value is not read), and why a name that it changes is unknown."""

    def __init__(self, name: str, why: Unknown) -> None:
        self._name = name
        self._why = why

    def named(self, key: str) -> str | Unknown:
        """What a column is called that has only its property's name: that, where no casing changes it."""
        import re

        patterns = [_LEFT_ALONE[self._name]] if self._name in _LEFT_ALONE else _LEFT_ALONE.values()
        return key if all(re.fullmatch(pattern, key) for pattern in patterns) else self._why


def configured(modules: "Modules", server: str) -> Casing | None:
    """The casing that is set beside `server`'s package, if there is one. Raises NoVerdict where the file cannot be read."""
    for file in _FILES:
        path = file if server == "." else f"{server}/{file}"
        content = modules.content(path)
        if content is not None:
            return _of(path, content) if b"casing" in content else None
    return None


def _of(path: str, content: bytes) -> Casing | None:
    from hooks.sources import typescript

    source = typescript.parse(path, b"(" + content + b"\n)" if path.endswith(".json") else content)
    found = _pair(source)
    if found is None:
        return None
    value = found.named_children[-1] if found.named_children else found
    name = source.text_of(value)[1:-1] if value.type == "string" else ""
    why = f'"casing" in "{path}" may change it, which EdgeSpark knows nothing of: give the column its name as an argument'
    return Casing(name, Unknown(why, source.location(found)))


def _pair(source: "Source") -> "Node | None":
    waiting = [source.root]
    while waiting:
        node = waiting.pop()
        key = node.child_by_field_name("key") if node.type == "pair" else node
        if node.type in _PROPERTIES and key is not None and source.text_of(key).strip("'\"") == "casing":
            return node
        waiting.extend(node.named_children)
    return None


_PROPERTIES = frozenset({"pair", "shorthand_property_identifier"})
