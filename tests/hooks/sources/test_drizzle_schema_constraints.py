"""Indexes, keys, unique constraints and checks in the terms of drizzle-kit's snapshot."""

import pytest

from hooks.sources.schema import Check, Column, ForeignKey, Index, PrimaryKey
from tests.hooks.sources.declaring import bare, only, table

_COLUMNS = 'a: text(), b: text("bb"), c: integer()'


@pytest.mark.parametrize(
    ("extra", "indexes"),
    [
        pytest.param('(t) => [index("i").on(t.a, t.b)]', [Index("i", ("a", "bb"))], id="array form"),
        pytest.param('(t) => ({ x: uniqueIndex("i").on(t.b) })', [Index("i", ("bb",), unique=True)], id="object form"),
        pytest.param(
            '(t) => [index("i").on(asc(t.a), sql`lower(${t.b})`)]',
            [Index("i", ('"a" asc', 'lower("bb")'), expressions=frozenset({'"a" asc', 'lower("bb")'}))],
            id="expressions name columns alone",
        ),
        pytest.param(
            '(t) => [uniqueIndex("i").on(t.a).where(sql`${t.c} > ${5} and ${t.b} is not null`)]',
            [Index("i", ("a",), unique=True, where='"t"."c" > ? and "t"."bb" is not null')],
            id="where names tables",
        ),
        pytest.param(
            '(t) => [index("i").on(t.a).where(and(eq(t.a, "x"), inArray(t.c, [1, 2]))!)]',
            [Index("i", ("a",), where='("t"."a" = ? and "t"."c" in (?, ?))')],
            id="where by operators",
        ),
        pytest.param("(t) => [unique().on(t.a, t.b)]", [Index("t_a_bb_unique", ("a", "bb"), unique=True)], id="unique constraint"),
        pytest.param('(t) => [unique("u").on(t.a)]', [Index("u", ("a",), unique=True)], id="named unique constraint"),
        pytest.param('(t) => [index("i").on(t.a), index("i").on(t.b)]', [Index("i", ("bb",))], id="of one name the later wins"),
        pytest.param('(t) => [[index("i").on(t.a)], null, undefined, index("never")]', [Index("i", ("a",))], id="nested, and what is no index"),
        pytest.param('(t) => ["a", "b"].map((key) => index(`i_${key}`).on(t[key]))', [Index("i_a", ("a",)), Index("i_b", ("bb",))], id="mapped"),
        pytest.param("() => []", [], id="none"),
    ],
)
def test_indexes_and_unique_constraints_are_indexes(extra: str, indexes: list[Index]) -> None:
    assert bare(only(_COLUMNS, extra).indexes) == indexes


def test_an_inline_unique_is_an_index_named_after_its_column() -> None:
    built = only('a: text("x").unique(), b: text().unique("mine")')
    assert bare(built.indexes) == [Index("t_x_unique", ("x",), unique=True), Index("mine", ("b",), unique=True)]


@pytest.mark.parametrize(
    ("extra", "keys", "primary"),
    [
        pytest.param("(t) => [primaryKey({ columns: [t.a, t.b] })]", [PrimaryKey("t_a_bb_pk", ("a", "bb"))], [], id="composite"),
        pytest.param('(t) => [primaryKey({ name: "k", columns: [t.b, t.a] })]', [PrimaryKey("k", ("bb", "a"))], [], id="named"),
        pytest.param("(t) => ({ k: primaryKey(t.a, t.c) })", [PrimaryKey("t_a_c_pk", ("a", "c"))], [], id="old form"),
        pytest.param("(t) => [primaryKey({ columns: [t.a] })]", [], [Column("a", "text", primary_key=True)], id="of one column, which stays nullable"),
    ],
)
def test_primary_keys(extra: str, keys: list[PrimaryKey], primary: list[Column]) -> None:
    built = only(_COLUMNS, extra)
    assert bare(built.primary_keys) == keys
    assert [column for column in bare(built.columns) if column.primary_key] == primary


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("u: text().references(() => p.id)", ForeignKey("t_u_p_id_fk", ("u",), "p", ("id",)), id="inline"),
        pytest.param(
            'u: text("v").references((): AnySQLiteColumn => p.other, { onDelete: "cascade", onUpdate: "set null" })',
            ForeignKey("t_v_p_o_fk", ("v",), "p", ("o",), "cascade", "set null"),
            id="with actions, database names",
        ),
        pytest.param("u: text().references(() => t.u)", ForeignKey("t_u_t_u_fk", ("u",), "t", ("u",)), id="to itself"),
        pytest.param("u: text().references(() => later.x)", ForeignKey("t_u_later_x_fk", ("u",), "later", ("x",)), id="to a later table"),
        pytest.param('u: text().references(() => p.id, { onDelete: "no action" })', ForeignKey("t_u_p_id_fk", ("u",), "p", ("id",)), id="no action"),
    ],
)
def test_an_inline_reference_is_a_foreign_key(text: str, key: ForeignKey) -> None:
    before = 'export const p = sqliteTable("p", { id: text(), other: text("o") });\n'
    after = '\nexport const later = sqliteTable("later", { x: text() });'
    built = table(f'{before}export const t = sqliteTable("t", {{ {text} }});{after}')
    assert bare(built.foreign_keys) == [key]


@pytest.mark.parametrize(
    ("call", "key"),
    [
        pytest.param(
            "foreignKey({ columns: [t.a, t.b], foreignColumns: [t.b, t.a] })",
            ForeignKey("t_a_bb_t_bb_a_fk", ("a", "bb"), "t", ("bb", "a")),
            id="automatic name",
        ),
        pytest.param(
            'foreignKey(() => ({ name: "k", columns: [t.a], foreignColumns: [t.b] })).onDelete("cascade").onUpdate("restrict")',
            ForeignKey("k", ("a",), "t", ("bb",), "cascade", "restrict"),
            id="by a callback, named, with actions",
        ),
    ],
)
def test_a_foreign_key_of_the_third_argument(call: str, key: ForeignKey) -> None:
    assert bare(only(_COLUMNS, f"(t) => [{call}]").foreign_keys) == [key]


def test_a_check_names_tables_and_holds_no_values() -> None:
    built = only(_COLUMNS, '(t) => [check("k", sql`${t.c} > ${5} and ${sql.identifier("x\\"y")} is null`)]')
    assert bare(built.checks) == [Check("k", '"t"."c" > ? and "x""y" is null')]


def test_an_index_may_be_computed_when_it_is_read() -> None:
    assert list(only("a: text()", '(t) => ({ get i() { return index("i").on(t.a); }, j: unique("j").on(t.a) })').indexes) == ["i", "j"]


def test_an_index_lies_where_it_is_called() -> None:
    built = only("a: text()", '(t) => [\n  index("i")\n    .on(t.a),\n]')
    location = built.indexes["i"].location
    assert location is not None
    assert (location.line, location.column) == (3, 3)
