"""A schema in plain words, a table at a time. Pure."""

from collections.abc import Iterator

from hooks.schema_diff.sentences import default_text
from hooks.sources.schema import Column, ForeignKey, Index, Schema, Table


def lines(schema: Schema) -> Iterator[str]:
    """Tables with all that belongs to them, then views; an empty line between two of them."""
    for number, table in enumerate(schema.tables.values()):
        if number:
            yield ""
        yield from _table(table)
    for number, view in enumerate(schema.views.values()):
        if number or schema.tables:
            yield ""
        yield f"view {view.name}: {' '.join((view.definition or '').split())}"


def _table(table: Table) -> Iterator[str]:
    yield f"table {table.name}"
    names = max((len(name) for name in table.columns), default=0)
    types = max((len(column.type) for column in table.columns.values()), default=0)
    for column in table.columns.values():
        yield f"  {column.name:{names}}  {column.type:{types}}  {', '.join(_traits(column))}".rstrip()
    yield from (f"  primary key ({', '.join(key.columns)})" for key in table.primary_keys.values())
    yield from (f"  {_foreign_key(key)}" for key in table.foreign_keys.values())
    yield from (f"  {_index(index)}" for index in table.indexes.values())
    yield from (f"  check {check.name}: {check.expression}" for check in table.checks.values())


def _traits(column: Column) -> Iterator[str]:
    if column.primary_key:
        yield "primary key"
    if column.autoincrement:
        yield "autoincrement"
    if column.not_null:
        yield "not null"
    if column.default is not None:
        yield f"default {default_text(column.default)}"
    if column.generated:
        yield f"generated as {column.generated.expression} {column.generated.kind}"


def _foreign_key(key: ForeignKey) -> str:
    actions = "".join(f", on {event} {action}" for event, action in (("delete", key.on_delete), ("update", key.on_update)) if action not in {"", "no action"})
    return f"foreign key ({', '.join(key.columns)}) to {key.table_to} ({', '.join(key.columns_to)}){actions}"


def _index(index: Index) -> str:
    where = f" where {index.where}" if index.where else ""
    return f"{'unique ' if index.unique else ''}index {index.name} on ({', '.join(index.columns)}){where}"
