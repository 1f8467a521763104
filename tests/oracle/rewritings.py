"""Ways to write a schema differently that drizzle-kit does not notice, or should not. The oracle says which."""

from random import Random

from tests.oracle import generate
from tests.oracle.kinds import KINDS, is_used, kind, on_column
from tests.oracle.model import Column, Extra, Schema


@kind
def same_text(_random: Random, _schema: Schema) -> bool:
    return True


@kind
def rename_property(random: Random, schema: Schema) -> bool:
    fitting = [(table, column) for table in schema.tables for column in table.columns if not is_used(schema, table, column.key)]
    if not fitting:
        return False
    _table, column = random.choice(fitting)
    column.name = column.database_name
    column.key = f"{column.key}Renamed"
    return True


@kind
def rename_variable(random: Random, schema: Schema) -> bool:
    fitting = [table for table in schema.tables if not is_used(schema, table, None) and not any(is_used(schema, table, one.key) for one in table.columns)]
    fitting = [table for table in fitting if not any(one.reference and one.reference.table == table.variable for one in table.columns)]
    if fitting:
        random.choice(fitting).variable += "Table"
    return bool(fitting)


@kind
def reorder_columns(random: Random, schema: Schema) -> bool:
    random.shuffle(random.choice(schema.tables).columns)
    return True


@kind
def reorder_tables(random: Random, schema: Schema) -> bool:
    random.shuffle(schema.tables)
    return True


@kind
def reorder_extras(random: Random, schema: Schema) -> bool:
    random.shuffle(random.choice(schema.tables).extras)
    return True


@kind
def other_form(random: Random, schema: Schema) -> bool:
    table = random.choice(schema.tables)
    table.form = random.choice(("array", "object", "return", "function", "spread", "pushed", "computed", "destructured"))
    return bool(table.extras)


@kind
def move_to_other_file(random: Random, schema: Schema) -> bool:
    random.choice(schema.tables).file = random.choice(("people", "content", "db_schema"))
    return True


def _calls(random: Random, column: Column) -> None:
    column.calls = generate.calls(random)


def _reorder_calls(random: Random, column: Column) -> None:
    column.order = random.randint(0, 23)


def _enum(random: Random, column: Column) -> None:
    column.config["enum"] = random.choice(('["a", "b", "c"]', "['z']", '["q"] as const'))


def _mode(random: Random, column: Column) -> None:
    column.config["mode"] = random.choice(('"number"', '"boolean"')) if column.builder == "integer" else '"text"'


def _explicit_name(_random: Random, column: Column) -> None:
    column.name = column.database_name


def _explicit_no_action(_random: Random, column: Column) -> None:
    reference = column.reference
    assert reference is not None
    reference.on_delete = reference.on_delete or "no action"
    reference.on_update = reference.on_update or "no action"


def _no_increment(_random: Random, column: Column) -> None:
    column.primary = "{ autoIncrement: false }" if column.primary == "" else ""


def _unique_to_extra(random: Random, schema: Schema) -> bool:
    fitting = [(table, column) for table in schema.tables for column in table.columns if column.unique is not None]
    if not fitting:
        return False
    table, column = random.choice(fitting)
    name, form = column.unique, random.choice(("unique", "uniqueIndex"))
    column.unique = None
    table.extras.append(Extra(form, "uniqueMoved", name or (f"{table.name}_{column.database_name}_unique" if form == "uniqueIndex" else None), [column.key]))
    return True


def _reference_to_extra(random: Random, schema: Schema) -> bool:
    fitting = [(table, column) for table in schema.tables for column in table.columns if column.reference is not None]
    if not fitting:
        return False
    table, column = random.choice(fitting)
    reference = column.reference
    assert reference is not None
    actions = [f".{call}('{value}')" for call, value in (("onDelete", reference.on_delete), ("onUpdate", reference.on_update)) if value]
    column.reference = None
    table.extras.append(Extra("foreignKey", "keyMoved", None, [column.key], foreign=(reference.table, [reference.column]), actions=actions))
    return True


def _same_number(random: Random, schema: Schema) -> bool:
    pairs = {"1_000": "1000", "0x10": "16", "1e3": "1e+3", "1.5": "1.50", "0": "0.0", "-0": "0", "2 ** 10": "1024", "60 * 60 * 24": "86400"}
    pairs |= {"'a'": "`a`", "''": "``", '"it\'s"': "'it\\'s'", "'\\u0041'": "'A'", "!1": "false"}
    fitting = [column for table in schema.tables for column in table.columns if column.default in pairs]
    if fitting:
        column = random.choice(fitting)
        column.default = pairs[str(column.default)]
    return bool(fitting)


KINDS["other_calls"] = on_column(lambda column: True, _calls)
KINDS["reorder_calls"] = on_column(lambda column: True, _reorder_calls)
KINDS["other_enum"] = on_column(lambda column: column.builder == "text" and "mode" not in column.config, _enum)
KINDS["other_mode"] = on_column(lambda column: column.builder in {"integer", "text"} and column.default is None, _mode)
KINDS["explicit_name"] = on_column(lambda column: column.name is None, _explicit_name)
KINDS["explicit_no_action"] = on_column(lambda column: column.reference is not None, _explicit_no_action)
KINDS["explicit_no_autoincrement"] = on_column(lambda column: column.primary in {"", "{ autoIncrement: false }"} and column.builder == "integer", _no_increment)
KINDS["unique_to_third_argument"] = _unique_to_extra
KINDS["reference_to_third_argument"] = _reference_to_extra
KINDS["same_value_otherwise"] = _same_number


@kind
def other_style(random: Random, schema: Schema) -> bool:
    lines = schema.style.extra_lines
    schema.style = generate.style(random)
    schema.style.extra_lines = lines
    return True


@kind
def add_noise(random: Random, schema: Schema) -> bool:
    schema.style.extra_lines = generate.noise(random, schema)
    return True


@kind
def other_line_endings(_random: Random, schema: Schema) -> bool:
    schema.style.crlf = not schema.style.crlf
    return True


@kind
def byte_order_mark(_random: Random, schema: Schema) -> bool:
    schema.style.bom = True
    return True


@kind
def add_comments(_random: Random, schema: Schema) -> bool:
    schema.style.comments = 1 if schema.style.comments != 1 else 0
    return True
