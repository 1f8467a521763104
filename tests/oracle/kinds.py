"""The kinds of mutation: each is a function that changes a schema and returns whether it found something to change."""

from collections.abc import Callable
from random import Random

from tests.oracle.model import Column, Extra, Schema, Table

Mutation = Callable[[Random, Schema], bool]
KINDS: dict[str, Mutation] = {}


def kind(mutate: Mutation) -> Mutation:
    """Register a kind under its function's name."""
    KINDS[mutate.__name__] = mutate
    return mutate


def on_column(wanted: Callable[[Column], bool], change: Callable[[Random, Column], None]) -> Mutation:
    """A mutation of one column that fits."""

    def mutate(random: Random, schema: Schema) -> bool:
        fitting = [column for table in schema.tables for column in table.columns if wanted(column)]
        if fitting:
            change(random, random.choice(fitting))
        return bool(fitting)

    return mutate


def on_extra(kinds: set[str], change: Callable[[Random, Extra, Table], None]) -> Mutation:
    """A mutation of one member of a third argument."""

    def mutate(random: Random, schema: Schema) -> bool:
        fitting = [(extra, table) for table in schema.tables for extra in table.extras if extra.kind in kinds]
        if fitting:
            change(random, *random.choice(fitting))
        return bool(fitting)

    return mutate


def is_used(schema: Schema, table: Table, key: str | None = None) -> bool:
    """Whether a table, or a column of it, is named elsewhere."""
    for other in schema.tables:
        references = [column.reference for column in other.columns if column.reference and (other is not table or key)]
        if any(one.table == table.variable and key in {None, one.column} for one in references):
            return True
        foreign = [extra.foreign for extra in other.extras if extra.kind == "foreignKey" and (other is not table or key)]
        if any(name == table.variable and (key is None or key in targets) for name, targets in foreign):
            return True
        if key and other is table and any(_names(extra, key) for extra in other.extras):
            return True
        if key and any(column.generated and f"{table.variable}.{key}" in column.generated[0] for column in other.columns):
            return True
    return any(table.variable in view.body and (key is None or key in view.body) for view in schema.views) or any(
        table.variable in line for line in schema.style.extra_lines if key is None
    )


def _names(extra: Extra, key: str) -> bool:
    return any(key == column or f"t.{key}" in column for column in extra.columns) or f"t.{key}" in f"{extra.where}{extra.expression}"


def free_columns(schema: Schema) -> list[tuple[Table, Column]]:
    """Columns that nothing refers to, in tables that keep another."""
    return [(table, column) for table in schema.tables for column in table.columns if len(table.columns) > 1 and not is_used(schema, table, column.key)]
