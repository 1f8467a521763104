"""Columns in the terms of drizzle-kit's snapshot; each expectation was measured with drizzle-kit 0.31."""

import pytest

from hooks.sources.schema import Column, Generated
from tests.hooks.sources.declaring import bare, only, table


@pytest.mark.parametrize(
    ("text", "column"),
    [
        pytest.param("a: text()", Column("a", "text"), id="name from the property"),
        pytest.param('a: text("b")', Column("b", "text"), id="name from the argument"),
        pytest.param('a: text("")', Column("a", "text"), id="an empty name is none"),
        pytest.param('"with space": text()', Column("with space", "text"), id="quoted property"),
        pytest.param("größe: text()", Column("größe", "text"), id="non-ASCII property"),
        pytest.param('a: text("b", { length: 10 })', Column("b", "text(10)"), id="length"),
        pytest.param("a: text({ length: 0 })", Column("a", "text"), id="length of zero is none"),
        pytest.param('a: text({ mode: "json", length: 5 })', Column("a", "text"), id="JSON has no length"),
        pytest.param('a: text({ enum: ["x", "y"] })', Column("a", "text"), id="enum is a matter of types"),
        pytest.param('a: integer({ mode: "timestamp_ms" })', Column("a", "integer"), id="timestamp"),
        pytest.param('a: integer("b", { mode: "boolean" })', Column("b", "integer"), id="boolean"),
        pytest.param("a: int()", Column("a", "integer"), id="int is integer"),
        pytest.param('a: real("b")', Column("b", "real"), id="real"),
        pytest.param('a: numeric({ mode: "bigint" })', Column("a", "numeric"), id="numeric"),
        pytest.param('a: blob({ mode: "json" })', Column("a", "blob"), id="blob"),
        pytest.param("a: text().notNull()", Column("a", "text", not_null=True), id="not null"),
        pytest.param("a: text().primaryKey()", Column("a", "text", primary_key=True, not_null=True), id="a primary key is not null"),
        pytest.param(
            "a: integer().primaryKey({ autoIncrement: true })",
            Column("a", "integer", primary_key=True, not_null=True, autoincrement=True),
            id="autoincrement",
        ),
        pytest.param(
            "a: integer().primaryKey({ autoIncrement: false })", Column("a", "integer", primary_key=True, not_null=True), id="autoincrement switched off"
        ),
        pytest.param(
            "a: text().$type<string[]>().$default(() => x()).$defaultFn(() => x()).$onUpdate(() => x()).$onUpdateFn(() => x())",
            Column("a", "text"),
            id="what only the application sees",
        ),
        pytest.param("a: text().generatedAlwaysAs(sql`upper(b)`)", Column("a", "text", generated=Generated("(upper(b))", "virtual")), id="generated, virtual"),
        pytest.param(
            'a: text().generatedAlwaysAs(() => sql`${1} || ${sql`b`}`, { mode: "stored" })',
            Column("a", "text", generated=Generated("(? || b)", "stored")),
            id="generated, stored, by a function",
        ),
        pytest.param('a: text().generatedAlwaysAs("x")', Column("a", "text", generated=Generated("(x)", "virtual")), id="generated from a string"),
    ],
)
def test_a_column_has_the_type_and_the_flags_of_its_builder(text: str, column: Column) -> None:
    assert bare(only(text).columns) == [column]


