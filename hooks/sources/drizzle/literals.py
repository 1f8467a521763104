"""Literals: numbers, strings, templates, regular expressions, arrays and objects."""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle.containers import Entries
from hooks.sources.drizzle.conversions import numeral, text
from hooks.sources.drizzle.entities import Builder
from hooks.sources.drizzle.fields import field
from hooks.sources.drizzle.values import UNDEFINED, BigInt, Function, Getter, Pattern, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator, Handler
    from hooks.sources.drizzle.scope import Scope


class Partial(dict[str, Any]):
    """An object of which a part is unknown: `unknown` says what was spread into it. It has the keys that are known."""

    __slots__ = ("unknown",)

    def __init__(self, known: dict[str, Any], unknown: Unknown) -> None:
        super().__init__(known)
        self.unknown = unknown


_MAX_DIGITS = 1_000


class PartialList(list[Any]):
    """An array into which something unknown was spread; the unknown value stands in its place."""

    __slots__ = ("unknown",)

    def __init__(self, known: list[Any], unknown: Unknown) -> None:
        super().__init__(known)
        self.unknown = unknown


def _number(ev: "Evaluator", node: "Node", scope: "Scope") -> object:
    digits = scope.text[node.start_byte : node.end_byte].decode().replace("_", "")
    if len(digits) > _MAX_DIGITS:
        return ev.unknown("a number of so many digits is not read", node, scope, inert=True)
    if digits.endswith("n") and digits[:2].lower() != "0x":
        return BigInt(int(digits[:-1], 0))
    if digits.endswith("n"):
        return BigInt(int(digits[:-1], 16))
    if digits.isdigit() and digits[0] == "0" and len(digits) > 1:
        raise Thrown("an octal number in the old style cannot stand in a module", scope.source.location(node))
    return numeral(digits)


def _string(_ev: "Evaluator", node: "Node", scope: "Scope") -> str:
    raw = scope.text[node.start_byte + 1 : node.end_byte - 1].decode()
    return _whole(unescaped(raw), node, scope) if "\\" in raw else raw


def _whole(words: str, node: "Node", scope: "Scope") -> str:
    """`words`, which no output can print where they hold half of a character. Raises Poison for such a half."""
    try:
        words.encode()
    except UnicodeEncodeError:
        raise Poison(Unknown("a string holds half of a character (a lone surrogate)", scope.source.location(node), inert=True)) from None
    return words


