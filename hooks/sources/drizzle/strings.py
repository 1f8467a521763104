"""The methods of strings, and regular expressions as far as they can be followed safely."""

from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import patterns_of_text
from hooks.sources.drizzle.conversions import number, text
from hooks.sources.drizzle.given import known
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Function, Pattern, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator

Method = Callable[["Evaluator", str, list[Any], Site], Any]
_MAX_LENGTH = 2**53


def _argument(arguments: list[Any], position: int) -> Any:
    return known(arguments[position]) if len(arguments) > position else UNDEFINED


def _words(arguments: list[Any], position: int, site: Site, missing: str = "undefined") -> str:
    value = _argument(arguments, position)
    words = missing if value is UNDEFINED else text(value)
    if words is None:
        raise Poison(Unknown("this value has no text here", site.location))
    return words


def _whole(arguments: list[Any], position: int, missing: int, site: Site) -> int:
    value = _argument(arguments, position)
    if value is UNDEFINED:
        return missing
    amount = number(value)
    if amount is None:
        raise Poison(Unknown("this position is not known", site.location))
    return 0 if amount != amount else int(max(min(amount, _MAX_LENGTH), -_MAX_LENGTH))  # noqa: PLR0124 - NaN


def _plain(method: Callable[[str], Any]) -> Method:
    return lambda _ev, value, _arguments, _site: method(value)


def _tested(method: Callable[[str, str], Any]) -> Method:
    return lambda _ev, value, arguments, site: method(value, _words(arguments, 0, site))


