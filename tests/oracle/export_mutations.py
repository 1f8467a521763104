"""Changes to what the modules export: only that is the schema."""

from random import Random

from tests.oracle import generate
from tests.oracle.kinds import kind
from tests.oracle.model import Schema


@kind
def hide_table(random: Random, schema: Schema) -> bool:
    random.choice(schema.tables).hidden = True
    return True


@kind
def export_under_another_name(random: Random, schema: Schema) -> bool:
    schema.style.extra_lines.append(f"export {{ {random.choice(schema.tables).variable} as {random.choice(('aaa', 'zzz'))} }}")
    return True


@kind
def export_as_default(random: Random, schema: Schema) -> bool:
    if any("export default" in line for line in schema.style.extra_lines):
        return False
    schema.style.extra_lines.append(f"export default {random.choice(schema.tables).variable}")
    return True


@kind
def second_table_of_one_name(random: Random, schema: Schema) -> bool:
    """Without expressions: of a second table drizzle finds no names for the columns in them, and stops."""
    fitting = [table for table in schema.tables if not table.extras and not any(column.generated for column in table.columns)]
    if not fitting:
        return False
    new = generate.table(random, schema, len(schema.tables) + 3)
    new.name, new.creator, new.extras = random.choice(fitting).name, "sqliteTable", []
    new.columns = [column for column in new.columns if not column.generated] or [generate.primary(random)]
    schema.tables.append(new)
    return True


@kind
def import_what_is_not_there(random: Random, schema: Schema) -> bool:
    missing = random.choice(("import './missing'", "import { nothing } from './missing'\nexport const used = nothing", "export * from './missing'"))
    schema.style.extra_lines.append(missing)
    return True
