"""The TypeScript around a schema: whatever a value goes through on its way, the same names come out."""

import pytest

from tests.hooks.sources.declaring import sure, table


def names(text: str) -> list[str]:
    """The names of the columns of table `t`."""
    return list(table(text).columns)


@pytest.mark.parametrize(
    ("setup", "expression", "value"),
    [
        pytest.param('const a = "x";', "a", "x", id="const"),
        pytest.param('let a = "x"; a += "y";', "a", "xy", id="let"),
        pytest.param('const a = { b: { c: "x" } } as const;', "a.b.c", "x", id="as const"),
        pytest.param('const a = { b: "x" } satisfies Record<string, string>;', 'a["b"]', "x", id="satisfies"),
        pytest.param('const a: string | null = "x";', "a!", "x", id="non-null"),
        pytest.param('const a = <const>"x";', "(a as any as string)", "x", id="assertions"),
        pytest.param("enum E { A, B = 5, C, D = 1 << 3 }", "`${E.A}${E.C}${E.D}${E[5]}`", "068B", id="numeric enum"),
        pytest.param('const enum E { A = "x", B = `${A}y` }', "E.B", "xy", id="const enum"),
        pytest.param('namespace N { const p = "p"; export const a = p + "x"; export namespace M { export const b = a; } }', "N.M.b", "px", id="namespace"),
        pytest.param('const { a: [, b], ...rest } = { a: ["x", "y"], c: "z" };', "b + rest.c", "yz", id="destructuring"),
        pytest.param('const p = { a: "x", b: "y" }, q = { ...p, b: "z" };', "q.a + q.b", "xz", id="spread"),
        pytest.param('const k = "b", o = { [`a${k}`]: "x" };', "o.ab", "x", id="computed key"),
        pytest.param("const on = true, n = 3;", 'on && n === 3 ? "x" : "y"', "x", id="ternary on constants"),
        pytest.param('const x = "o", f = (b = () => x) => { const x = "i"; return b() + x; };', "f()", "oi", id="what a default closes over"),
        pytest.param('const f: any = () => { a: "x" };', "`${f()}`", "undefined", id="block with a label"),
        pytest.param("const o: any = {};", 'o.a?.b.c() ?? "x"', "x", id="optional chain"),
        pytest.param("const o: any = { a: {} };", 'o.x?.a.b().c ?? o.a?.["x"]?.() ?? "y"', "y", id="ended chains"),
        pytest.param('const f = (a: string, b = "y", ...c: string[]) => a + b + c.join("");', 'f("x", undefined, "z", "w")', "xyzw", id="parameters"),
        pytest.param('function f({ a = "x", b }: any = { b: "y" }) { return a + b; }', "f()", "xy", id="destructured parameters"),
        pytest.param("function f(a: string): string; function f(a: any) { return a; }", 'f("x")', "x", id="overloads"),
        pytest.param("const twice = (f: any) => (a: any) => f(f(a));", 'twice((a: string) => a + "x")("")', "xx", id="closures"),
        pytest.param("function f(n: number): string { return n ? `${n}` + f(n - 1) : ''; }", "f(3)", "321", id="recursion"),
        pytest.param('const o = { p: "x", m() { return this.p; } };', "o.m()", "x", id="this"),
        pytest.param('const o = { p: "x", m() { return this.p; } };', 'o["m"]()', "x", id="this behind brackets"),
        pytest.param('class C { static p = "x"; static m() { return this.p; } }', "C.m()", "x", id="static members of a class"),
        pytest.param('const o = { get p() { return "x"; } };', "o.p", "x", id="getter"),
        pytest.param('let s = ""; for (const x of ["a", "b", "c"]) { if (x === "b") continue; s += x; }', "s", "ac", id="for of"),
        pytest.param('let s = ""; for (let i = 0; i < 5; i++) { if (i > 2) break; s += i; }', "s", "012", id="counted loop"),
        pytest.param(
            'let s = ""; a: for (const x of ["p", "q"]) { for (const y of [1, 2]) { if (y === 2) continue a; s += x + y; } s += "!"; }',
            "s",
            "p1q1",
            id="continue with a label",
        ),
        pytest.param("const f: any[] = []; for (let i = 0; i < 2; f.push(() => i), i++);", 'f.map((g) => g()).join("")', "12", id="closures of an increment"),
        pytest.param("const f: any[] = []; for (let i = 0; i < 2; ) { f.push(() => i); i++; }", 'f.map((g) => g()).join("")', "12", id="no increment"),
        pytest.param(
            'let s = ""; switch (2 as number) { case 1: s += "a"; case 2: s += "b"; case 3: s += "c"; break; default: s += "d"; }', "s", "bc", id="switch"
        ),
        pytest.param('let s = ""; try { throw new Error("x"); } catch (e: any) { s = e.message; } finally { s += "y"; }', "s", "xy", id="try"),
        pytest.param('const s = "userName";', 's.replace(/([A-Z])/g, "_$1").toLowerCase()', "user_name", id="regular expression"),
        pytest.param("", 'Object.entries({ b: 1, 2: 0, a: 2 }).map(([k, v]) => k + v).join("-")', "20-b1-a2", id="entries in order"),
        pytest.param("", '[..."ab"].concat(["c"]).filter((x) => x !== "b").reverse().join("")', "ca", id="arrays"),
        pytest.param("", '[...new Set(["a", "b", "a"])].join("")', "ab", id="set"),
        pytest.param("", "`${[1, [2, null]]}${null}${undefined}${1e21}${0.1 + 0.2}`", "1,2,nullundefined1e+210.30000000000000004", id="what JavaScript writes"),
        pytest.param("", "typeof nowhere", "undefined", id="typeof"),
        pytest.param("", "`${7 % 4 ** 2 / 2}${-7 % 3}${1 / 3 > 0.3}${~5 & 0xff}${null + 1}`", "3.5-1true2501", id="arithmetic"),
    ],
)
def test_a_name_may_be_any_expression_of_constants(setup: str, expression: str, value: str) -> None:
    assert names(f'{setup}\nexport const t = sqliteTable("t", {{ [{expression}]: text() }});') == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('const c = { a: text(), b: text() }; export const t = sqliteTable("t", c);', id="const"),
        pytest.param('const c = { b: text() }; export const t = sqliteTable("t", { a: text(), ...c });', id="spread"),
        pytest.param('const c = () => ({ b: text() }); export const t = sqliteTable("t", { a: text(), ...c() });', id="helper"),
        pytest.param('const wrap = (c: any) => ({ ...c, b: text() }); export const t = sqliteTable("t", wrap({ a: text() }));', id="wrapper"),
        pytest.param('export const t = sqliteTable("t", Object.fromEntries(["a", "b"].map((n) => [n, text()])));', id="map over literals"),
        pytest.param(
            'const on = false; export const t = sqliteTable("t", { a: text(), b: text(), ...(on ? { c: text() } : {}), ...(on && {}) });', id="conditional"
        ),
        pytest.param('const make = (n: string) => sqliteTable(n, { a: text(), b: text() }); export const t = make("t");', id="table factory"),
        pytest.param('const table = sqliteTableCreator((n) => n.slice(1)); export const t = table("xt", { a: text(), b: text() });', id="table creator"),
        pytest.param(
            '/*1*/ export /*2*/ const /*3*/ t /*4*/ = /*5*/ sqliteTable /*6*/ ( /*7*/ "t" /*8*/ , { // 9\n'
            " a /*a*/ : /*b*/ text /*c*/ ( /*d*/ ) , /*e*/ b: text(), /*f*/ } /*g*/ ) /*h*/",
            id="comments anywhere",
        ),
        pytest.param(
            'export const t = sqliteTable("t", { a: text().$type<import("./a").A[]>(), b: text().$type<{ b: import("./a").B<typeof import("./b")> }>() });',
            id="imported types",
        ),
        pytest.param('export const t = (sqliteTable as any)!("t", { a: (text() as any)!, b: <any>text() }) satisfies any;', id="types anywhere"),
        pytest.param('let t; t = sqliteTable("t", { a: text(), b: text() }); export { t };', id="assigned later"),
        pytest.param('export const { t } = { t: sqliteTable("t", { a: text(), b: text() }) };', id="destructured"),
        pytest.param('export const [, t] = [1, sqliteTable("t", { a: text(), b: text() })];', id="destructured array"),
        pytest.param('export default sqliteTable("t", { a: text(), b: text() });', id="default"),
        pytest.param('const x = sqliteTable("t", { a: text(), b: text() }); export { x as "any name" };', id="under another name"),
    ],
)
def test_a_table_is_the_same_however_it_is_put_together(text: str) -> None:
    assert names(text) == ["a", "b"]


