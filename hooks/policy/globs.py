"""Globs over the repository's paths, as in a .gitignore file.

`*` and `?` stay within a name, `**` stands for any number of directories. A glob with a `/` begins at the repository's top, one without is found
at any depth. A glob that names a directory names all that lies below it.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache

_ANY_DEPTH = "**"
_MORE = "\0" * 9


def matches(glob: str, path: str) -> bool:
    """Whether `glob` names `path` or a directory above it. The time is bounded by the product of their lengths."""
    names = tuple(glob.strip("/").split("/"))
    if "/" not in glob.rstrip("/"):
        names = (_ANY_DEPTH, *names)
    parts = path.split("/")
    states = set(_after(names, 0))
    for number, part in enumerate(parts, 1):
        states = {after for state in states for after in _stepped(names, state, part)}
        if len(names) in states and (number < len(parts) or not glob.endswith("/")):
            return True
    return False


def covers(outer: str, inner: str) -> bool:
    """Whether `outer` names all that the glob `inner` does."""
    path = _as_path(inner)
    return outer == inner or (path.startswith(_start(outer)) and matches(outer, path))


@cache
def _as_path(glob: str) -> str:
    """A path whose stars stand for more than any other glob allows, as does the directory that one without a `/` may be found in."""
    top = "" if "/" in glob.rstrip("/") else "*/"
    return (top + glob.lstrip("/")).replace("*", _MORE)


@cache
def _start(glob: str) -> str:
    """What every path begins with that the glob names: to look at it is far faster than to match."""
    return re.split(r"[*?[]", glob.strip("/"), maxsplit=1)[0].rstrip("/") if "/" in glob.rstrip("/") else ""


def _stepped(names: tuple[str, ...], state: int, part: str) -> Iterator[int]:
    """The states behind one more name of the path. A state counts the names of the glob that are used up."""
    if state == len(names):
        return
    if names[state] == _ANY_DEPTH:
        yield from _after(names, state)
    elif fnmatchcase(part, names[state]):
        yield from _after(names, state + 1)


def _after(names: tuple[str, ...], state: int) -> Iterator[int]:
    """`state`, and those that it is as well, since `**` may stand for nothing."""
    yield state
    while state < len(names) and names[state] == _ANY_DEPTH:
        state += 1
        yield state