def _slice(_ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> str:
    return value[_whole(arguments, 0, 0, site) : _whole(arguments, 1, len(value), site)]


def _substring(_ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> str:
    ends = sorted(max(0, min(len(value), _whole(arguments, position, missing, site))) for position, missing in ((0, 0), (1, len(value))))
    return value[ends[0] : ends[1]]


def _substr(_ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> str:
    start = _whole(arguments, 0, 0, site)
    start = max(len(value) + start, 0) if start < 0 else start
    return value[start : start + max(0, _whole(arguments, 1, len(value), site))]


def _split(ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> Any:
    separator = _argument(arguments, 0)
    if isinstance(separator, Pattern):
        parts = patterns_of_text.split(ev, separator, value, site)
    elif separator is UNDEFINED:
        parts = [value]
    else:
        words = _words(arguments, 0, site)
        parts = value.split(words) if words else list(value)
    ev.spend(len(parts), site)
    limit = _argument(arguments, 1)
    return parts if limit is UNDEFINED else parts[: _whole(arguments, 1, len(parts), site)]


def _replaced(*, every: bool) -> Method:
    def replace(ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> Any:
        wanted, replacement = _argument(arguments, 0), _argument(arguments, 1)
        if isinstance(wanted, Pattern):
            return patterns_of_text.replaced(ev, wanted, value, replacement, site)
        words, count = _words(arguments, 0, site), -1 if every else 1
        if isinstance(replacement, (Function, Builtin)):
            position = value.find(words)
            new = text(known(ev.call(replacement, [words, position, value], site))) if position >= 0 else ""
        else:
            new = _words(arguments, 1, site)
        if new is None or "$" in new:
            raise Poison(Unknown("this replacement is not supported", site.location))
        ev.spend(1 + value.count(words) * len(new) // 64, site)
        return value.replace(words, new, count)

    return replace


def _repeat(ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> str:
    count = _whole(arguments, 0, 0, site)
    if count < 0 or number(_argument(arguments, 0)) == inf:
        raise Thrown("a string cannot be repeated that many times", site.location)
    ev.spend(1 + len(value) * count // 64, site)
    return value * count


def _padded(*, start: bool) -> Method:
    def pad(ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> str:
        missing = _whole(arguments, 0, 0, site) - len(value)
        filler = _words(arguments, 1, site, " ")
        if missing <= 0 or not filler:
            return value
        ev.spend(1 + missing // 64, site)
        padding = (filler * (missing // len(filler) + 1))[:missing]
        return padding + value if start else value + padding

    return pad


def _at(_ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> Any:
    position = _whole(arguments, 0, 0, site)
    return value[position] if -len(value) <= position < len(value) else UNDEFINED


def _char_at(_ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> str:
    position = _whole(arguments, 0, 0, site)
    return value[position] if 0 <= position < len(value) else ""


def _code_at(_ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> float:
    position = _whole(arguments, 0, 0, site)
    return ord(value[position]) if 0 <= position < len(value) else float("nan")


def _concat(ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> str:
    words = "".join([value, *[_words(arguments, position, site) for position in range(len(arguments))]])
    ev.spend(1 + len(words) // 64, site)
    return words


def _match(ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> Any:
    pattern = _argument(arguments, 0)
    if isinstance(pattern, Pattern):
        return patterns_of_text.matched(ev, pattern, value, site)
    raise Poison(Unknown("matching this value is not supported", site.location))


def _normalized(_ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> str:
    import unicodedata

    form = _words(arguments, 0, site, "NFC")
    if form not in {"NFC", "NFD", "NFKC", "NFKD"}:
        raise Thrown(f'"{form}" is no form of normalization', site.location)
    return unicodedata.normalize(form, value)  # type: ignore[arg-type]  # it is one of the four


def _search(ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> int:
    pattern = _argument(arguments, 0)
    if isinstance(pattern, Pattern):
        return patterns_of_text.position(ev, pattern, value, site)
    raise Poison(Unknown("searching for this value is not supported", site.location, inert=True))


def _compared(_ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> int:
    """Order in the language of the machine: the same everywhere for small letters and digits alone."""
    other = _words(arguments, 0, site)
    if len(arguments) > 1 or not all(words.isascii() and words.isalnum() and words == words.lower() for words in (value, other)):
        raise Poison(Unknown("the order of these words depends on the language", site.location, inert=True))
    return (value > other) - (value < other)


_BLANKS = " \t\n\r\v\f\u00a0\ufeff\u2028\u2029"

_ON_ASCII: dict[str, Method] = {
    "toLowerCase": _plain(str.lower),
    "toUpperCase": _plain(str.upper),
    "trim": _plain(lambda value: value.strip(_BLANKS)),
    **dict.fromkeys(("trimStart", "trimLeft"), _plain(lambda value: value.lstrip(_BLANKS))),
    **dict.fromkeys(("trimEnd", "trimRight"), _plain(lambda value: value.rstrip(_BLANKS))),
    "toLocaleLowerCase": _plain(str.lower),
    "toLocaleUpperCase": _plain(str.upper),
    "toString": _plain(str),
    "valueOf": _plain(str),
    "startsWith": _tested(str.startswith),
    "endsWith": _tested(str.endswith),
    "includes": _tested(lambda value, words: words in value),
    "indexOf": _tested(str.find),
    "lastIndexOf": _tested(str.rfind),
    "slice": _slice,
    "substring": _substring,
    "substr": _substr,
    "split": _split,
    "replace": _replaced(every=False),
    "replaceAll": _replaced(every=True),
    "repeat": _repeat,
    "padStart": _padded(start=True),
    "padEnd": _padded(start=False),
    "at": _at,
    "charAt": _char_at,
    "charCodeAt": _code_at,
    "codePointAt": _code_at,
    "concat": _concat,
    "match": _match,
    "search": _search,
    "localeCompare": _compared,
    "normalize": _normalized,
}


def _whole_characters(name: str, method: Method) -> Method:
    """JavaScript counts halves of characters beyond U+FFFF; where that could show, the result is unknown."""

    def guarded(ev: "Evaluator", value: str, arguments: list[Any], site: Site) -> Any:
        ev.spend(len(value) // 256, site)
        if not value.isascii() and any(character > "\uffff" for character in value):
            return Unknown(f'"{name}" of a string with characters beyond U+FFFF is not supported', site.location, inert=True)
        return method(ev, value, arguments, site)

    return guarded


METHODS: dict[str, Method] = {name: _whole_characters(name, method) for name, method in _ON_ASCII.items()}
