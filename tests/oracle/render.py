"""A generated schema to TypeScript files."""

from tests.oracle.declarations import custom_name, default_name, table, view
from tests.oracle.imports import imports
from tests.oracle.model import Schema, Style, Table
from tests.oracle.texts import PRELUDE
from tests.oracle.words import builder, has_word, literal

SYSTEM = "../__generated__/sys_schema.ts"
_SYSTEM_TEXT = (
    'import { sqliteTable, text } from "drizzle-orm/sqlite-core";\n'
    'export const esSystemAuthUser = sqliteTable("es_system__auth_user", { id: text("id").primaryKey(), email: text("email") });\n'
)
_COMMENTS = ('// a comment with sqliteTable("not_a_table", {})', "/* text('gone') */", '/** documented: index("nope") */')


def files(schema: Schema) -> dict[str, str]:
    """Every module, by its path relative to the directory of `db_schema.ts`."""
    names = {one.file for one in schema.tables} | {"db_schema"}
    written = {f"{name}.ts": _module(schema, name) for name in sorted(names)}
    if any("esSystemAuthUser" in text for text in written.values()):
        written[SYSTEM] = _SYSTEM_TEXT
    return written


def _module(schema: Schema, file: str) -> str:
    style = schema.style
    tables = [one for one in schema.tables if one.file == file]
    views = schema.views if file == "db_schema" else []
    body = [table(one, style) for one in tables] + [view(one, style) for one in views]
    if file == "db_schema":
        body += _reexports(schema) + style.extra_lines
    if style.exports == "end" and (tables or views):
        variables = [one.variable for one in tables if not one.hidden] + [one.variable for one in views]
        body.append(f"export {{ {', '.join(variables)} }}")
    body = [*_constants(tables, style), *body]
    body = [*_prelude("\n".join(body), style), *body]
    return _dressed([*imports(schema, file, "\n".join(body)), *body], style)


def _prelude(body: str, style: Style) -> list[str]:
    """The declarations that the body uses."""
    return [text.replace("TEXT", builder("text", style)) for name, text in PRELUDE.items() if has_word(body, name)]


def _dressed(lines: list[str], style: Style) -> str:
    """Comments, semicolons, line ends."""
    commented: list[str] = []
    for number, line in enumerate(lines):
        if style.comments and number % style.comments == 0:
            commented.append(_COMMENTS[number % len(_COMMENTS)])
        commented.append(line + ";" if style.semicolons else line)
    text = "\n".join(commented) + "\n"
    return ("\ufeff" if style.bom else "") + (text.replace("\n", "\r\n") if style.crlf else text)


def _reexports(schema: Schema) -> list[str]:
    others = sorted({table.file for table in schema.tables} - {"db_schema"})
    form = schema.style.exports
    lines = []
    for other in others:
        variables = [table.variable for table in schema.tables if table.file == other and not table.hidden]
        if form == "end":
            lines.append(f"export {{ {', '.join(variables)} }} from {literal(f'./{other}', schema.style)}")
        elif form == "renamed":
            lines.append(f"export {{ {', '.join(f'{variable} as {variable}Table' for variable in variables)} }} from {literal(f'./{other}', schema.style)}")
        else:
            lines.append(f"export * from {literal(f'./{other}', schema.style)}")
    return lines


def _constants(tables: list[Table], style: Style) -> list[str]:
    lines = []
    if style.constants == "names":
        names = ", ".join(f"{one.variable}: {literal(one.name, style)}" for one in tables)
        lines.append(f"const NAMES = {{ {names} }} as const")
    if style.constants == "enum" and tables:
        lines.append(f"enum Names {{ {', '.join(f'{one.variable} = {literal(one.name, style)}' for one in tables)} }}")
    if any(one.creator == "creator" for one in tables):
        lines.append(f"const table = {builder('sqliteTableCreator', style)}((name) => `app_${{name}}`)")
    customs = sorted({column.config["type"] for one in tables for column in one.columns if column.builder == "custom"})
    for number, kind in enumerate(customs):
        variable = custom_name(kind)
        form = f"dataType() {{ return {kind}; }}" if number % 2 else f"dataType: () => {kind}"
        lines.append(f"const {variable} = {builder('customType', style)}<{{ data: string }}>({{ {form} }})")
    if style.constants == "defaults":
        lines += [f"const {default_name(value)} = {value}" for value in sorted(_hoisted(tables))]
    return lines


def _hoisted(tables: list[Table]) -> set[str]:
    return {column.default for one in tables for column in one.columns if column.default and column.default.startswith("sql`")}
