"""Changes to tables, to what stands in their third argument, and to views."""

from random import Random

from tests.oracle import generate
from tests.oracle.kinds import KINDS, is_used, kind, on_extra
from tests.oracle.model import Extra, Schema, Table


@kind
def add_table(random: Random, schema: Schema) -> bool:
    schema.tables.append(generate.table(random, schema, len(schema.tables) + 5))
    return True


@kind
def drop_table(random: Random, schema: Schema) -> bool:
    fitting = [table for table in schema.tables if not is_used(schema, table)]
    if len(schema.tables) < 2 or not fitting:
        return False
    schema.tables.remove(random.choice(fitting))
    return True


@kind
def rename_table(random: Random, schema: Schema) -> bool:
    table = random.choice(schema.tables)
    table.name += "_v2"
    return True


@kind
def add_extra(random: Random, schema: Schema) -> bool:
    table = random.choice(schema.tables)
    new = generate.member(random, table, schema)
    new.key += "n"
    new.name = new.name and f"{new.name}n"
    table.extras.append(new)
    return True


@kind
def drop_extra(random: Random, schema: Schema) -> bool:
    fitting = [table for table in schema.tables if table.extras]
    if fitting:
        table = random.choice(fitting)
        table.extras.remove(random.choice(table.extras))
    return bool(fitting)


def _rename_extra(_random: Random, extra: Extra, _table: Table) -> None:
    extra.name = f"{extra.name or extra.key}_renamed"


def _other_columns(random: Random, extra: Extra, table: Table) -> None:
    keys = [column.key for column in table.columns]
    extra.columns = random.sample(keys, min(len(keys), random.choice((1, 2, 3))))


def _reverse_columns(_random: Random, extra: Extra, _table: Table) -> None:
    extra.columns.reverse()


def _toggle_unique_index(_random: Random, extra: Extra, _table: Table) -> None:
    extra.kind = "index" if extra.kind == "uniqueIndex" else "uniqueIndex"


def _where(random: Random, extra: Extra, table: Table) -> None:
    key = random.choice(table.columns).key
    extra.where = random.choice((None, generate.condition(random, key), extra.where and extra.where.replace("sql`", "sql` ")))


def _expression(random: Random, extra: Extra, table: Table) -> None:
    key = random.choice(table.columns).key
    spaced = extra.expression.replace("sql`", "sql` ", 1)
    extra.expression = random.choice((generate.condition(random, key), spaced, spaced, "sql`1`"))


def _direction(random: Random, extra: Extra, table: Table) -> None:
    key = random.choice(table.columns).key
    extra.columns = [random.choice((f"asc(t.{key})", f"desc(t.{key})", key, f"sql`${{t.{key}}}`", f"sql`{key}`", f"sql`coalesce(${{t.{key}}}, 1)`"))]


def _foreign_actions(random: Random, extra: Extra, _table: Table) -> None:
    extra.actions = random.choice(([], [".onDelete('cascade')"], [".onUpdate('restrict')"], [".onDelete('no action')"]))


INDEXES = {"index", "uniqueIndex"}
KINDS["rename_extra"] = on_extra(INDEXES | {"unique", "primaryKey", "foreignKey", "check"}, _rename_extra)
KINDS["change_extra_columns"] = on_extra(INDEXES | {"unique", "primaryKey"}, _other_columns)
KINDS["reverse_extra_columns"] = on_extra(INDEXES | {"unique", "primaryKey", "foreignKey"}, _reverse_columns)
KINDS["toggle_unique_index"] = on_extra(INDEXES, _toggle_unique_index)
KINDS["change_where"] = on_extra(INDEXES, _where)
KINDS["change_check"] = on_extra({"check"}, _expression)
KINDS["change_index_expression"] = on_extra(INDEXES, _direction)
KINDS["change_foreign_actions"] = on_extra({"foreignKey"}, _foreign_actions)


@kind
def inline_key_to_third_argument(random: Random, schema: Schema) -> bool:
    fitting = [(table, column) for table in schema.tables for column in table.columns if column.primary == ""]
    if not fitting:
        return False
    table, column = random.choice(fitting)
    column.primary = None
    table.extras.append(Extra("primaryKey", "moved", None, [column.key]))
    return True


@kind
def add_view(random: Random, schema: Schema) -> bool:
    schema.views.append(generate.view(random, schema, len(schema.views) + 5))
    return True


@kind
def drop_view(random: Random, schema: Schema) -> bool:
    if schema.views:
        schema.views.remove(random.choice(schema.views))
        return True
    return False


@kind
def change_view(random: Random, schema: Schema) -> bool:
    if not schema.views:
        return False
    view = random.choice(schema.views)
    other = generate.view(random, schema, 0)
    view.kind, view.body, view.fields = other.kind, other.body, other.fields
    return True
