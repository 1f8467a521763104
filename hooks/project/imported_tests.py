"""Modules that are called like tests and are code all the same: what `index.ts` imports is deployed, be it `openapi.spec.ts`."""

import posixpath
from collections.abc import Callable, Iterable
from contextlib import suppress

from hooks.errors import NoVerdict
from hooks.project.files import CODE

_MARKS = (".test", ".spec")


def imported(tests: Iterable[str], code: Iterable[str], content: Callable[[str], bytes | None]) -> frozenset[str]:
    """Those of `tests` whose name a module of `code` imports. What cannot be read imports nothing here: the rules that need it say so."""
    stems = {path: _stem(path) for path in tests if _stem(path).endswith(_MARKS)}
    found: set[str] = set()
    for path in code if stems else ():
        with suppress(NoVerdict):
            found |= _named(content(path) or b"")
    return frozenset(path for path, stem in stems.items() if stem in found)


def _named(content: bytes) -> set[str]:
    """The file names, without their endings, of the tests that a module imports."""
    if not any(mark.encode() in content for mark in _MARKS):
        return set()
    from hooks.sources.flow.program import SPECIFIERS

    names = {name.decode("utf-8", "replace") for pattern in SPECIFIERS for name in pattern.findall(content)}
    return {_stem(name) for name in names if "/" in name}


def _stem(path: str) -> str:
    name = posixpath.basename(path)
    stem, ending = posixpath.splitext(name)
    return stem if ending in CODE else name
