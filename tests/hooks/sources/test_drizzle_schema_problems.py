"""What cannot be resolved: a problem at its place that names the construct, and nothing else is hidden by it."""

import pytest

from hooks.errors import NoVerdict
from tests.hooks.sources.declaring import IMPORTS, problems, read

_ACME = 'import { ext } from "@acme/db"; '


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        pytest.param(
            "a: text().default(»ext())", 'column "a" of table "t" cannot be known: "ext" comes from the package "@acme/db", which is not read', id="default"
        ),
        pytest.param(
            "a: text({ length: »ext })", 'column "a" of table "t" cannot be known: "ext" comes from the package "@acme/db", which is not read', id="length"
        ),
        pytest.param(
            "a: text().default(»process.env.X)",
            'column "a" of table "t" cannot be known: "process" is not known before the module runs',
            id="value of the run",
        ),
        pytest.param(
            "a: text().references(»ext)",
            'the foreign key of column "a" of table "t" cannot be known: "ext" comes from the package "@acme/db", which is not read',
            id="reference",
        ),
        pytest.param(
            "a: »ext().notNull()", 'column "a" of table "t" cannot be known: "ext" comes from the package "@acme/db", which is not read', id="whole column"
        ),
        pytest.param(
            "a: text(»ext)", 'the name of column "a" of table "t" cannot be known: "ext" comes from the package "@acme/db", which is not read', id="name"
        ),
        pytest.param("...»ext", 'what columns table "t" has cannot be known: "ext" comes from the package "@acme/db", which is not read', id="spread"),
        pytest.param("a: »text().nope()", '"text().nope" is not a function', id="no such method"),
        pytest.param("a: »nowhere()", '"nowhere" is not declared', id="no such name"),
        pytest.param("»a: blob().default(10n)", "drizzle-kit cannot write a bigint default: it has no JSON", id="bigint"),
        pytest.param(
            "»a: text().default(sql`${'x'}`)", "a default may hold neither columns nor parameters: drizzle-kit refuses it", id="parameter in a default"
        ),
    ],
)
def test_a_problem_in_a_column_names_it_and_hides_nothing_else(columns: str, message: str) -> None:
    text = f'{_ACME}export const t = sqliteTable("t", {{ {columns}, ok: text() }}); export const u = sqliteTable("u", {{}});'
    found = read(IMPORTS + text.replace("»", ""))
    places = [(problem.location.line, problem.location.column, problem.message) for problem in found.problems]
    assert places == [(2, text.index("»") + 1, message)]
    assert sorted(found.schema.tables) == ["t", "u"]
    assert found.schema.tables["t"].columns["ok"].complete or "..." in columns
    assert found.schema.tables["u"].complete


@pytest.mark.parametrize(
    ("columns", "table_complete", "column_complete"),
    [
        pytest.param("a: text()", True, True, id="all known"),
        pytest.param("a: text().default(ext)", True, False, id="column in doubt"),
        pytest.param("...ext, a: text()", False, True, id="more columns possible"),
        pytest.param("b: text(), ...ext, a: text()", False, True, id="a column before them may be another"),
        pytest.param("a: text().references(ext)", False, True, id="foreign key in doubt"),
    ],
)
def test_records_say_what_is_certain(columns: str, table_complete: bool, column_complete: bool) -> None:
    table = read(f'{IMPORTS}{_ACME}export const t = sqliteTable("t", {{ {columns} }});').schema.tables["t"]
    assert (table.complete, table.columns["a"].complete) == (table_complete, column_complete)


