"""`Buffer` and `Uint8Array`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import literals
from hooks.sources.drizzle.conversions import whole
from hooks.sources.drizzle.given import argument, known
from hooks.sources.drizzle.values import Builtin, Bytes, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator

Call = Callable[["Evaluator", list[Any], Site], Any]


def _bytes(*, node: bool) -> Call:
    def call(ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
        value = known(argument(arguments, 0))
        if isinstance(value, str) and node and len(arguments) == 1:
            return Bytes(value.encode("utf-8", "replace"), node)
        if isinstance(value, str) and node and arguments[1] in ("utf8", "utf-8", "hex", "base64"):
            return _decoded(value, arguments[1], site)
        if isinstance(value, Bytes):
            return Bytes(value.data, node)
        if isinstance(value, (int, float)) and not node:
            length = whole(value)
            if length < 0:
                raise Thrown("this is no length of an array", site.location)
            ev.spend(length, site)
            return Bytes(bytes(length), node)
        numbers = [whole(known(item)) for item in literals.iterated(ev, value, site)]
        return Bytes(bytes(amount % 256 for amount in numbers), node)

    return call


def _decoded(value: str, encoding: str, site: Site) -> Bytes:
    import base64

    try:
        if encoding == "hex":
            return Bytes(bytes.fromhex(value), node=True)
        return Bytes(base64.b64decode(value, validate=True) if encoding == "base64" else value.encode(), node=True)
    except ValueError:
        raise Poison(Unknown("these bytes are not read here", site.location, inert=True)) from None


def _listed(ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    return _ARRAY(ev, [arguments], site)


_BUFFER, _ARRAY = _bytes(node=True), _bytes(node=False)
GLOBALS: dict[str, Any] = {
    "Buffer": Builtin("Buffer", _BUFFER, {"from": Builtin("from", _BUFFER)}),
    "Uint8Array": Builtin("Uint8Array", _ARRAY, {"from": Builtin("from", _ARRAY), "of": Builtin("of", _listed)}, _ARRAY),
}
