"""PyYAML's own scanner, parser and composer without the rest of it: `import yaml` takes 14 ms, which a commit would wait for, this takes 3.

The rest reads streams, guesses types, constructs objects and writes YAML: nothing of that is wanted here. The pure-Python classes are used on
purpose: libyaml's recurse on the C stack, and a pull request's file is untrusted.
"""

import sys
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

_PARTS = "hooks.sources.yaml_parts"
_BREAKS = "\n\x85\u2028\u2029"
_END = "\0"


def compose(text: str) -> Any:
    """The root node of the only document in `text`, or None for an empty one. Raises what `error()` names."""
    return _composer()(text).get_single_node()


def error() -> type["yaml.MarkedYAMLError"]:
    """The class of every error in YAML text."""
    found: type[yaml.MarkedYAMLError] = part("error").MarkedYAMLError
    return found


@cache
def part(name: str) -> Any:
    """One module of PyYAML, loaded beside the package itself, whose __init__ loads them all."""
    if _PARTS not in sys.modules:
        package = PathFinder.find_spec("yaml")
        if package is None:
            raise ModuleNotFoundError("No module named 'yaml'", name="yaml")
        beside = ModuleType(_PARTS)
        beside.__path__ = package.submodule_search_locations or []
        sys.modules[_PARTS] = beside
    return import_module(f"{_PARTS}.{name}")


@cache
def _composer() -> Any:
    return type("Composer", (_Text, part("scanner").Scanner, part("parser").Parser, part("composer").Composer), {})


class _Text:
    """What PyYAML's parts ask of their reader and resolver: a text that is read once, and no tags."""

    encoding = None

    def __init__(self, text: str) -> None:
        self._text = text
        self.index = self.line = self.column = 0
        for name in ("scanner", "parser", "composer"):
            getattr(part(name), name.capitalize()).__init__(self)

    def peek(self, index: int = 0) -> str:
        at = self.index + index
        return self._text[at] if at < len(self._text) else _END

    def prefix(self, length: int = 1) -> str:
        return self._text[self.index : self.index + length]

    def forward(self, length: int = 1) -> None:
        for _ in range(length):
            passed = self.peek()
            self.index += 1
            if passed in _BREAKS or (passed == "\r" and self.peek() != "\n"):
                self.line += 1
                self.column = 0
            elif passed != "\ufeff":
                self.column += 1

    def get_mark(self) -> Any:
        return part("error").Mark("", self.index, self.line, self.column, None, None)

    def descend_resolver(self, _parent: Any, _index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass

    def resolve(self, _kind: Any, _value: Any, _implicit: Any) -> str:
        return ""