@pytest.mark.parametrize(
    ("extra", "indexes"),
    [
        pytest.param('[index("i").on(t.a), ...ext(t), index("j").on(t.a)]', ["i", "j"], id="spread into the array"),
        pytest.param('[index("i").on(t.a), ext(t)]', ["i"], id="one of them"),
        pytest.param('[index("i").on(t.a), index("k").on(ext)]', ["i"], id="columns of an index"),
        pytest.param('[index("i").on(t.a), index("k").on(t.nope)]', ["i"], id="a column that is not there"),
        pytest.param('[index("i").on(t.a), check("c", sql`1`), check("c", sql`2`)]', ["i"], id="two checks of one name"),
        pytest.param("ext(t)", [], id="all of it"),
        pytest.param("undefined", [], id="nothing returned"),
    ],
)
def test_a_problem_in_the_third_argument_hides_nothing_else(extra: str, indexes: list[str]) -> None:
    found = read(f'{IMPORTS}{_ACME}export const t = sqliteTable("t", {{ a: text() }}, (t) => ({extra}));')
    assert (len(found.problems), list(found.schema.tables["t"].indexes)) == (1, indexes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "export const t = ext();", 'what "t" declares cannot be known: "ext" comes from the package "@acme/db", which is not read', id="exported value"
        ),
        pytest.param(
            "export const t = sqliteTable(ext, {});",
            'what "t" declares cannot be known: the name of the table is unknown: "ext" comes from the package "@acme/db", which is not read',
            id="name of a table",
        ),
        pytest.param('export * from "@acme/db";', 'not all that "export *" exports can be known', id="star of a package"),
        pytest.param("export const t = await ext();", 'what "t" declares cannot be known: "await" cannot be evaluated', id="await"),
        pytest.param(
            "class C extends ext { make() { return sqliteTable('t', {}); } } export const t = new C().make();",
            'what "t" declares cannot be known: this class cannot be evaluated',
            id="class of a package's class",
        ),
        pytest.param(
            "const s = process.env.X ? { t: 1 } : { t: sqliteTable('t', {}) }; export const { t } = s;",
            'what "t" declares cannot be known: "process" is not known before the module runs',
            id="part of a choice",
        ),
        pytest.param(
            "const o: any = { t: 1, ...(process.env.X ? {} : { t: sqliteTable('t', {}) }) }; export const t = o.t;",
            'what "t" declares cannot be known: "process" is not known before the module runs',
            id="spread over",
        ),
        pytest.param(
            "const o: any = { [process.env.X!]: sqliteTable('t', {}) }; export const t = o.x;",
            'what "t" declares cannot be known: "process" is not known before the module runs',
            id="under a key of the run",
        ),
        pytest.param(
            "export const [t] = (function* () { yield sqliteTable('t', {}); })();",
            'what "t" declares cannot be known: what an async or generator function returns cannot be known',
            id="generator",
        ),
        pytest.param(
            "export const t = new Proxy(sqliteTable('t', {}), {});", 'what "t" declares cannot be known: what a proxy gives is not followed', id="proxy"
        ),
        pytest.param(
            "export const t = process.env.X! && sqliteTable('t', {});",
            'what "t" declares cannot be known: "process" is not known before the module runs',
            id="behind a condition",
        ),
        pytest.param(
            "const c: any = {}; for (const i in ['a']) c[i] = 1;",
            "what this statement does cannot be known: iterating over the keys of this value is not supported",
            id="keys of an array, to which drizzle-kit adds one",
        ),
        pytest.param("if (process.env.X) { ext(); }", 'what this statement does cannot be known: "process" is not known before the module runs', id="branch"),
        pytest.param(
            "const c: any = {}; ext(c);", 'what this statement does cannot be known: "ext" comes from the package "@acme/db", which is not read', id="effect"
        ),
    ],
)
def test_where_a_table_may_hide_the_schema_is_not_complete(text: str, message: str) -> None:
    found = read(IMPORTS + _ACME + text)
    assert [problem.message for problem in found.problems] == [message]
    assert not found.schema.complete


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('ext("x", 1, null); new ext.Logger("x").info();', id="called with what nobody can change"),
        pytest.param('ext(process.env.LEVEL ?? "info", typeof process !== "undefined", !process.env.CI);', id="called with plain values of that moment"),
        pytest.param("export const s = class extends ext { x = 1; };", id="base class"),
        pytest.param(
            "export const t2 = sqliteTable('t2', { a: text().$defaultFn(ext).$onUpdate(() => ext(t2)).$type<typeof ext>() });", id="what only the app sees"
        ),
        pytest.param("export const db = new Proxy({}, {}); export const later = (async () => ext)();", id="what stands for something later"),
        pytest.param("export const c = getTableConfig(sqliteTable('x', {})); export const b = is(ext, Table);", id="questions about tables"),
    ],
)
def test_an_unread_package_that_no_table_hangs_on_is_no_problem(text: str) -> None:
    imports = 'import { is, Table } from "drizzle-orm"; import { getTableConfig } from "drizzle-orm/sqlite-core";\n'
    found = read(IMPORTS + _ACME + imports + text)
    assert (found.problems, found.schema.complete) == ((), True)


@pytest.mark.parametrize(
    ("config", "columns", "unknown"),
    [
        pytest.param('export default defineConfig({ casing: "snake_case" });', ["id", "is_on", "made_at"], ["madeBy"], id="snake case"),
        pytest.param('const casing = "camelCase"; export default { casing };', ["id", "made_at"], ["is_on", "madeBy"], id="not read"),
        pytest.param('export default { "casing": "camelCase" };', ["id", "madeBy", "made_at"], ["is_on"], id="camel case"),
        pytest.param('export default { dialect: "sqlite" };', ["id", "is_on", "madeBy", "made_at"], [], id="none"),
    ],
)
def test_a_name_that_casing_may_change_is_not_known(config: str, columns: list[str], unknown: list[str]) -> None:
    text = 'export const t = sqliteTable("t", { id: text(), is_on: text(), madeBy: text(), madeAt: text("made_at") });'
    found = read(IMPORTS + text, {"../../drizzle.config.ts": config})
    assert list(found.schema.tables["t"].columns) == columns
    assert [problem.message.partition(" cannot be known")[0] for problem in found.problems] == [f'the name of column "{key}" of table "t"' for key in unknown]
    assert {problem.location.path for problem in found.problems} <= {"server/drizzle.config.ts"}
    assert found.schema.tables["t"].complete is not bool(unknown)


def test_packages_that_declare_no_tables_are_no_problem() -> None:
    text = 'import { createInsertSchema } from "drizzle-zod"; import { z } from "zod"; import { nanoid } from "nanoid"; export const t = sqliteTable("t", {});'
    assert (
        problems(f"{text} export const insert = createInsertSchema(t).omit({{ id: true }}); export const s = z.object({{}}); export const id = nanoid;") == []
    )


@pytest.mark.parametrize(
    ("content", "place"),
    [
        pytest.param(b"const a = 1;\nconst b = ;\n", "server/src/defs/db_schema.ts:2:9", id="syntax error"),
        pytest.param(b"const a = 1;\r\nconst b = ;\r\n", "server/src/defs/db_schema.ts:2:9", id="syntax error after CRLF"),
        pytest.param(b'const a = "\xff";', "server/src/defs/db_schema.ts:1:12", id="invalid UTF-8"),
    ],
)
def test_a_schema_that_cannot_be_read_has_no_verdict(content: bytes, place: str) -> None:
    with pytest.raises(NoVerdict) as reason:
        read(content)
    assert str(reason.value.location) == place
