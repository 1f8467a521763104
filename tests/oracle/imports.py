"""The imports that a module needs: those whose names its body mentions."""

from collections.abc import Iterator

from tests.oracle.model import Schema, Style
from tests.oracle.words import builder, has_word, literal

CORE = ("sqliteTable", "sqliteTableCreator", "sqliteView", "text", "integer", "int", "real", "numeric", "blob", "customType", "index", "uniqueIndex")
CORE_MORE = ("unique", "primaryKey", "foreignKey", "check")
TYPE = "AnySQLiteColumn"
ORM = ("sql", "asc", "desc", "relations", "getTableColumns", "getTableName", "eq", "ne", "gt", "gte", "lt", "isNull", "isNotNull", "and", "or", "not", "like")
ORM_MORE = ("inArray", "notInArray", "between", "exists", "count", "max")
FOREIGN = {"nanoid": "nanoid", "z": "zod", "createInsertSchema": "drizzle-zod"}
"""Names from packages that have nothing to do with the database."""


def imports(schema: Schema, file: str, body: str) -> Iterator[str]:
    """One line a module."""
    style = schema.style
    yield from _core(body, style)
    orm = [name for name in (*ORM, *ORM_MORE) if has_word(body, name)]
    if orm:
        yield _line(orm, "drizzle-orm", style)
    for name, module in FOREIGN.items():
        if has_word(body, name):
            yield _line([name], module, style)
    if "esSystemAuthUser" in body:
        yield _line(["esSystemAuthUser"], "../__generated__/sys_schema", style)
    for other in sorted({table.file for table in schema.tables} - {file}):
        wanted = [table.variable for table in schema.tables if table.file == other and has_word(body, table.variable)]
        if wanted:
            yield _line(wanted, f"./{other}", style)


def _core(body: str, style: Style) -> Iterator[str]:
    module = "drizzle-orm/sqlite-core"
    if has_word(body, TYPE):
        yield f"import type {{ {TYPE} }} from {literal(module, style)}"
    if style.imports == "namespace":
        yield f"import * as s from {literal(module, style)}"
        return
    used = [name for name in (*CORE, *CORE_MORE) if has_word(body, builder(name, style))]
    if used:
        yield _line([f"{name} as {name}_" if style.imports == "aliased" else name for name in used], module, style)


def _line(names: list[str], module: str, style: Style) -> str:
    return f"import {{ {', '.join(names)} }} from {literal(module, style)}"
