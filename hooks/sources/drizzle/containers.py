"""JavaScript's `Map` and `Set`."""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle.conversions import equal
from hooks.sources.drizzle.given import argument
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator


class Entries:
    """The entries of a `Map` or, each with itself, of a `Set`."""

    __slots__ = ("is_map", "pairs")

    def __init__(self, *, is_map: bool) -> None:
        self.is_map = is_map
        self.pairs: list[list[Any]] = []

    @property
    def items(self) -> list[Any]:
        """What iterating gives."""
        return [list(pair) for pair in self.pairs] if self.is_map else [key for key, _value in self.pairs]

    def place(self, key: Any) -> int:
        """Where `key` stands, or -1. Raises Poison for an unknown key."""
        if isinstance(key, Unknown):
            raise Poison(key)
        return next((place for place, (other, _value) in enumerate(self.pairs) if equal(other, key)), -1)

    def put(self, key: Any, value: Any) -> None:
        """Add an entry, or change the one of this key."""
        place = self.place(key)
        if place < 0:
            self.pairs.append([key, value])
        else:
            self.pairs[place][1] = value


def _constructor(name: str, *, is_map: bool) -> Builtin:
    def construct(ev: "Evaluator", arguments: list[Any], site: Site) -> Entries:
        from hooks.sources.drizzle.literals import iterated

        entries = Entries(is_map=is_map)
        given = argument(arguments, 0)
        for item in [] if given is None or given is UNDEFINED else iterated(ev, given, site):
            ev.spend(1 + len(entries.pairs) // 8, site)
            pair = iterated(ev, item, site) if is_map else [item, item]
            entries.put(argument(pair, 0), argument(pair, 1))
        return entries

    def call(_ev: "Evaluator", _arguments: list[Any], site: Site) -> Any:
        raise Thrown(f'"{name}" is called without new', site.location)

    return Builtin(name, call, {}, construct)


GLOBALS: dict[str, Any] = {"Map": _constructor("Map", is_map=True), "Set": _constructor("Set", is_map=False)}


def _get(_ev: "Evaluator", entries: Entries, arguments: list[Any], _site: Site) -> Any:
    place = entries.place(argument(arguments, 0))
    return UNDEFINED if place < 0 else entries.pairs[place][1]


def _add(ev: "Evaluator", entries: Entries, arguments: list[Any], site: Site) -> Entries:
    ev.spend(1 + len(entries.pairs) // 8, site)
    key = argument(arguments, 0)
    entries.put(key, argument(arguments, 1) if entries.is_map else key)
    return entries


def _delete(_ev: "Evaluator", entries: Entries, arguments: list[Any], _site: Site) -> bool:
    place = entries.place(argument(arguments, 0))
    if place >= 0:
        del entries.pairs[place]
    return place >= 0


def _for_each(ev: "Evaluator", entries: Entries, arguments: list[Any], site: Site) -> Any:
    for key, value in list(entries.pairs):
        ev.call(argument(arguments, 0), [value, key, entries], site)
    return UNDEFINED


METHODS: dict[str, Any] = {
    "get": _get,
    "has": lambda _ev, entries, arguments, _site: entries.place(argument(arguments, 0)) >= 0,
    "set": _add,
    "add": _add,
    "delete": _delete,
    "forEach": _for_each,
    "keys": lambda _ev, entries, _arguments, _site: [key for key, _value in entries.pairs],
    "values": lambda _ev, entries, _arguments, _site: [value for _key, value in entries.pairs],
    "entries": lambda _ev, entries, _arguments, _site: [list(pair) for pair in entries.pairs],
}
