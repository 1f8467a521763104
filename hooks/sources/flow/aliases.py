"""The names of modules that `tsconfig.json` explains: `paths`, `baseUrl` and `extends`, taken from its bytes.

Source of the rules: TypeScript's module resolution handbook. A JSON parser is not worth its time here: what is read too much leads to no file.
"""

import posixpath
import re
from collections.abc import Callable, Iterator

_MAX_EXTENDS = 4
_STRING = rb'"([^"\\\n]+)"'
_PATHS = re.compile(_STRING + rb"\s*:\s*\[([^\]]*)\]")
_BASE = re.compile(rb'"baseUrl"\s*:\s*' + _STRING)
_EXTENDS = re.compile(rb'"extends"\s*:\s*"(\.[^"\\\n]*)"')

Alias = tuple[str, str]
"""A pattern with one star at most, and the path that it stands for, with the star's text in the place of its own star."""


def aliases(path: str, content: Callable[[str], bytes | None]) -> tuple[Alias, ...]:
    """What the file at `path` says, and behind it what the files say that it extends."""
    return tuple(_read(path, content, _MAX_EXTENDS))


def _read(path: str, content: Callable[[str], bytes | None], depth: int) -> Iterator[Alias]:
    text = content(path) or b""
    base = _BASE.search(text)
    here = posixpath.join(posixpath.dirname(path), _decoded(base[1]) if base else "")
    for pattern, targets in _PATHS.findall(text):
        yield from ((_decoded(pattern), posixpath.normpath(posixpath.join(here, _decoded(target)))) for target in re.findall(_STRING, targets))
    if base:
        yield "*", posixpath.normpath(posixpath.join(here, "*"))
    extended = _EXTENDS.search(text)
    if extended and depth:
        other = posixpath.normpath(posixpath.join(posixpath.dirname(path), _decoded(extended[1])))
        yield from _read(other if other.endswith(".json") else f"{other}.json", content, depth - 1)


def explained(specifier: str, alias: Alias) -> str | None:
    """The path that `specifier` stands for; None where the pattern is another's."""
    before, star, after = alias[0].partition("*")
    if not star:
        return alias[1] if specifier == before else None
    if len(specifier) < len(before) + len(after) or not specifier.startswith(before) or not specifier.endswith(after):
        return None
    return alias[1].replace("*", specifier[len(before) : len(specifier) - len(after)])


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")
