"""Column builders: `text`, `integer`, `real`, `blob`, `numeric`, `customType`, and what their methods change."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import json_values
from hooks.sources.drizzle.conversions import integral, kind, text, truthy
from hooks.sources.drizzle.entities import Builder, Column, Generated, Raw, Reference, Sql, Table
from hooks.sources.drizzle.literals import Partial
from hooks.sources.drizzle.values import UNDEFINED, BigInt, Builtin, Bytes, Date, Function, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator

_NOW = "(cast((julianday('now') - 2440587.5)*86400000 as integer))"
_TYPES = {"integer": "integer", "real": "real", "blob": "blob", "numeric": "numeric"}
_KINDS = {
    "integer": {"timestamp": "SQLiteTimestamp", "timestamp_ms": "SQLiteTimestamp", "boolean": "SQLiteBoolean"},
    "blob": {"json": "SQLiteBlobJson", "bigint": "SQLiteBigInt"},
    "numeric": {"number": "SQLiteNumericNumber", "bigint": "SQLiteNumericBigInt"},
    "text": {"json": "SQLiteTextJson"},
}
_PLAIN = {"integer": "SQLiteInteger", "real": "SQLiteReal", "blob": "SQLiteBlobBuffer", "numeric": "SQLiteNumeric", "text": "SQLiteText"}
_SQL_TYPES = {
    **dict.fromkeys(("SQLiteInteger", "SQLiteTimestamp", "SQLiteBoolean"), "integer"),
    **dict.fromkeys(("SQLiteBlobBuffer", "SQLiteBlobJson", "SQLiteBigInt"), "blob"),
    **dict.fromkeys(("SQLiteNumeric", "SQLiteNumericNumber", "SQLiteNumericBigInt"), "numeric"),
    "SQLiteReal": "real",
    "SQLiteTextJson": "text",
}
_INTEGERS = frozenset({"SQLiteInteger", "SQLiteTimestamp", "SQLiteBoolean"})


def _named(arguments: list[Any]) -> tuple[Any, Any]:
    """Name and configuration: both are optional, and either may come first."""
    first = arguments[0] if arguments else UNDEFINED
    if first.__class__ is str:
        return first, arguments[1] if len(arguments) > 1 else UNDEFINED
    if isinstance(first, Unknown):
        return first, arguments[1] if len(arguments) > 1 else UNDEFINED
    if first is None or kind(first) == "object":
        return "", first
    return "", arguments[1] if len(arguments) > 1 else UNDEFINED


def _column(family: str) -> Builtin:
    kinds = _KINDS[family]

    def build(_ev: "Evaluator", arguments: list[Any], site: Site) -> Builder:
        name, config = _named(arguments)
        builder = Builder(_PLAIN[family], name, site)
        if config.__class__ is dict:
            _configure(builder, kinds, config, site)
        elif isinstance(config, (Unknown, Partial)):
            unknown = config if isinstance(config, Unknown) else config.unknown
            builder.doubts += (unknown,)
        elif config is None and family == "text":
            raise Thrown("null is no configuration of a column", site.location)
        return builder

    return Builtin(family, build)


def _configure(builder: Builder, kinds: dict[str, str], config: dict[str, Any], site: Site) -> None:
    mode = config.get("mode", UNDEFINED)
    builder.mode = mode
    if isinstance(mode, Unknown):
        if builder.kind == "SQLiteText" and "length" in config:
            builder.doubts += (mode,)
    elif isinstance(mode, str) and mode in kinds:
        builder.kind = kinds[mode]
    if builder.kind == "SQLiteText":
        length = config.get("length", UNDEFINED)
        if isinstance(length, Unknown):
            builder.doubts += (length,)
        elif truthy(length):
            words = text(length)
            builder.length = ("" if words is None else words) or UNDEFINED
            if words is None:
                builder.doubts += (Unknown("this length has no text here", site.location),)


def _real(_ev: "Evaluator", arguments: list[Any], site: Site) -> Builder:
    name = arguments[0] if arguments else ""
    return Builder("SQLiteReal", "" if name is None or name is UNDEFINED else name, site)


def _custom_type(_ev: "Evaluator", arguments: list[Any], site: Site) -> Builtin:
    definition = arguments[0] if arguments else UNDEFINED
    if isinstance(definition, Unknown):
        raise Poison(definition)
    if not isinstance(definition, dict):
        raise Thrown('"customType" needs an object', site.location)

    def build(_ev: "Evaluator", arguments: list[Any], site: Site) -> Builder:
        name, config = _named(arguments)
        builder = Builder("SQLiteCustomColumn", name, site)
        builder.custom = (definition, config)
        return builder

    return Builtin("customType", build)


BUILDERS: dict[str, Any] = {
    **{family: _column(family) for family in _KINDS},
    "real": Builtin("real", _real),
    "customType": Builtin("customType", _custom_type),
}


# --- the methods of builders -----------------------------------------------------------------------------------------------------------
Method = Callable[["Evaluator", Builder, list[Any], Site], Any]


def _same(_ev: "Evaluator", builder: Builder, _arguments: list[Any], _site: Site) -> Builder:
    """What only types or the running application see."""
    return builder


def _not_null(_ev: "Evaluator", builder: Builder, _arguments: list[Any], _site: Site) -> Builder:
    builder.not_null = True
    return builder


def _default(_ev: "Evaluator", builder: Builder, arguments: list[Any], _site: Site) -> Builder:
    builder.default = arguments[0] if arguments else UNDEFINED
    return builder


def _default_now(_ev: "Evaluator", builder: Builder, _arguments: list[Any], site: Site) -> Builder:
    if builder.kind != "SQLiteTimestamp":
        raise Thrown('"defaultNow" is not a function', site.location)
    builder.default = Sql([Raw(_NOW)])
    return builder


def _primary_key(_ev: "Evaluator", builder: Builder, arguments: list[Any], _site: Site) -> Builder:
    builder.primary = builder.not_null = True
    config = arguments[0] if arguments else UNDEFINED
    if builder.kind not in _INTEGERS:
        return builder
    increment = config.get("autoIncrement", UNDEFINED) if isinstance(config, dict) else config
    if isinstance(increment, Unknown):
        builder.doubts += (increment,)
    elif isinstance(config, dict) and truthy(increment):
        builder.autoincrement = True
    return builder


def _unique(_ev: "Evaluator", builder: Builder, arguments: list[Any], _site: Site) -> Builder:
    builder.is_unique = True
    builder.unique_name = builder.unique_given = arguments[0] if arguments else UNDEFINED
    return builder


def _references(_ev: "Evaluator", builder: Builder, arguments: list[Any], site: Site) -> Builder:
    target = arguments[0] if arguments else UNDEFINED
    actions = arguments[1] if len(arguments) > 1 else UNDEFINED
    builder.references += (Reference(target, actions, site),)
    return builder


def _generated(_ev: "Evaluator", builder: Builder, arguments: list[Any], site: Site) -> Builder:
    expression = arguments[0] if arguments else UNDEFINED
    config = arguments[1] if len(arguments) > 1 else UNDEFINED
    mode: Any = config.get("mode", UNDEFINED) if isinstance(config, dict) else config if isinstance(config, Unknown) else UNDEFINED
    builder.generated = Generated(expression, "virtual" if mode is None or mode is UNDEFINED else mode, site)
    return builder


METHODS: dict[str, Method] = {
    "notNull": _not_null,
    "default": _default,
    "defaultNow": _default_now,
    "primaryKey": _primary_key,
    "unique": _unique,
    "references": _references,
    "generatedAlwaysAs": _generated,
    **dict.fromkeys(("$type", "$default", "$defaultFn", "$onUpdate", "$onUpdateFn"), _same),
}


# --- from builder to column ------------------------------------------------------------------------------------------------------------
def built(ev: "Evaluator", builder: Builder, table: Table, key: str, place: Site) -> Column:
    """The column that `builder` describes, in `table` under `key`. The builder keeps the names it is given here."""
    if builder.name == "":
        builder.name = key
    if builder.unique_name.__class__ is not Unknown and not truthy(builder.unique_name):
        builder.unique_name = f"{table.name}_{builder.name}_unique"
    return Column(builder, table, _sql_type(ev, builder), place)


def _sql_type(ev: "Evaluator", builder: Builder) -> Any:
    if builder.kind == "SQLiteText":
        return "text" if builder.length is UNDEFINED else f"text({builder.length})"
    if builder.custom is None:
        return _SQL_TYPES[builder.kind]
    definition, config = builder.custom
    function = definition.get("dataType", UNDEFINED)
    if isinstance(function, Unknown):
        return function
    try:
        return ev.call(function, [config], builder.site, definition)
    except Poison as poison:
        return poison.unknown


def encoded(ev: "Evaluator", column: Column, value: Any, site: Site) -> Any:
    """The value that drizzle sends to the driver for `column`. Raises Thrown where it throws, Poison where that is not known."""
    if isinstance(value, Unknown):
        raise Poison(value)
    encoder = _ENCODERS.get(column.kind)
    if encoder is _time and ev.orm_1 and kind(value) == "number":
        return value
    if encoder is not None:
        return encoder(column, value, site)
    if column.custom is None:
        return value
    function = column.custom[0].get("toDriver", UNDEFINED)
    if not isinstance(function, (Function, Builtin, Unknown)):
        return value
    result = ev.call(function, [value], site, column.custom[0])
    if isinstance(result, Unknown):
        raise Poison(result)
    return result


def _time(column: Column, value: Any, site: Site) -> Any:
    if not isinstance(value, Date):
        raise Thrown("a timestamp needs a date", site.location)
    if isinstance(column.mode, Unknown):
        raise Poison(column.mode)
    return value.time // 1000 if column.mode == "timestamp" else value.time


def _string(_column: Column, value: Any, site: Site) -> str:
    words = text(value)
    if words is None:
        raise Poison(Unknown("this value has no text here", site.location))
    return words


def _json(_column: Column, value: Any, site: Site) -> Any:
    words = json_values.stringified(value, site)
    return UNDEFINED if words is None else words


def _bytes(column: Column, value: Any, site: Site) -> Bytes:
    return Bytes(_string(column, value.value if isinstance(value, BigInt) else value, site).encode(), node=True)


_ENCODERS: dict[str, Callable[[Column, Any, Site], Any]] = {
    "SQLiteTimestamp": _time,
    "SQLiteBoolean": lambda _column, value, _site: integral(float(truthy(value))),
    "SQLiteTextJson": _json,
    "SQLiteBlobJson": lambda column, value, site: Bytes(str(_json(column, value, site)).encode(), node=True),
    "SQLiteBigInt": _bytes,
    "SQLiteNumericNumber": _string,
    "SQLiteNumericBigInt": _string,
}
