"""The methods of arrays."""

from collections.abc import Callable
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle.conversions import equal, number, text, truthy, whole
from hooks.sources.drizzle.given import argument, known
from hooks.sources.drizzle.values import UNDEFINED, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator

Items = list[Any]
Method = Callable[["Evaluator", Items, list[Any], Site], Any]


def _index(value: Any, length: int, missing: int, site: Site) -> int:
    """A position given as an argument, negative ones from the end, within the array."""
    if known(value) is UNDEFINED:
        return missing
    amount = number(value)
    if amount is None:
        raise Poison(Unknown("this position is not known", site.location))
    position = 0 if amount != amount else int(max(min(amount, length), -length))  # noqa: PLR0124 - NaN
    return max(position + length, 0) if position < 0 else position


def each(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> list[Any]:
    """What the callback returns for each item."""
    callback = argument(arguments, 0)
    ev.spend(len(items), site)
    return [ev.call(callback, [item, position, items], site) for position, item in enumerate(list(items))]


def _filter(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Items:
    kept = list(items)
    return [item for item, keep in zip(kept, each(ev, items, arguments, site), strict=True) if truthy(known(keep))]


def _for_each(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Any:
    each(ev, items, arguments, site)
    return UNDEFINED


def _find(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> int:
    callback = argument(arguments, 0)
    for position, item in enumerate(list(items)):
        if truthy(known(ev.call(callback, [item, position, items], site))):
            return position
    return -1


def _found(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Any:
    position = _find(ev, items, arguments, site)
    return UNDEFINED if position < 0 else items[position]


def _find_last(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> int:
    callback = argument(arguments, 0)
    for position in range(len(items) - 1, -1, -1):
        if truthy(known(ev.call(callback, [items[position], position, items], site))):
            return position
    return -1


def _found_last(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Any:
    position = _find_last(ev, items, arguments, site)
    return UNDEFINED if position < 0 else items[position]


def _every(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> bool:
    callback = argument(arguments, 0)
    return all(truthy(known(ev.call(callback, [item, position, items], site))) for position, item in enumerate(list(items)))


def _reduce(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Any:
    return _folded(ev, list(enumerate(items)), items, arguments, site)


def _reduce_right(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Any:
    return _folded(ev, list(enumerate(items))[::-1], items, arguments, site)


def _folded(ev: "Evaluator", numbered: list[tuple[int, Any]], items: Items, arguments: list[Any], site: Site) -> Any:
    callback = argument(arguments, 0)
    if len(arguments) > 1:
        result = arguments[1]
    elif numbered:
        (_position, result), *numbered = numbered
    else:
        raise Thrown("an empty array cannot be reduced without a first value", site.location)
    for position, item in numbered:
        result = ev.call(callback, [result, item, position, items], site)
    return result


def _flat(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Items:
    depth = known(argument(arguments, 0))
    levels = 1 if depth is UNDEFINED else number(depth) or 0
    return _flattened(ev, items, min(levels, 100), site)


def _flattened(ev: "Evaluator", items: Items, levels: float, site: Site) -> Items:
    ev.spend(len(items), site)
    result: Items = []
    for item in items:
        result.extend(_flattened(ev, item, levels - 1, site) if isinstance(item, list) and levels >= 1 else [item])
    return result


def _flat_map(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Items:
    return _flattened(ev, each(ev, items, arguments, site), 1, site)


def _concat(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Items:
    result = list(items)
    for part in arguments:
        result.extend(part if isinstance(part, list) else [known(part)])
    ev.spend(len(result), site)
    return result


def _join(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Any:
    separator = known(argument(arguments, 0))
    words = "," if separator is UNDEFINED else text(separator)
    parts = ["" if known(item) is None or item is UNDEFINED else text(item) for item in items]
    if words is None or None in parts:
        return Unknown("joining these values is not supported", site.location, inert=True)
    joined = words.join(part for part in parts if part is not None)
    ev.spend(1 + len(joined) // 64, site)
    return joined


def _slice(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Items:
    length = len(items)
    part = items[_index(argument(arguments, 0), length, 0, site) : _index(argument(arguments, 1), length, length, site)]
    ev.spend(len(part), site)
    return part


def _splice(_ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Items:
    length = len(items)
    start = _index(argument(arguments, 0), length, 0, site)
    count = length - start if len(arguments) == 1 else max(0, min(length - start, whole(known(argument(arguments, 1)))))
    removed = items[start : start + count]
    items[start : start + count] = arguments[2:]
    return removed


def _position(_ev: "Evaluator", items: Items, arguments: list[Any], _site: Site) -> int:
    wanted = known(argument(arguments, 0))
    return next((position for position, item in enumerate(items) if equal(known(item), wanted)), -1)


def _last_position(_ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> int:
    wanted = known(argument(arguments, 0))
    if len(arguments) > 1:
        raise Poison(Unknown('"lastIndexOf" from a position is not supported', site.location, inert=True))
    return next((position for position in range(len(items) - 1, -1, -1) if equal(known(items[position]), wanted)), -1)


def _with(_ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Items:
    position = whole(known(argument(arguments, 0)))
    if not -len(items) <= position < len(items):
        raise Thrown("this array has no such position", site.location)
    changed = list(items)
    changed[position] = argument(arguments, 1)
    return changed


def _to_spliced(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Items:
    changed = list(items)
    _splice(ev, changed, arguments, site)
    return changed


def _includes(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> bool:
    return _position(ev, items, arguments, site) >= 0


def _push(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> int:
    ev.spend(len(arguments), site)
    items.extend(arguments)
    return len(items)


def _unshift(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> int:
    ev.spend(len(items) + len(arguments), site)
    items[:0] = arguments
    return len(items)


def _pop(_ev: "Evaluator", items: Items, _arguments: list[Any], _site: Site) -> Any:
    return items.pop() if items else UNDEFINED


def _shift(ev: "Evaluator", items: Items, _arguments: list[Any], site: Site) -> Any:
    ev.spend(len(items), site)
    return items.pop(0) if items else UNDEFINED


def _reverse(ev: "Evaluator", items: Items, _arguments: list[Any], site: Site) -> Items:
    ev.spend(len(items), site)
    items.reverse()
    return items


def _sort(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Items:
    callback = known(argument(arguments, 0))
    ev.spend(len(items) * 4, site)
    if callback is not UNDEFINED:
        items.sort(key=cmp_to_key(lambda one, other: _sign(ev.call(callback, [one, other], site), site)))
        return items
    words = [text(known(item)) for item in items]
    if None in words:
        raise Poison(Unknown("sorting these values is not supported", site.location))
    items.sort(key=lambda item: str(text(item)).encode("utf-16-be", "surrogatepass"))
    return items


def _sign(value: Any, site: Site) -> int:
    amount = number(known(value))
    if amount is None:
        raise Poison(Unknown("this order is not known", site.location))
    return (amount > 0) - (amount < 0)


def _at(_ev: "Evaluator", items: Items, arguments: list[Any], _site: Site) -> Any:
    position = whole(known(argument(arguments, 0)))
    return items[position] if -len(items) <= position < len(items) else UNDEFINED


def _fill(_ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Items:
    start, end = _index(argument(arguments, 1), len(items), 0, site), _index(argument(arguments, 2), len(items), len(items), site)
    items[start:end] = [argument(arguments, 0)] * max(0, end - start)
    return items


_UNPAID: dict[str, Method] = {
    "map": each,
    "filter": _filter,
    "forEach": _for_each,
    "find": _found,
    "findIndex": _find,
    "findLast": _found_last,
    "findLastIndex": _find_last,
    "some": lambda ev, items, arguments, site: _find(ev, items, arguments, site) >= 0,
    "every": _every,
    "reduce": _reduce,
    "reduceRight": _reduce_right,
    "flat": _flat,
    "flatMap": _flat_map,
    "concat": _concat,
    "join": _join,
    "toString": lambda ev, items, _arguments, site: _join(ev, items, [], site),
    "slice": _slice,
    "splice": _splice,
    "indexOf": _position,
    "lastIndexOf": _last_position,
    "with": _with,
    "toSpliced": _to_spliced,
    "includes": _includes,
    "push": _push,
    "unshift": _unshift,
    "pop": _pop,
    "shift": _shift,
    "reverse": _reverse,
    "sort": _sort,
    "toReversed": lambda ev, items, arguments, site: _reverse(ev, list(items), arguments, site),
    "toSorted": lambda ev, items, arguments, site: _sort(ev, list(items), arguments, site),
    "at": _at,
    "fill": _fill,
    "keys": lambda _ev, items, _arguments, _site: list(range(len(items))),
    "values": lambda _ev, items, _arguments, _site: list(items),
    "entries": lambda _ev, items, _arguments, _site: [[position, item] for position, item in enumerate(items)],
}


def _paid(method: Method) -> Method:
    """Every method may look at every item."""

    def call(ev: "Evaluator", items: Items, arguments: list[Any], site: Site) -> Any:
        ev.spend(len(items) // 4, site)
        return method(ev, items, arguments, site)

    return call


METHODS: dict[str, Method] = {name: _paid(method) for name, method in _UNPAID.items()}
