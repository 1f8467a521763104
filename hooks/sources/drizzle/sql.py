"""drizzle's `sql`: templates kept as chunks, and the text that drizzle-kit makes of them."""

from enum import Enum
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import columns, json_values, literals
from hooks.sources.drizzle.conversions import kind, text, truthy
from hooks.sources.drizzle.entities import Aliased, Column, Name, Parameter, Placeholder, Raw, Sql, Table, View
from hooks.sources.drizzle.query_entities import Select, Subquery
from hooks.sources.drizzle.values import UNDEFINED, BigInt, Builtin, Bytes, Function, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator


class Style(Enum):
    """Where an expression is written: columns are bare in indexes, and a default may hold neither names nor parameters."""

    PLAIN = "plain"
    INDEX = "index"
    DEFAULT = "default"


def tagged(_ev: "Evaluator", arguments: list[Any], site: Site) -> Sql:
    """``sql`…` ``: called with the strings of the template, then its values."""
    strings = arguments[0] if arguments else UNDEFINED
    if isinstance(strings, str):  # `sql("…")`, called by hand: its characters are the strings.
        strings = list(strings)
    if isinstance(strings, Unknown):
        raise Poison(strings)
    if not isinstance(strings, list) or not all(isinstance(part, str) for part in strings):
        raise Thrown('"sql" needs a template', site.location)
    chunks: list[Any] = []
    values = arguments[1:]
    if values or (strings and strings[0] != ""):
        chunks.append(Raw(strings[0] if strings else ""))
    for position, value in enumerate(values):
        chunks += [value, Raw(strings[position + 1] if position + 1 < len(strings) else "")]
    return Sql(chunks)


def composed(*parts: Any) -> Sql:
    """An expression of text and values: strings are SQL here, everything else is a chunk."""
    return Sql([Raw(part) if isinstance(part, str) else part for part in parts])


def _one(arguments: list[Any]) -> Any:
    return arguments[0] if arguments else UNDEFINED


def _raw(_ev: "Evaluator", arguments: list[Any], _site: Site) -> Sql:
    value = _one(arguments)
    if isinstance(value, Unknown):
        return Sql([value])
    if isinstance(value, list):
        words = [text(item) for item in value]
        return Sql([Raw("".join(word or "" for word in words))])
    words_or_none = "" if value is None or value is UNDEFINED else text(value)
    return Sql([value if words_or_none is None else Raw(words_or_none)])


def _join(ev: "Evaluator", arguments: list[Any], site: Site) -> Sql:
    separator = arguments[1] if len(arguments) > 1 else UNDEFINED
    chunks: list[Any] = []
    for position, chunk in enumerate(literals.iterated(ev, _one(arguments), site)):
        if position and separator is not UNDEFINED:
            chunks.append(separator)
        chunks.append(chunk)
    return Sql(chunks)


def _list(ev: "Evaluator", arguments: list[Any], site: Site) -> Sql:
    return Sql(literals.iterated(ev, _one(arguments), site))


SQL = Builtin(
    "sql",
    tagged,
    {
        "raw": Builtin("raw", _raw),
        "empty": Builtin("empty", lambda _ev, _arguments, _site: Sql([])),
        "join": Builtin("join", _join),
        "fromList": Builtin("fromList", _list),
        "identifier": Builtin("identifier", lambda _ev, arguments, _site: Name(_one(arguments))),
        "placeholder": Builtin("placeholder", lambda _ev, arguments, _site: Placeholder(_one(arguments))),
        "param": Builtin("param", lambda _ev, arguments, _site: Parameter(*arguments[:2])),
    },
)


# --- the methods of expressions --------------------------------------------------------------------------------------------------------
def _append(_ev: "Evaluator", sql: Sql, arguments: list[Any], site: Site) -> Sql:
    other = _one(arguments)
    if not isinstance(other, Sql):
        raise Poison(Unknown("what is appended to this expression is not known", site.location))
    sql.chunks.extend(other.chunks)
    return sql


def _as(_ev: "Evaluator", sql: Sql, arguments: list[Any], _site: Site) -> Sql | Aliased:
    return sql if _one(arguments) is UNDEFINED else Aliased(sql, _one(arguments))


def _inline(_ev: "Evaluator", sql: Sql, _arguments: list[Any], _site: Site) -> Sql:
    sql.inline = True
    return sql


def _if(_ev: "Evaluator", sql: Sql, arguments: list[Any], _site: Site) -> Any:
    condition = _one(arguments)
    if isinstance(condition, Unknown):
        return condition
    return sql if truthy(condition) else UNDEFINED


METHODS = {
    "append": _append,
    "as": _as,
    "mapWith": lambda _ev, sql, _arguments, _site: sql,
    "inlineParams": _inline,
    "if": _if,
    "getSQL": lambda _ev, sql, _arguments, _site: sql,
}


