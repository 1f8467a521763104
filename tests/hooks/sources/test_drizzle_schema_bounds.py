"""Hostile and huge schemas: bounded, with a message, never a traceback."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hooks.errors import NoVerdict
from hooks.sources.drizzle import members
from tests.hooks.sources.declaring import IMPORTS, problems, read

_TABLE = 'export const t = sqliteTable("t", {});'
_ENDLESS = "the schema takes too many steps to evaluate: recursion or a loop without end?"
_DEEP = "functions call each other more than 150 deep: recursion without end?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("const f = (n: number): any => f(n + 1); f(0);", _DEEP, id="endless recursion"),
        pytest.param("function a(): any { return b(); } function b(): any { return a(); } a();", _DEEP, id="endless recursion of two"),
        pytest.param("const o: any = { get a() { return this.a; } }; o.a;", _DEEP, id="endless getter"),
        pytest.param("while (true) {}", _ENDLESS, id="endless loop"),
        pytest.param("let a: any[] = [1, 2];" + " a = [...a, ...a];" * 60, _ENDLESS, id="array that doubles"),
        pytest.param('let a = "xxxxxxxx";' + " a = a + a;" * 60, _ENDLESS, id="string that doubles"),
        pytest.param('let a = "xxxxxxxx";' + " a = `${a}${a}`;" * 60, _ENDLESS, id="template that doubles"),
        pytest.param("Array.from({ length: 1e12 });", _ENDLESS, id="huge array"),
        pytest.param('"x".repeat(1e12);', _ENDLESS, id="string repeated beyond bounds"),
        pytest.param('"x".repeat(-1);', "a string cannot be repeated that many times", id="string repeated less than never"),
        pytest.param('"".repeat(1e12); "x".repeat(0.5); "abc".slice(1e12);', "", id="nothing repeated, and a position beyond the end"),
        pytest.param('"".repeat(Infinity);', "a string cannot be repeated that many times", id="string repeated without end"),
        pytest.param("let a: any[] = [1];" + " a = [a, a];" * 40 + " a.flat(100);", _ENDLESS, id="nested array made flat"),
        pytest.param("class A { constructor() { new A(); } } new A();", _DEEP, id="a class that makes itself"),
        pytest.param("class A { get x(): any { return this.x; } } new A().x;", _DEEP, id="endless getter of a class"),
        pytest.param("class A { static { while (true) {} } }", _ENDLESS, id="endless static block"),
        pytest.param("export const x = " + "(" * 5000 + "1" + ")" * 5000, "this statement is nested too deeply", id="deep expression"),
        pytest.param("export const x = " + "1 + " * 20_000 + "1", "this statement is nested too deeply", id="long sum"),
        pytest.param("const s = sql`x`; s.append(s); s.append(s); s.append(sql`${s}`);", "", id="an expression in itself, unused"),
    ],
)
def test_what_never_ends_is_stopped_with_a_message(text: str, message: str) -> None:
    assert [found for _place, found in problems(f"{text}\n{_TABLE}")] == ([message] if message else [])


@pytest.mark.parametrize(
    "default",
    [
        pytest.param("const d: any = {}; d.d = d;", id="an object in itself"),
        pytest.param("const d: any = []; d.push(d);", id="an array in itself"),
        pytest.param("const d = sql`x`; d.append(d); d.append(sql`${d}`);", id="an expression in itself"),
        pytest.param("let d = sql`x`;" + " d = sql`${d}${d}`;" * 60, id="an expression that doubles"),
        pytest.param("let d: any = [1];" + " d = [d, d];" * 40, id="a nested array"),
        pytest.param("let d: any = [1];" + " d = [d, d];" * 40 + " d = `${d}`;", id="the text of a nested array"),
        pytest.param("let d: any = 2n;" + " d = d * d;" * 60 + " d = `${d}`;", id="a bigint that doubles its digits"),
    ],
)
def test_a_default_without_end_is_a_problem(default: str) -> None:
    assert len(problems(f'{default}\nexport const t = sqliteTable("t", {{ a: text().default(d) }});')) == 1


def test_ten_thousand_tables_are_read() -> None:
    text = "".join(f'export const t{number} = sqliteTable("t{number}", {{ a: integer() }});\n' for number in range(10_000))
    found = read(IMPORTS + text)
    assert (len(found.schema.tables), found.problems) == (10_000, ())


def test_half_of_a_character_is_a_problem() -> None:
    assert [place for place, _message in problems('export const t = sqliteTable("t", { a: text().default("\\ud800") });')] == ["1:55"]


_ODD = (
    *("NaN", "Infinity", "-Infinity", "-0", "1e300", "2 ** 53", "'x'", "''", "'é'", "null", "undefined", "true", "1n", "[1, [2]]", "({ a: 1 })", "(() => 1)"),
    *(
        "new Date(NaN)",
        "/a/g",
        "new Map([[1, 2]])",
        "text()",
        "sql`1`",
        "process",
        "class {}",
        "new (class { x = 1 })()",
        "String.raw",
        "t.a",
        "Buffer.from('x')",
    ),
)
_METHODS = sorted({name for methods in members.METHODS.values() for name in methods})
_FUNCTIONS = (
    "Number",
    "BigInt",
    "parseInt",
    "new Date",
    "Date.UTC",
    "new Array",
    "Array.from",
    "new Uint8Array",
    "JSON.stringify",
    "Object.fromEntries",
    "sql",
)
_USES = (
    *("export const x = ODD;", "const { a, ...b } = ODD;", "const o: any = {}; o[ODD] = ODD; for (const p of ODD) o.p = p;"),
    *("export const u = sqliteTable('u', { a: text('a', ODD).default(ODD).unique(ODD) }, (u) => [index('i').on(ODD), check('c', sql`${ODD}`)]);",),
    *("export const u = sqliteTable('u', { a: integer({ mode: 'timestamp' }).default(ODD).generatedAlwaysAs(ODD, { mode: ODD }) });",),
    *("export const v = sqliteView('v').as((qb) => qb.select({ a: ODD }).from(t).where(ODD).limit(ODD));",),
)


_ARGUMENTS = st.lists(st.sampled_from(_ODD), max_size=3).map(", ".join)
_CALLS = st.one_of(
    st.builds("({}).{}({})".format, st.sampled_from(_ODD), st.sampled_from(_METHODS), _ARGUMENTS),
    st.builds("{}({})".format, st.sampled_from(_FUNCTIONS), _ARGUMENTS),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_USES), _CALLS)
def test_any_value_anywhere_gives_a_schema_or_no_verdict(use: str, odd: str) -> None:
    found = read(f"{IMPORTS}export const t = sqliteTable('t', {{ a: text() }});\n{use.replace('ODD', odd)}")
    assert found.problems or "t" in found.schema.tables


_PIECES = (
    *("sqliteTable", "text", "integer", "sql", "index", "t", "a", "export", "const", "default", "import", "function", "class", "return", "=>", "...", "?."),
    *("(", ")", "{", "}", "[", "]", ",", ";", ":", "=", "`", "${", '"x"', "1", "1n", "null", "undefined", "new", "await", "typeof", "!", "+", "\n"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_tokens_give_a_schema_or_no_verdict(pieces: list[str]) -> None:
    try:
        found = read(f"{IMPORTS}{' '.join(pieces)}\n{_TABLE}")
    except NoVerdict:
        return
    assert found.problems or "t" in found.schema.tables
