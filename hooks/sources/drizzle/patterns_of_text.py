"""Regular expressions of JavaScript, as far as Python's mean the same and take bounded time."""

from functools import cache
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle.conversions import text
from hooks.sources.drizzle.values import Builtin, Function, Pattern, Poison, Site, Unknown

if TYPE_CHECKING:
    import re

    from hooks.sources.drizzle.evaluator import Evaluator

# Backtracking takes at most length ** repetitions steps: bound both, and refuse repeated groups.
_DIGITS = frozenset("123456789")
_MAX_SUBJECT, _MAX_REPETITIONS = 200, 2


@cache
def _compiled(pattern: Pattern) -> "re.Pattern[str] | None":
    """Python's expression of the same meaning, or None where there may be none."""
    import re

    source = pattern.source
    repeated = sum(source.count(sign) for sign in "*+{")
    if (
        any(part in source for part in (")*", ")+", "){", "(?<", "\\p", "\\k", "\\c", "[^]", "[]"))
        or repeated > _MAX_REPETITIONS
        or set(pattern.flags) - set("gimu")
    ):
        return None
    flags = re.ASCII | (re.IGNORECASE if "i" in pattern.flags else 0) | (re.MULTILINE if "m" in pattern.flags else 0)
    words = source if "m" in pattern.flags else _anchored(source)
    try:
        return re.compile(words.replace("\\/", "/"), flags)
    except (re.error, RecursionError, OverflowError):
        return None


def _anchored(source: str) -> str:
    r"""`$` means the very end in JavaScript, `\Z` in Python."""
    result, escaped, in_class = [], False, False
    for character in source:
        in_class = (in_class or character == "[") and not (character == "]" and not escaped)
        result.append("\\Z" if character == "$" and not escaped and not in_class else character)
        escaped = character == "\\" and not escaped
    return "".join(result)


def _ready(ev: "Evaluator", pattern: Pattern, value: str, site: Site) -> "re.Pattern[str]":
    compiled = _compiled(pattern)
    if compiled is None or len(value) > _MAX_SUBJECT or (not value.isascii() and pattern.flags):
        raise Poison(Unknown("this regular expression is not followed here", site.location, inert=True))
    ev.spend(8, site)
    return compiled


def replaced(ev: "Evaluator", pattern: Pattern, value: str, replacement: Any, site: Site) -> str:
    """`value.replace(pattern, replacement)`."""
    compiled = _ready(ev, pattern, value, site)

    def replace(match: "re.Match[str]") -> str:
        if isinstance(replacement, (Function, Builtin)):
            new = ev.call(replacement, [match.group(), *match.groups(""), match.start(), value], site)
        else:
            new = replacement
        words = None if isinstance(new, Unknown) else text(new)
        if words is None:
            raise Poison(new if isinstance(new, Unknown) else Unknown("this replacement has no text here", site.location, inert=True))
        return words if isinstance(replacement, (Function, Builtin)) else _filled(words, match, site)

    return compiled.sub(replace, value, count=0 if "g" in pattern.flags else 1)


def _filled(words: str, match: "re.Match[str]", site: Site) -> str:
    """A replacement with `$1` and `$&` filled in."""
    head, *rest = words.split("$")
    for piece in rest:
        if piece[:1] == "&":
            head += match.group() + piece[1:]
        elif piece[:1] in _DIGITS and piece[1:2] not in _DIGITS and int(piece[0]) <= len(match.groups()):
            head += (match.group(int(piece[0])) or "") + piece[1:]
        else:
            raise Poison(Unknown('this "$" in a replacement is not followed here', site.location, inert=True))
    return head


def split(ev: "Evaluator", pattern: Pattern, value: str, site: Site) -> list[str]:
    """`value.split(pattern)`, for a pattern without groups."""
    compiled = _ready(ev, pattern, value, site)
    if compiled.groups or compiled.match(""):
        raise Poison(Unknown("splitting at this regular expression is not followed here", site.location, inert=True))
    return compiled.split(value)


def tested(ev: "Evaluator", pattern: Pattern, value: str, site: Site) -> bool:
    """`pattern.test(value)`."""
    if "g" in pattern.flags:
        raise Poison(Unknown("testing with a global regular expression is not followed here", site.location, inert=True))
    return _ready(ev, pattern, value, site).search(value) is not None


def position(ev: "Evaluator", pattern: Pattern, value: str, site: Site) -> int:
    """`value.search(pattern)`."""
    found = _ready(ev, pattern, value, site).search(value)
    return -1 if found is None else found.start()


def matched(ev: "Evaluator", pattern: Pattern, value: str, site: Site) -> Any:
    """`value.match(pattern)` for a global pattern: every match, or null."""
    if "g" not in pattern.flags:
        raise Poison(Unknown("this match is not followed here", site.location, inert=True))
    return [match.group() for match in _ready(ev, pattern, value, site).finditer(value)] or None
