"""drizzle's operators and aggregates: functions that make SQL expressions."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle.entities import Aliased, Column, Name, Parameter, Placeholder, Raw, Sql, Table, View
from hooks.sources.drizzle.query_entities import Select, Subquery
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Poison, Site, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator


def composed(*parts: Any) -> Sql:
    """An expression of text and values: strings are SQL here, every other part is a chunk."""
    return Sql([Raw(part) if part.__class__ is str else part for part in parts])


def _bound(value: Any, column: Any) -> Any:
    """`value` with the column that encodes it, where it is a plain value beside a column."""
    is_sql = isinstance(value, (Sql, Aliased, Name, Placeholder, Parameter, Column, Table, View, Select, Subquery))
    return value if is_sql or not isinstance(column, Column) or isinstance(value, Unknown) else Parameter(value, column)


def _given(arguments: list[Any], count: int) -> list[Any]:
    return [*arguments[:count], *[UNDEFINED] * (count - len(arguments))]


def _infix(operator: str, *, bound: bool) -> Callable[["Evaluator", list[Any], Site], Sql]:
    def build(_ev: "Evaluator", arguments: list[Any], _site: Site) -> Sql:
        left, right = _given(arguments, 2)
        return Sql([Raw(""), left, Raw(f" {operator} "), _bound(right, left) if bound else right, Raw("")])

    return build


def _suffix(words: str) -> Callable[["Evaluator", list[Any], Site], Sql]:
    return lambda _ev, arguments, _site: Sql([Raw(""), _given(arguments, 1)[0], Raw(words)])


def _prefix(words: str, end: str = "") -> Callable[["Evaluator", list[Any], Site], Sql]:
    return lambda _ev, arguments, _site: Sql([Raw(words), _given(arguments, 1)[0], Raw(end)])


def _count(_ev: "Evaluator", arguments: list[Any], _site: Site) -> Sql:
    expression = _given(arguments, 1)[0]
    return Sql([Raw("count("), Sql([Raw("*")]) if expression is UNDEFINED or expression is None else expression, Raw(")")])


def _joined(word: str) -> Callable[["Evaluator", list[Any], Site], Any]:
    def build(_ev: "Evaluator", arguments: list[Any], _site: Site) -> Any:
        conditions = [argument for argument in arguments if argument is not UNDEFINED]
        if len(conditions) < 2:  # noqa: PLR2004 - one condition needs no parentheses
            return Sql(conditions) if conditions else UNDEFINED
        chunks: list[Any] = []
        for condition in conditions:
            chunks += [Raw(f" {word} "), condition]
        return Sql([Raw("("), Sql(chunks[1:]), Raw(")")])

    return build


def _in(operator: str, empty: str) -> Callable[["Evaluator", list[Any], Site], Sql]:
    def build(_ev: "Evaluator", arguments: list[Any], _site: Site) -> Sql:
        column, values = _given(arguments, 2)
        if isinstance(values, Unknown):
            raise Poison(values)
        if values == []:
            return composed(empty)
        chunk = [_bound(value, column) for value in values] if isinstance(values, list) else _bound(values, column)
        return Sql([Raw(""), column, Raw(f" {operator} "), chunk, Raw("")])

    return build


def _between(words: str) -> Callable[["Evaluator", list[Any], Site], Sql]:
    def build(_ev: "Evaluator", arguments: list[Any], _site: Site) -> Sql:
        column, low, high = _given(arguments, 3)
        return Sql([Raw(""), column, Raw(f" {words} "), _bound(low, column), Raw(" and "), _bound(high, column), Raw("")])

    return build


_OPERATORS = {"eq": "=", "ne": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_LIKE = {"like": "like", "notLike": "not like", "ilike": "ilike", "notIlike": "not ilike"}
_AGGREGATES = ("avg", "sum", "max", "min")
_DISTINCT = {"countDistinct": "count", "avgDistinct": "avg", "sumDistinct": "sum"}

FUNCTIONS: dict[str, Any] = {
    name: Builtin(name, call)
    for name, call in {
        **{name: _infix(operator, bound=True) for name, operator in _OPERATORS.items()},
        **{name: _infix(operator, bound=False) for name, operator in _LIKE.items()},
        **{name: _prefix(f"{name}(", ")") for name in _AGGREGATES},
        **{name: _prefix(f"{function}(distinct ", ")") for name, function in _DISTINCT.items()},
        "count": _count,
        "and": _joined("and"),
        "or": _joined("or"),
        "not": _prefix("not "),
        "inArray": _in("in", "false"),
        "notInArray": _in("not in", "true"),
        "isNull": _suffix(" is null"),
        "isNotNull": _suffix(" is not null"),
        "exists": _prefix("exists "),
        "notExists": _prefix("not exists "),
        "between": _between("between"),
        "notBetween": _between("not between"),
        "asc": _suffix(" asc"),
        "desc": _suffix(" desc"),
    }.items()
}