def test_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = 'export const t = sqliteTable("t", {\n  a: text().default(`x\ny`),\n});\n'
    plain = table(text).columns["a"]
    marked = sure(text.replace("\n", "\r\n")).schema.tables["t"].columns["a"]
    assert marked == plain


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("export const rel = relations(t, ({ many }) => ({ x: many(t) }));", id="relations"),
        pytest.param("export type Row = typeof t.$inferSelect; export interface X { a: string }", id="types"),
        pytest.param('export const STATES = ["a", "b"] as const; export const LIMIT = 10; export enum Level { Low }', id="constants"),
        pytest.param("export function f() { return whatever(); } export async function g() {} export class C { x = whatever(); }", id="functions and classes"),
        pytest.param("export const all = { t }; const hidden = sqliteTable('hidden', {}); export const list = [hidden];", id="tables inside of objects"),
        pytest.param(
            "export const now = Date.now(); export const id = crypto.randomUUID(); export const dev = process.env.DEV === '1';", id="values of the run"
        ),
        pytest.param("declare const x: string; declare module 'y' {} declare global { interface Window {} }", id="declarations"),
    ],
)
def test_what_is_no_table_changes_nothing(text: str) -> None:
    found = sure(f'export const t = sqliteTable("t", {{ a: text() }});\n{text}')
    assert list(found.schema.tables) == ["t"]


def test_of_two_exports_of_one_table_the_alphabetically_later_wins() -> None:
    tables = [f'export const {name} = sqliteTable("t", {{ {name}: text() }});' for name in ("t1", "b", "T2")]
    assert names("\n".join(tables)) == ["t1"]