def _template(ev: "Evaluator", node: "Node", scope: "Scope") -> object:
    strings, values = template_parts(ev, node, scope)
    result = strings[0]
    for value, string in zip(values, strings[1:], strict=True):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.location, inert=True)
        part = text(value)
        if part is None:
            return ev.unknown("a template string holds a value that has no text here", node, scope, inert=True)
        ev.spend(1 + (len(part) + len(string)) // 64, Site(node, scope))
        result += part + string
    return result


class TemplateStrings(list[str]):
    """The strings that a tag is given: cooked, and `raw` as they are written."""

    __slots__ = ("raw",)

    def __init__(self, cooked: list[str], node: "Node", text: bytes) -> None:
        super().__init__(cooked)
        bounds = [node.start_byte + 1]
        for child in node.named_children:
            if child.type == "template_substitution":
                bounds += [child.start_byte, child.end_byte]
        bounds.append(node.end_byte - 1)
        self.raw = [text[start:end].decode().replace("\r\n", "\n").replace("\r", "\n") for start, end in zip(bounds[::2], bounds[1::2], strict=True)]


def template_parts(ev: "Evaluator", node: "Node", scope: "Scope") -> tuple[list[str], list[Any]]:
    """The cooked strings of a template and the values between them: always one string more than values."""
    strings: list[str] = []
    values: list[Any] = []
    start = node.start_byte + 1
    for child in node.named_children:
        if child.type == "template_substitution":
            strings.append(_whole(_cooked(scope.text[start : child.start_byte]), node, scope))
            start = child.end_byte
            values.append(ev.settled(next(part for part in child.named_children if part.type != "comment"), scope))
    strings.append(_whole(_cooked(scope.text[start : node.end_byte - 1]), node, scope))
    return strings, values


def _cooked(raw: bytes) -> str:
    words = raw.decode()
    if "\r" in words:  # A template normalises line ends.
        words = words.replace("\r\n", "\n").replace("\r", "\n")
    return unescaped(words) if "\\" in words else words


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\u2028": "", "\u2029": ""}


def unescaped(raw: str) -> str:
    """The string that `raw` writes with backslashes."""
    head, *rest = raw.split("\\")
    parts, skip = [head], False
    for index, piece in enumerate(rest):
        if skip:
            skip = False
            parts.append(piece)
        elif not piece and index + 1 < len(rest):
            parts.append("\\")
            skip = True
        else:
            parts.append(_escape(piece))
    joined = "".join(parts)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if "\\u" in raw else joined


def _escape(piece: str) -> str:
    if piece.startswith("u{"):
        code, _, rest = piece[2:].partition("}")
        return chr(int(code, 16)) + rest
    if piece.startswith(("u", "x")):
        length = 4 if piece[0] == "u" else 2
        return chr(int(piece[1 : 1 + length], 16)) + piece[1 + length :]
    if piece.startswith("\r\n"):
        return piece[2:]
    return _ESCAPES.get(piece[:1], piece[:1]) + piece[1:]


def _pattern(_ev: "Evaluator", node: "Node", scope: "Scope") -> Pattern:
    source, flags = node.child_by_field_name("pattern"), node.child_by_field_name("flags")
    words = "" if source is None else scope.source.text_of(source)
    return Pattern(words, "" if flags is None else scope.source.text_of(flags))


def _array(ev: "Evaluator", node: "Node", scope: "Scope") -> list[Any]:
    items: list[Any] = []
    filled = True
    for child in node.children:
        kind = child.type
        if kind == ",":
            if not filled:
                items.append(UNDEFINED)
            filled = False
        elif kind == "spread_element":
            items = _extended(ev, items, child, scope)
            filled = True
        elif child.is_named and kind != "comment":
            items.append(ev.settled(child, scope))
            filled = True
        elif kind == "[":
            filled = False
    return items


def _extended(ev: "Evaluator", items: list[Any], node: "Node", scope: "Scope") -> list[Any]:
    value = ev.settled(node.named_children[-1], scope)
    try:
        spread = iterated(ev, value, Site(node, scope))
    except Poison as poison:
        return PartialList([*items, poison.unknown], poison.unknown)
    ev.spend(len(spread), Site(node, scope))
    items.extend(spread)
    return items


def iterated(ev: "Evaluator", value: object, site: Site) -> list[Any]:
    """What a spread or a loop gets from `value`. Raises Poison, or Thrown where it cannot be iterated."""
    if isinstance(value, PartialList):
        raise Poison(value.unknown)
    if isinstance(value, list):
        return list(value)
    if isinstance(value, str):
        return list(value)
    if isinstance(value, Entries):
        return value.items
    if value is None or value is UNDEFINED or isinstance(value, (bool, int, float)):
        raise Thrown(f"{text(value)} cannot be iterated", site.location)
    if isinstance(value, Unknown):
        raise Poison(value)
    raise Poison(ev.unknown("iterating over this value is not supported", site.node, site.scope))


def _object(ev: "Evaluator", node: "Node", scope: "Scope") -> dict[str, Any]:
    record: dict[str, Any] = {}
    for child in node.named_children:
        kind = child.type
        if kind == "pair":
            key, value = pair(ev, child, scope)
            if value.__class__ is Builder and value.place is None:
                value.place = Site(child, scope)
            record[key] = value
        elif kind == "shorthand_property_identifier":
            value = ev.value(child, scope)
            if value.__class__ is Builder and value.place is None:
                value.place = Site(child, scope)
            record[scope.text[child.start_byte : child.end_byte].decode()] = value
        elif kind == "spread_element":
            record = _spread(ev, record, child, scope)
        elif kind == "method_definition":
            key = property_key(ev, field(child, "name"), scope)
            record[key] = _method(ev, child, scope, key)
    return record


def pair(ev: "Evaluator", node: "Node", scope: "Scope") -> tuple[str, Any]:
    """Key and value of one `key: value`."""
    key = field(node, "key")
    name = scope.text[key.start_byte : key.end_byte].decode() if key.type == "property_identifier" else property_key(ev, key, scope)
    return name, ev.settled(field(node, "value"), scope)


def property_key(ev: "Evaluator", node: "Node", scope: "Scope") -> str:
    """The name of a property: an identifier, a string, a number or a computed one. Raises Poison where it is unknown."""
    kind = node.type
    if kind in {"property_identifier", "identifier", "shorthand_property_identifier_pattern", "private_property_identifier"}:
        name = scope.source.text_of(node)
        return unescaped(name) if "\\" in name else name
    inner = next(child for child in node.named_children if child.type != "comment") if kind == "computed_property_name" else node
    name_or_none = text(ev.known(inner, scope))
    if name_or_none is None:
        raise Poison(ev.unknown("a computed key has no text here", node, scope))
    return name_or_none


def _spread(ev: "Evaluator", record: dict[str, Any], node: "Node", scope: "Scope") -> dict[str, Any]:
    from hooks.sources.drizzle.access import own_properties

    value = ev.settled(node.named_children[-1], scope)
    if isinstance(value, Unknown):
        return _overlaid(record, value)
    added = own_properties(ev, value, Site(node, scope))
    if added is None:
        return _overlaid(record, ev.unknown("spreading this value is not supported", node, scope))
    ev.spend(len(added), Site(node, scope))
    result = _overlaid(record, added.unknown) if isinstance(added, Partial) else record
    result.update(added)
    return result


def _overlaid(record: dict[str, Any], unknown: Unknown) -> Partial:
    """`record` with something unknown spread over it, which may replace whatever is there."""
    return Partial(dict.fromkeys(record, Unknown(unknown.reason, unknown.location)), unknown)


def _method(ev: "Evaluator", node: "Node", scope: "Scope", name: str) -> object:
    if node.children[0].type == "set":
        return ev.unknown("a setter cannot be evaluated", node, scope)
    function = Function(node, scope, name, None)
    return Getter(function) if node.children[0].type == "get" else function


HANDLERS: dict[str, "Handler"] = {
    "number": _number,
    "string": _string,
    "template_string": _template,
    "regex": _pattern,
    "array": _array,
    "object": _object,
    "true": lambda _ev, _node, _scope: True,
    "false": lambda _ev, _node, _scope: False,
    "null": lambda _ev, _node, _scope: None,
    "undefined": lambda _ev, _node, _scope: UNDEFINED,
}
