"""Tables, and what their third argument declares: indexes, unique constraints, keys and checks."""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import columns
from hooks.sources.drizzle.conversions import truthy
from hooks.sources.drizzle.entities import Builder, Check, Column, ForeignKey, Index, IndexStart, PrimaryKey, Table, Unique, UniqueStart
from hooks.sources.drizzle.given import argument
from hooks.sources.drizzle.literals import Partial
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Function, Poison, Site, Thrown, Unknown
from hooks.sources.js_object import keys

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator


def _sqlite_table(ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    name = argument(arguments, 0)
    return made(ev, name, name, arguments[1:], site)


def made(ev: "Evaluator", name: Any, base_name: Any, arguments: list[Any], site: Site) -> Any:
    """A table with the columns and the extra configuration of `arguments`."""
    from hooks.sources.drizzle import access

    if isinstance(name, Unknown):
        return Unknown(f"the name of the table is unknown: {name.reason}", name.location)
    if not isinstance(name, str):
        raise Thrown("a table without a name", site.location)
    table = Table(name, base_name, site)
    described = argument(arguments, 0)
    if isinstance(described, (Function, Builtin)):
        described = ev.call(described, [dict(columns.BUILDERS)], site)
    if isinstance(described, Unknown):
        table.gaps.append((f'what columns table "{name}" has', described))
    elif isinstance(described, dict):
        given = access.own_properties(ev, described, site) or {}
        for key in keys(given):
            _add_column(ev, table, key, given[key])
        if isinstance(described, Partial):
            table.gaps.append((f'what columns table "{name}" has', described.unknown))
    else:
        raise Thrown(f'table "{name}" has no columns', site.location)
    extra = argument(arguments, 1)
    table.extra = extra if isinstance(extra, Unknown) or truthy(extra) else UNDEFINED
    return table


def _add_column(ev: "Evaluator", table: Table, key: str, builder: Any) -> None:
    if builder.__class__ is not Builder:
        if not isinstance(builder, Unknown):
            raise Thrown(f'"{key}" of table "{table.name}" is not a column', table.site.location)
        table.gaps.append((f'column "{key}" of table "{table.name}"', builder))
        return
    name = ev.casing.named(key) if ev.casing and builder.name == "" else builder.name
    if isinstance(name, Unknown):
        table.gaps.append((f'the name of column "{key}" of table "{table.name}"', name))
        return
    place = builder.place or builder.site
    table.columns[key] = column = columns.built(ev, builder, table, key, place)
    for reference in builder.references:
        table.foreign_keys.append(_inline_key(column, reference.target, reference.actions, place))


def _inline_key(column: Column, target: Any, actions: Any, site: Site) -> ForeignKey:
    key = ForeignKey(target, site, column)
    key.table = column.table
    if isinstance(actions, dict):
        key.on_delete, key.on_update = _action(actions, "onDelete"), _action(actions, "onUpdate")
        if isinstance(actions, Partial):
            key.on_delete = actions.unknown
    elif isinstance(actions, Unknown):
        key.on_delete = actions
    return key


def _action(actions: dict[str, Any], name: str) -> Any:
    value = actions.get(name, UNDEFINED)
    return value if isinstance(value, Unknown) or truthy(value) else UNDEFINED


def _creator(_ev: "Evaluator", arguments: list[Any], _site: Site) -> Builtin:
    customize = argument(arguments, 0)

    def create(ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
        name = argument(arguments, 0)
        return made(ev, ev.call(customize, [name], site), name, arguments[1:], site)

    return Builtin("sqliteTable", create)


def aliased(table: Table, name: Any) -> Table:
    """`table` under another name."""
    alias = Table(name, table.base_name, table.site)
    alias.original_name = table.original_name
    alias.is_alias = True
    alias.columns = {key: column.of(alias) for key, column in table.columns.items()}
    alias.foreign_keys, alias.extra, alias.gaps = table.foreign_keys, table.extra, table.gaps
    return alias


def _alias(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    from hooks.sources.drizzle import views
    from hooks.sources.drizzle.entities import View

    target, name = argument(arguments, 0), argument(arguments, 1)
    for part in (target, name):
        if isinstance(part, Unknown):
            return part
    if isinstance(target, View):
        return views.aliased(target, name)
    if not isinstance(target, Table):
        raise Thrown('"alias" needs a table', site.location)
    return aliased(target, name)


# --- the third argument ----------------------------------------------------------------------------------------------------------------
def _index(name: str, *, unique: bool) -> Builtin:
    return Builtin(name, lambda _ev, arguments, site: IndexStart(argument(arguments, 0), unique, site))


def _unique(_ev: "Evaluator", arguments: list[Any], site: Site) -> UniqueStart:
    return UniqueStart(argument(arguments, 0), site)


def _primary_key(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    config = argument(arguments, 0)
    if isinstance(config, Unknown):
        raise Poison(config)
    if config is UNDEFINED or config is None:
        raise Thrown("a primary key without columns", site.location)
    if isinstance(config, Partial) and "columns" not in config:
        raise Poison(config.unknown)
    if isinstance(config, dict) and truthy(config.get("columns", UNDEFINED)):
        return PrimaryKey(config["columns"], config.get("name", UNDEFINED), site)
    return PrimaryKey(arguments, UNDEFINED, site)


def _foreign_key(_ev: "Evaluator", arguments: list[Any], site: Site) -> ForeignKey:
    return ForeignKey(argument(arguments, 0), site)


def _check(_ev: "Evaluator", arguments: list[Any], site: Site) -> Check:
    return Check(argument(arguments, 0), argument(arguments, 1), site)


FUNCTIONS: dict[str, Any] = {
    "sqliteTable": Builtin("sqliteTable", _sqlite_table),
    "sqliteTableCreator": Builtin("sqliteTableCreator", _creator),
    "alias": Builtin("alias", _alias),
    "index": _index("index", unique=False),
    "uniqueIndex": _index("uniqueIndex", unique=True),
    "unique": Builtin("unique", _unique),
    "primaryKey": Builtin("primaryKey", _primary_key),
    "foreignKey": Builtin("foreignKey", _foreign_key),
    "check": Builtin("check", _check),
}


def _on(_ev: "Evaluator", start: IndexStart, arguments: list[Any], _site: Site) -> Index:
    return Index(start, arguments)


def _where(_ev: "Evaluator", index: Index, arguments: list[Any], _site: Site) -> Index:
    index.where = argument(arguments, 0)
    return index


def _on_delete(_ev: "Evaluator", key: ForeignKey, arguments: list[Any], _site: Site) -> ForeignKey:
    key.on_delete = argument(arguments, 0)
    return key


def _on_update(_ev: "Evaluator", key: ForeignKey, arguments: list[Any], _site: Site) -> ForeignKey:
    key.on_update = argument(arguments, 0)
    return key


METHODS: dict[type, dict[str, Any]] = {
    IndexStart: {"on": _on},
    Index: {"where": _where},
    UniqueStart: {"on": lambda _ev, start, arguments, _site: Unique(start.name, arguments, start.site)},
    ForeignKey: {"onDelete": _on_delete, "onUpdate": _on_update},
}
