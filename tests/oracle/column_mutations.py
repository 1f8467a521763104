"""Changes to columns. drizzle-kit says which of them the database sees."""

from collections.abc import Callable
from random import Random

from tests.oracle import generate, texts
from tests.oracle.kinds import KINDS, free_columns, kind, on_column
from tests.oracle.model import Column, Reference, Schema


def _add(random: Random, schema: Schema, **attributes: object) -> bool:
    table = random.choice(schema.tables)
    new = Column(generate.fresh(random, {column.key for column in table.columns} | {column.database_name for column in table.columns}) + "9", "text")
    for name, value in attributes.items():
        setattr(new, name, value)
    table.columns.insert(random.randint(1 if table.columns else 0, len(table.columns)), new)
    return True


@kind
def add_nullable_column(random: Random, schema: Schema) -> bool:
    return _add(random, schema)


@kind
def add_not_null_column(random: Random, schema: Schema) -> bool:
    return _add(random, schema, not_null=True, default=random.choice((None, "'x'", "sql`'x'`")))


@kind
def add_any_column(random: Random, schema: Schema) -> bool:
    table = random.choice(schema.tables)
    new = generate.column(random, table, schema)
    if table.callback_columns and new.builder in {"custom", "int"}:
        return False
    table.columns.append(new)
    return True


@kind
def add_primary_key_column(random: Random, schema: Schema) -> bool:
    return _add(random, schema, builder="integer", primary="")


@kind
def add_virtual_column(random: Random, schema: Schema) -> bool:
    return _add(random, schema, generated=("sql`'v'`", random.choice(("virtual", None))))


@kind
def add_stored_column(random: Random, schema: Schema) -> bool:
    return _add(random, schema, generated=("sql`'v'`", "stored"))


@kind
def add_referencing_column(random: Random, schema: Schema) -> bool:
    return _add(random, schema, reference=generate.reference(random, random.choice(schema.tables)))


@kind
def add_unique_column(random: Random, schema: Schema) -> bool:
    return _add(random, schema, unique="")


@kind
def drop_column(random: Random, schema: Schema) -> bool:
    fitting = free_columns(schema)
    if fitting:
        table, column = random.choice(fitting)
        table.columns.remove(column)
    return bool(fitting)


@kind
def rename_column(random: Random, schema: Schema) -> bool:
    column = random.choice(random.choice(schema.tables).columns)
    column.name = f"{column.database_name}_new"
    return True


@kind
def drop_and_add_column(random: Random, schema: Schema) -> bool:
    return drop_column(random, schema) and add_nullable_column(random, schema)


def _plain(column: Column) -> bool:
    return not column.config and column.primary is None and column.builder in {"text", "integer", "real", "numeric", "blob"}


def _retyped(random: Random, column: Column) -> None:
    column.builder = random.choice([name for name in ("text", "integer", "real", "numeric", "blob") if name != column.builder])


def _set_not_null(_random: Random, column: Column) -> None:
    column.not_null = not column.not_null


def _set_default(value: str | None) -> Callable[[Random, Column], None]:
    def change(_random: Random, column: Column) -> None:
        column.default = value

    return change


def _other_default(random: Random, column: Column) -> None:
    column.default = generate.default(random, column)


KINDS["change_type"] = on_column(_plain, _retyped)
KINDS["toggle_not_null"] = on_column(lambda column: True, _set_not_null)
KINDS["change_default"] = on_column(lambda column: column.default is not None, _other_default)
KINDS["add_default"] = on_column(lambda column: column.default is None and column.generated is None, _other_default)
KINDS["drop_default"] = on_column(lambda column: column.default is not None, _set_default(None))
KINDS["default_to_undefined"] = on_column(lambda column: column.default is not None, _set_default("undefined"))
KINDS["default_to_null"] = on_column(lambda column: True, _set_default("null"))


@kind
def default_literal_to_sql(random: Random, schema: Schema) -> bool:
    pairs = {
        "'a'": "sql`'a'`",
        "0": "sql`0`",
        "1": "sql`1`",
        "1.5": "sql`1.5`",
        "true": "sql`true`",
        "false": "0",
        "''": "sql`''`",
        "-1": "sql`-1`",
        "1e3": "1000",
    }
    fitting = [column for table in schema.tables for column in table.columns if column.default in pairs]
    if not fitting:
        return False
    column = random.choice(fitting)
    column.default = pairs[str(column.default)]
    return True


@kind
def default_sql_spacing(random: Random, schema: Schema) -> bool:
    fitting = [column for table in schema.tables for column in table.columns if column.default and column.default.startswith("sql`(")]
    if not fitting:
        return False
    column = random.choice(fitting)
    column.default = random.choice(
        (str(column.default).replace("sql`(", "sql`( "), str(column.default).replace("sql`", "sql` "), str(column.default).upper().replace("SQL`", "sql`"))
    )
    return True


def _set_length(random: Random, column: Column) -> None:
    column.config["length"] = str(random.randint(1, 300))


def _other_custom(random: Random, column: Column) -> None:
    column.config = {"type": random.choice(texts.CUSTOM_TYPES)}


def _increment(_random: Random, column: Column) -> None:
    column.primary = "" if column.primary and "true" in column.primary else "{ autoIncrement: true }"


def _toggle_primary(_random: Random, column: Column) -> None:
    column.primary = "" if column.primary is None else None


def _unique(random: Random, column: Column) -> None:
    column.unique = random.choice(("", f"{column.key}_named")) if column.unique is None else None


def _generate(random: Random, column: Column) -> None:
    if column.generated is None:
        column.generated = ("sql`'g'`", random.choice(("virtual", "stored", None)))
    else:
        column.generated = random.choice((None, (column.generated[0], "stored"), (column.generated[0], "virtual"), ("sql`'other'`", column.generated[1])))


def _refer(random: Random, column: Column) -> None:
    reference = column.reference
    assert reference is not None
    if random.random() < 0.3:
        column.reference = None
    elif random.random() < 0.5:
        reference.on_delete = random.choice((None, *texts.ACTIONS))
    else:
        reference.on_update = random.choice((None, *texts.ACTIONS))


KINDS["change_length"] = on_column(lambda column: column.builder == "text", _set_length)
KINDS["change_custom_type"] = on_column(lambda column: column.builder == "custom", _other_custom)
KINDS["toggle_autoincrement"] = on_column(lambda column: column.primary is not None and column.builder == "integer", _increment)
KINDS["toggle_primary_key"] = on_column(lambda column: column.builder in {"text", "integer"}, _toggle_primary)
KINDS["toggle_unique"] = on_column(lambda column: True, _unique)
KINDS["change_generated"] = on_column(lambda column: column.generated is not None or column.default is None, _generate)
KINDS["change_reference"] = on_column(lambda column: column.reference is not None, _refer)


@kind
def add_reference(random: Random, schema: Schema) -> bool:
    fitting = [column for table in schema.tables for column in table.columns if column.reference is None]
    if fitting:
        random.choice(fitting).reference = generate.reference(random, random.choice(schema.tables))
    return bool(fitting)


@kind
def redirect_reference(random: Random, schema: Schema) -> bool:
    fitting = [column for table in schema.tables for column in table.columns if column.reference is not None]
    if fitting:
        random.choice(fitting).reference = Reference("esSystemAuthUser", "id")
    return bool(fitting)
