"""Every place in the server's code that reads a runtime key: the literal behind each `vars.get` and `secret.get`.

Source: `edgespark.d.ts`: the module `edgespark` exports `vars` and `secret`, each with `get(key)`. The older generation of the platform
(`createApp(edgespark)`) declares no keys, so its reads are none of this.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.sources.flow import uses
from hooks.sources.flow.builtins import iterated, receiver
from hooks.sources.flow.origins import Origin, origins
from hooks.sources.flow.patterns import ELEMENT
from hooks.sources.flow.point import Point
from hooks.sources.flow.program import Program
from hooks.sources.flow.syntax import arguments
from hooks.sources.plain_reads import plain
from hooks.sources.runtime_keys import Accessor, DeclaredKeys

_PACKAGE = "edgespark"


class KeyRead(NamedTuple):
    """One read. `location` is the literal that names `key`; where no literal can be found `key` is None and `expression` is shown there instead.

    `cast` tells that the compiler was told not to look; `wrapper` is the function that the literal is given to (empty: `get` itself).
    """

    accessor: Accessor
    key: str | None
    location: Location
    cast: bool = False
    wrapper: str = ""
    expression: str = ""


class KeyReads(NamedTuple):
    """All reads, in the order of their places, and the files that could not be searched."""

    reads: tuple[KeyRead, ...] = ()
    problems: tuple[NoVerdict, ...] = ()


def reads(program: Program, declared: DeclaredKeys | None = None) -> KeyReads:
    """Every read in the modules of `program`; only those that can matter are parsed.

    With `declared`, modules that plainly read declared keys and nothing else are left out (see `plain_reads`).
    """
    found = _found(program, declared)
    while program.must_ask_again():
        found |= _found(program, declared)
    ordered = sorted(found.values(), key=lambda read: (read.location, read.accessor.value, read.key or ""))
    return KeyReads(tuple(ordered), tuple(program.problems[path] for path in sorted(program.problems)))


def _found(program: Program, declared: DeclaredKeys | None) -> dict[tuple[Accessor, str | None, Location], KeyRead]:
    """The reads by what makes them one; where a literal is read with and without a cast, the one without."""
    found: dict[tuple[Accessor, str | None, Location], KeyRead] = {}
    for read in _all(program, declared):
        known = found.setdefault((read.accessor, read.key, read.location), read)
        if known.cast and not read.cast:
            found[read.accessor, read.key, read.location] = read
    return found


def _all(program: Program, declared: DeclaredKeys | None) -> Iterator[KeyRead]:
    for accessor in Accessor:
        program.is_plain = plain(declared, accessor)
        program.texts.clear()
        for use in uses.of_export(program, _PACKAGE, accessor.value, ("get",)):
            start = _key(use)
            for origin in origins(program, start) if start is not None else ():
                if origin.value is not None or not _is_declared_by_type(origin):
                    yield _read(accessor, origin)


def _key(use: Point) -> Point | None:
    """The key that `get` is given where it is called, by name or as a callback (`KEYS.map(vars.get)`)."""
    around = use.module.parent(use.node)
    if around is None:
        return None
    if around.type == "call_expression" and around.child_by_field_name("function") == use.node:
        given = arguments(around)
        return use.at(given[0], ()) if given else None
    found = receiver(use.module, use.node) if around.type == "arguments" else None
    return use.at(found[0], (ELEMENT,)) if found is not None and iterated(found[1]) else None


def _is_declared_by_type(origin: Origin) -> bool:
    """Whether the compiler has proved that the lost value is a declared key: it was typed with a union on its way, and never cast."""
    return not origin.point.cast and any(accessor.union in written for written in origin.point.types for accessor in Accessor)


def _read(accessor: Accessor, origin: Origin) -> KeyRead:
    point = origin.point
    place = point.module.source.location(point.node)
    shown = "" if origin.value is not None else origin.expression
    return KeyRead(accessor, origin.value, place, point.cast, origin.callee, shown)
