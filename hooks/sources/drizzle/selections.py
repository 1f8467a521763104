"""What a query, a subquery or a view shows of the fields behind it."""

from typing import Any

from hooks.sources.drizzle.entities import Aliased, Column, Sql, Table, View
from hooks.sources.drizzle.query_entities import Select, Selection, Subquery
from hooks.sources.drizzle.values import UNDEFINED, Getter, Poison, Site, Thrown, Unknown
from hooks.sources.js_object import keys


def member(selection: Selection, key: str, site: Site) -> Any:
    """One field of a selection. Raises Thrown for an expression that has no name there."""
    value = raw(selection.fields, key, site)
    if isinstance(value, Aliased):
        if not selection.names_only and not value.is_selection:
            return value.sql
        return Aliased(value.sql, value.alias, is_selection=True)
    if isinstance(value, Sql):
        if selection.bare:
            return value
        raise Thrown(f'"{key}" is an expression without a name: give it one with ".as(…)"', site.location)
    if isinstance(value, Column):
        return value if selection.alias is UNDEFINED else value.of(renamed(value.table, selection.alias, replaces=selection.replaces))
    if isinstance(value, (dict, Selection)):
        return Selection(value, selection.alias, bare=selection.bare, names_only=selection.names_only, replaces=selection.replaces)
    return value


def raw(fields: Any, key: str, site: Site) -> Any:
    """One field of a record or of a selection."""
    if isinstance(fields, Selection):
        return member(fields, key, site)
    return fields.get(key, UNDEFINED) if isinstance(fields, dict) else UNDEFINED


def renamed(table: Table, alias: Any, *, replaces: bool) -> Table:
    """The table of a column that is seen under another name."""
    shell = Table(alias, table.base_name, table.site)
    shell.original_name = alias if replaces else table.original_name
    shell.is_alias = True
    shell.columns = table.columns
    return shell


def names(fields: Any) -> list[str]:
    """The keys of a record or of a selection, in order."""
    while isinstance(fields, Selection):
        fields = fields.fields
    return keys(fields) if isinstance(fields, dict) else []


def spread(fields: Any, site: Site) -> dict[str, Any]:
    """A record of every field, each as the selection shows it."""
    return {key: raw(fields, key, site) for key in names(fields)}


def of_view(view: View) -> Selection:
    """The fields of a view."""
    return Selection(view.fields, view.name, replaces=True)


def of_subquery(subquery: Subquery) -> Selection:
    """The fields of a subquery."""
    return Selection(subquery.fields, subquery.alias)


def flattened(fields: Any, site: Site) -> list[Any]:
    """The columns and expressions that a query selects, in order."""
    listed: list[Any] = []
    for key in names(fields):
        field = raw(fields, key, site)
        if isinstance(field, Unknown):
            raise Poison(field)
        if isinstance(field, (Column, Sql, Aliased, Subquery)):
            listed.append(field)
        elif isinstance(field, Table):
            listed.extend(field.columns.values())
        elif isinstance(field, (dict, Selection)):
            listed.extend(flattened(field, site))
        elif isinstance(field, (View, Select)) or field is None or field is UNDEFINED:
            raise Thrown(f'"{key}" cannot be selected', site.location)
        elif isinstance(field, Getter):
            raise Poison(Unknown("a getter in a selection is not followed", site.location))
    return listed