# --- from chunks to text ---------------------------------------------------------------------------------------------------------------
class Writer:
    """Writes expressions in one style. Raises Thrown where drizzle-kit would refuse, Poison at an unknown value."""

    def __init__(self, ev: "Evaluator", site: Site, style: Style = Style.PLAIN) -> None:
        self._ev = ev
        self._site = site
        self._style = style

    def written(self, sql: Sql, *, inline: bool = False) -> str:
        """The text of `sql`."""
        inline = inline or sql.inline
        return self._joined(sql.chunks, inline=inline)

    def _joined(self, chunks: list[Any], *, inline: bool) -> str:
        return "".join([self._chunk(chunk, inline=inline) for chunk in chunks])

    def _chunk(self, chunk: Any, *, inline: bool) -> str:
        self._ev.spend(2, self._site)
        if isinstance(chunk, Raw) or chunk is UNDEFINED:
            return chunk.words if isinstance(chunk, Raw) else ""
        if isinstance(chunk, Unknown):
            raise Poison(chunk)
        if isinstance(chunk, list):
            return "(" + ", ".join([self._chunk(item, inline=inline) for item in chunk]) + ")"
        if isinstance(chunk, Sql):
            return self.written(chunk, inline=inline)
        if isinstance(chunk, Parameter):
            return self._parameter(chunk, inline=inline)
        return self._entity(chunk, inline=inline)

    def _entity(self, chunk: Any, *, inline: bool) -> str:
        if isinstance(chunk, Column):
            if self._style is Style.INDEX:
                return self.name(chunk.name)
            return f"{self.name(chunk.table.name)}.{self.name(chunk.name)}"
        if isinstance(chunk, (Table, View, Name)):
            return self.name(chunk.value if isinstance(chunk, Name) else chunk.name)
        if isinstance(chunk, Placeholder):
            return self._mark()
        if isinstance(chunk, Aliased):
            return self._chunk(chunk.sql, inline=inline) if chunk.alias is UNDEFINED else self.name(chunk.alias)
        return self._query(chunk, inline=inline)

    def _query(self, chunk: Any, *, inline: bool) -> str:
        from hooks.sources.drizzle import query_sql

        if isinstance(chunk, Subquery):
            if chunk.is_with:
                return self.name(chunk.alias)
            return f"({self.written(chunk.sql, inline=inline)}) {self.name(chunk.alias)}"
        if isinstance(chunk, Select):
            return f"({self.written(query_sql.built(self._ev, chunk, self._site), inline=inline)})"
        return self._inlined(chunk) if inline else self._mark()

    def name(self, value: Any) -> str:
        """A quoted identifier."""
        if isinstance(value, Unknown):
            raise Poison(value)
        if self._style is Style.DEFAULT:
            raise Thrown("a default may hold neither columns nor parameters: drizzle-kit refuses it", self._site.location)
        if not isinstance(value, str):
            raise Thrown("an identifier that is no string", self._site.location)
        return '"' + value.replace('"', '""') + '"'

    def _mark(self) -> str:
        if self._style is Style.DEFAULT:
            raise Thrown("a default may hold neither columns nor parameters: drizzle-kit refuses it", self._site.location)
        return "?"

    def _parameter(self, parameter: Parameter, *, inline: bool) -> str:
        if isinstance(parameter.value, Placeholder):
            return self._mark()
        value = None if parameter.value is None else self._encoded(parameter)
        if isinstance(value, Sql):
            return self.written(value, inline=inline)
        return self._inlined(value) if inline else self._mark()

    def _encoded(self, parameter: Parameter) -> Any:
        if isinstance(parameter.encoder, Unknown):
            raise Poison(parameter.encoder)
        if isinstance(parameter.encoder, Column):
            return columns.encoded(self._ev, parameter.encoder, parameter.value, self._site)
        if parameter.encoder is UNDEFINED:
            return parameter.value
        function = parameter.encoder.get("mapToDriverValue") if isinstance(parameter.encoder, dict) else None
        if not isinstance(function, (Function, Builtin)):
            raise Poison(Unknown("the encoder of this parameter is not known", self._site.location))
        return self._ev.call(function, [parameter.value], self._site, parameter.encoder)

    def _inlined(self, value: Any) -> str:
        if isinstance(value, Unknown):
            raise Poison(value)
        if value is None:
            return "null"
        words = text(value)
        if kind(value) in {"number", "boolean"} and words is not None:
            return words
        if isinstance(value, (str, Bytes, list, dict)):
            return self.quoted(_literal(value, words, self._site))
        if isinstance(value, (BigInt, Function, Builtin)) or value is UNDEFINED:
            raise Thrown("a value that drizzle cannot write into SQL", self._site.location)
        raise Poison(Unknown("how this value is written into SQL is not known", self._site.location))

    def quoted(self, words: str) -> str:
        """A string literal."""
        if self._style is Style.DEFAULT:
            raise Thrown("a default may hold neither columns nor parameters: drizzle-kit refuses it", self._site.location)
        return "'" + words.replace("'", "''") + "'"


def _literal(value: Any, words: str | None, site: Site) -> str:
    if isinstance(value, Bytes):
        return value.data.decode("utf-8", "replace") if value.node else ",".join(map(str, value.data))
    if words == "[object Object]":
        return json_values.stringified(value, site) or ""
    if words is None:
        raise Poison(Unknown("how this value is written into SQL is not known", site.location))
    return words
