"""Globs over the repository's paths, as in a .gitignore file.

`*` and `?` stay within a name, `**` stands for any number of directories. A glob with a `/` begins at the repository's top, one without is found
at any depth. A glob that names a directory names all that lies below it.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

_ANY_DEPTH = "**"


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