@pytest.mark.parametrize(
    ("default", "value"),
    [
        pytest.param('"x"', "\"'x'\"", id="string"),
        pytest.param('"it\'s"', "\"'it''s'\"", id="string with a quote"),
        pytest.param("`a${1 + 1}`", "\"'a2'\"", id="template"),
        pytest.param('"\\u{1F600}\\n"', "\"'😀\\n'\"", id="escapes"),
        pytest.param("0", "0", id="zero"),
        pytest.param("-0", "0", id="minus zero"),
        pytest.param("1.0", "1", id="whole number with a point"),
        pytest.param("1e21", "1e+21", id="large number"),
        pytest.param("0x1F", "31", id="hexadecimal"),
        pytest.param("1_000", "1000", id="separated digits"),
        pytest.param("0.1 + 0.2", "0.30000000000000004", id="calculated"),
        pytest.param("NaN", "null", id="not a number"),
        pytest.param("false", "false", id="boolean is no number"),
        pytest.param("null", "\"'null'\"", id="null becomes text"),
        pytest.param("undefined", None, id="undefined is no default"),
        pytest.param('{ b: [1, null, undefined], 2: "é" }', '"\'{\\"2\\":\\"é\\",\\"b\\":[1,null,null]}\'"', id="JSON, index keys first"),
        pytest.param("new Date(0)", '"\'\\"1970-01-01T00:00:00.000Z\\"\'"', id="date"),
        pytest.param("new Date('2024-02-29T12:34:56Z')", '"\'\\"2024-02-29T12:34:56.000Z\\"\'"', id="date from ISO 8601"),
        pytest.param('Buffer.from("hi")', '"\'{\\"type\\":\\"Buffer\\",\\"data\\":[104,105]}\'"', id="buffer"),
        pytest.param("new Uint8Array([1, 2])", '"\'{\\"0\\":1,\\"1\\":2}\'"', id="bytes"),
        pytest.param("sql`CURRENT_TIMESTAMP`", '"CURRENT_TIMESTAMP"', id="sql"),
        pytest.param("sql<string[]>`  '[]' `", "\"  '[]' \"", id="sql with a type, spaces kept"),
        pytest.param("sql`(${sql`a`} + ${sql.raw('b')})`", '"(a + b)"', id="nested sql"),
        pytest.param("sql.join([sql`a`, sql`b`], sql`, `)", '"a, b"', id="joined sql"),
        pytest.param("sql``", '""', id="empty sql"),
        pytest.param("sql`${5}`.inlineParams()", '"5"', id="inlined number"),
    ],
)
def test_a_default_is_the_json_that_the_snapshot_holds(default: str, value: str | None) -> None:
    assert only(f"a: text().default({default} as any)").columns["a"].default == value


def test_the_last_call_of_a_builder_wins() -> None:
    built = only('a: text().default("x").default("y").unique("one").unique("two")')
    assert (built.columns["a"].default, list(built.indexes)) == ("\"'y'\"", ["two"])


def test_builders_can_be_changed_so_that_a_shared_one_keeps_its_first_name() -> None:
    text = 'const mail = text().unique(); export const a = sqliteTable("a", { mail }); export const t = sqliteTable("t", { other: mail });'
    built = table(text)
    assert (list(built.columns), list(built.indexes)) == (["mail"], ["a_mail_unique"])


def test_a_shared_builder_gives_each_table_what_it_said_then() -> None:
    text = 'const c = text(); export const a = sqliteTable("a", { c }); export const t = sqliteTable("t", { c: c.notNull() });'
    assert not table(text, "a").columns["c"].not_null
    assert table(text).columns["c"].not_null


@pytest.mark.parametrize(
    ("definition", "call", "kind"),
    [
        pytest.param("{ dataType: () => 'datetime' }", "custom()", "datetime", id="arrow"),
        pytest.param("{ dataType() { return 'datetime'; } }", "custom('x')", "datetime", id="method"),
        pytest.param("{ dataType(config) { return `vector(${config.size})`; } }", "custom({ size: 3 })", "vector(3)", id="configured"),
        pytest.param("{ dataType: (c) => (c === undefined ? 'char' : `char(${c.n})`) }", "custom('x', { n: 2 })", "char(2)", id="named and configured"),
    ],
)
def test_a_custom_type_is_what_its_function_returns(definition: str, call: str, kind: str) -> None:
    text = f'const custom = customType<{{ data: string }}>({definition}); export const t = sqliteTable("t", {{ a: {call} }});'
    assert [column.type for column in table(text).columns.values()] == [kind]


def test_columns_may_come_from_a_callback() -> None:
    built = table('export const t = sqliteTable("t", (c) => ({ a: c.integer().primaryKey(), b: c.text("bb") }));')
    assert {name: column.type for name, column in built.columns.items()} == {"a": "integer", "bb": "text"}


def test_a_column_lies_where_its_property_stands() -> None:
    text = 'export const t = sqliteTable(\n  "t",\n  {\n    größe: text(), b: integer()\n      .notNull(),\n  },\n);'
    built = table(text)
    places = [column.location for column in built.columns.values()]
    assert [(place.line, place.column, place.end_line) for place in places if place] == [(5, 5, 5), (5, 20, 6)]
    assert built.location is not None
    assert (built.location.line, built.location.end_line) == (2, 3)


def test_names_that_are_numbers_come_first_as_in_every_javascript_object() -> None:
    built = only("b: text(), 10: text(), 9: text(), a: text()")
    assert list(built.columns) == ["9", "10", "b", "a"]
