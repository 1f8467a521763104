"""`Object`, `Array`, `JSON`, errors, and the methods of objects, functions and regular expressions."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import json_values, literals, numbers, patterns_of_text
from hooks.sources.drizzle.conversions import declares, equal, numeral, text, whole
from hooks.sources.drizzle.given import argument, known
from hooks.sources.drizzle.values import UNDEFINED, BigInt, Builtin, Date, Function, Pattern, Poison, Site, Thrown, Unknown
from hooks.sources.js_object import keys

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator

Call = Callable[["Evaluator", list[Any], Site], Any]


def _properties(ev: "Evaluator", value: Any, site: Site) -> dict[str, Any]:
    """The own properties of `value`. Raises Poison where they are not all known."""
    from hooks.sources.drizzle.access import own_properties

    if known(value) is None or value is UNDEFINED:
        raise Thrown(f"{text(value)} has no keys", site.location)
    own = own_properties(ev, value, site)
    if own is None:
        raise Poison(Unknown("the properties of this value are not known", site.location))
    if isinstance(own, literals.Partial):
        raise Poison(own.unknown)
    return own


def _keys(ev: "Evaluator", arguments: list[Any], site: Site) -> list[Any]:
    return list(keys(_paid(ev, arguments, site)))


def _values(ev: "Evaluator", arguments: list[Any], site: Site) -> list[Any]:
    own = _paid(ev, arguments, site)
    return [own[key] for key in keys(own)]


def _entries(ev: "Evaluator", arguments: list[Any], site: Site) -> list[Any]:
    own = _paid(ev, arguments, site)
    return [[key, own[key]] for key in keys(own)]


def _paid(ev: "Evaluator", arguments: list[Any], site: Site) -> dict[str, Any]:
    own = _properties(ev, argument(arguments, 0), site)
    ev.spend(len(own), site)
    return own


def _from_entries(ev: "Evaluator", arguments: list[Any], site: Site) -> dict[str, Any]:
    record: dict[str, Any] = {}
    pairs = literals.iterated(ev, argument(arguments, 0), site)
    ev.spend(len(pairs), site)
    for pair in pairs:
        if not isinstance(known(pair), list):
            raise Thrown("an entry that is no pair", site.location)
        key = text(known(argument(pair, 0)))
        if key is None:
            raise Poison(Unknown("this key has no text here", site.location))
        record[key] = argument(pair, 1)
    return record


def _assign(ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    target = known(argument(arguments, 0))
    for source in arguments[1:]:
        if known(source) is None or source is UNDEFINED:
            continue
        own = _properties(ev, source, site)
        ev.spend(len(own), site)
        if isinstance(target, dict):
            target.update(own)
        elif isinstance(target, Function):
            target.properties.update(own)
        else:
            raise Poison(Unknown("assigning to this value cannot be followed", site.location))
    return target


def _same(_ev: "Evaluator", arguments: list[Any], _site: Site) -> Any:
    return argument(arguments, 0)


def _error(_ev: "Evaluator", arguments: list[Any], _site: Site) -> dict[str, Any]:
    return {"message": argument(arguments, 0)}


def _cloned(ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    return _clone(ev, argument(arguments, 0), site, 0)


def _clone(ev: "Evaluator", value: Any, site: Site, depth: int) -> Any:
    """`structuredClone` of plain data. Raises Thrown for what it refuses, Poison for what is not data."""
    ev.spend(1, site)
    if isinstance(known(value), (Function, Builtin)):
        raise Thrown("a function cannot be cloned", site.location)
    if value.__class__ in {list, dict} and depth < _DEEPEST:
        if isinstance(value, list):
            return [_clone(ev, item, site, depth + 1) for item in value]
        return {key: _clone(ev, item, site, depth + 1) for key, item in value.items()}
    if value is None or value is UNDEFINED or isinstance(value, (bool, int, float, str, BigInt, Date)):
        return value
    raise Poison(Unknown("cloning this value is not supported", site.location))


_DEEPEST = 100


def _has_own(ev: "Evaluator", arguments: list[Any], site: Site) -> bool:
    return text(known(argument(arguments, 1))) in _properties(ev, argument(arguments, 0), site)


def _is_same(_ev: "Evaluator", arguments: list[Any], _site: Site) -> bool:
    left, right = known(argument(arguments, 0)), known(argument(arguments, 1))
    if isinstance(left, float) and isinstance(right, float):
        return str(left) == str(right)  # NaN is itself, and -0 is not 0.
    return equal(left, right)


def _array_from(ev: "Evaluator", arguments: list[Any], site: Site) -> list[Any]:
    source, callback = known(argument(arguments, 0)), argument(arguments, 1)
    if isinstance(source, dict):
        length = whole(known(source.get("length", 0)))
        ev.spend(max(0, length), site)
        items: list[Any] = [source.get(str(position), UNDEFINED) for position in range(length)]
    else:
        items = literals.iterated(ev, source, site)
        ev.spend(len(items), site)
    return items if callback is UNDEFINED else [ev.call(callback, [item, position], site) for position, item in enumerate(items)]


def _array(ev: "Evaluator", arguments: list[Any], site: Site) -> list[Any]:
    if len(arguments) == 1 and isinstance(known(arguments[0]), (int, float)) and not isinstance(arguments[0], bool):
        length = whole(arguments[0])
        if length != arguments[0] or length < 0:
            raise Thrown("this is no length of an array", site.location)
        ev.spend(length, site)
        return [UNDEFINED] * length
    return list(arguments)


def _stringify(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    replacer, space = known(argument(arguments, 1)), known(argument(arguments, 2))
    if replacer is not None and replacer is not UNDEFINED:
        return Unknown('"JSON.stringify" with a replacer is not supported', site.location, inert=True)
    indentation = "" if space is UNDEFINED else space[:10] if isinstance(space, str) else " " * min(whole(space), 10)
    words = json_values.stringified(known(argument(arguments, 0)), site, indentation)
    return UNDEFINED if words is None else words


def _parse(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    import json

    words = known(argument(arguments, 0))
    try:
        return json.loads(words, parse_float=numeral, parse_int=numeral)
    except (TypeError, ValueError, RecursionError):
        raise Thrown('"JSON.parse" of a text that is no JSON', site.location) from None


def _is_array(_ev: "Evaluator", arguments: list[Any], _site: Site) -> bool:
    return isinstance(known(argument(arguments, 0)), list)


def _array_of(_ev: "Evaluator", arguments: list[Any], _site: Site) -> list[Any]:
    return list(arguments)


def _builtins(calls: dict[str, Any]) -> dict[str, Any]:
    return {name: Builtin(name, call) for name, call in calls.items()}


_OBJECT = {
    "keys": _keys,
    "values": _values,
    "entries": _entries,
    "fromEntries": _from_entries,
    "assign": _assign,
    "freeze": _same,
    "seal": _same,
    "getOwnPropertyNames": _keys,
    "hasOwn": _has_own,
    "is": _is_same,
}


def _proxied(_ev: "Evaluator", arguments: list[Any], site: Site) -> Unknown:
    return Unknown("what a proxy gives is not followed", site.location, opaque=not declares(argument(arguments, 0)))


GLOBALS: dict[str, Any] = {
    "undefined": UNDEFINED,
    "structuredClone": Builtin("structuredClone", _cloned),
    "Object": Builtin("Object", _same, _builtins(_OBJECT)),
    "Array": Builtin("Array", _array, _builtins({"from": _array_from, "isArray": _is_array, "of": _array_of}), _array),
    "Proxy": Builtin("Proxy", _same, {}, _proxied),
    "JSON": Builtin("JSON", _same, _builtins({"stringify": _stringify, "parse": _parse})),
    **{name: Builtin(name, _error, {}, _error) for name in ("Error", "TypeError", "RangeError")},
}
METHODS: dict[str, Any] = {
    "hasOwnProperty": lambda _ev, value, arguments, _site: text(known(argument(arguments, 0))) in value,
    "toString": numbers.written,
}


def _call(ev: "Evaluator", function: Any, arguments: list[Any], site: Site) -> Any:
    return ev.call(function, arguments[1:], site, argument(arguments, 0))


def _apply(ev: "Evaluator", function: Any, arguments: list[Any], site: Site) -> Any:
    given = argument(arguments, 1)
    return ev.call(function, [] if given is UNDEFINED or given is None else literals.iterated(ev, given, site), site, argument(arguments, 0))


def _bind(_ev: "Evaluator", function: Any, arguments: list[Any], _site: Site) -> Builtin:
    this, first = argument(arguments, 0), arguments[1:]
    return Builtin("bound", lambda ev, given, site: ev.call(function, [*first, *given], site, this))


FUNCTION_METHODS: dict[str, Any] = {"call": _call, "apply": _apply, "bind": _bind}


def _test(ev: "Evaluator", pattern: Pattern, arguments: list[Any], site: Site) -> bool:
    words = text(known(argument(arguments, 0)))
    if words is None:
        raise Poison(Unknown("this value has no text here", site.location, inert=True))
    return patterns_of_text.tested(ev, pattern, words, site)


PATTERN_METHODS: dict[str, Any] = {"test": _test}
