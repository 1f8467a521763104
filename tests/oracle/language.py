"""Constructs of TypeScript on the way to a table: classes, `var`, templates, the methods of values; each a module of its own."""

LANGUAGE = {
    "labels": """
let s = "";
outer: for (const x of ["p", "q"]) { for (let i = 0; i < 3; i++) { switch (i) { case 0: continue; case 2: continue outer; } s += x + i; } s += "!"; }
export const a = sqliteTable("a", { x: text().default(s) });
""",
    "turns of a loop": """
const made: any[] = []; for (let i = 0, n = 3; i < n; made.push(() => i), i++) { made.push(() => i * 10); if (i === 1) continue; i += 0; }
export const a = sqliteTable("a", { x: text().default(made.map((f) => f()).join()) });
""",
    "computed when read": """
const own = { columns: { a: "a" }, of(key: string) { return (this.columns as any)[key]; } };
export const a = sqliteTable("a", { x: text(own["of"]("a")).$type<import("./types").X[]>() }, (t) => ({ get i() { return index("i").on(t.x); } }));
""",
    "class with fields and methods": """
class Kind { private prefix = "k"; #mark = "_"; constructor(readonly name: string,
  private n = 2) {} get label() { return `${this.prefix}${this.#mark}${this.name}${this.n}`; } }
export const a = sqliteTable(new Kind("a").label, { x: text() });
""",
    "class that builds": """
class Draft { private columns: Record<string, any> = {}; constructor(private name: string) {}
  id() { this.columns.id = integer().primaryKey(); return this; } with(key: string, column: any) { this.columns[key] = column; return this; }
  done() { return sqliteTable(this.name, this.columns); } }
export const a = new Draft("a").id().with("n", text().notNull()).done();
""",
    "class of a class": """
abstract class Shape { static made = 0; constructor(readonly kind: string) { Shape.made++; } abstract columns(): any;
  table() { return sqliteTable(this.kind, this.columns()); } }
class Round extends Shape { constructor(public extra = "radius") { super("round"); } override columns() { return { [this.extra]: real(),
  n: integer().default(Shape.made) }; } }
class Flat extends Shape { area = real(); constructor() { super("flat"); } columns() { return { area: this.area,
  keys: text().default(Object.keys(this).join()) }; } table() { return super.table(); } }
export const round = new Round().table(), flat = new Flat().table();
""",
    "static members": """
class Names { static prefix = "s_"; static { this.prefix += "t_"; } static get full() { return Names.prefix + "u";
  } static of(name: string) { return this.prefix + name; } }
class Others extends Names { static override prefix = "o_"; }
export const a = sqliteTable(Names.of("a"), { x: text() });
export const b = sqliteTable(Others.of("b"), { x: text(Names.full) });
""",
    "this in an arrow": """
class Keeper { n = "kept"; get = () => this.n; each() { return [1].map(() => this.n).join(); } }
const { get } = new Keeper();
export const a = sqliteTable(get() + new Keeper().each(), { x: text().default(String(new Keeper() instanceof Keeper)) });
""",
    "namespace of a function": """
function named() { return named.suffix; }
namespace named { export const suffix = "x"; }
export const a = sqliteTable(named(), { x: text() });
""",
    "var belongs to its function": """
const made: any[] = [];
for (var i = 0; i < 3; i++) made.push(() => i);
if (true) { var name = "v"; }
function last() { for (var n of [1, 2]) { var double = n * 2; } return double! + n!; }
export const a = sqliteTable(name!, { x: text().default(made.map((f) => f()).join()), y: integer().default(last()) });
""",
    "var beside a function": """
function f() { return "f"; }
var f: any;
const g = function h() { const h = "inner"; return h; };
export const a = sqliteTable(f() + g(), { x: text() });
""",
    "raw templates": r"""
const tag = (strings: TemplateStringsArray, ...values: any[]) => strings.raw.join("|") + values.join();
export const a = sqliteTable(String.raw`a\b`, { x: text(tag`c${1}\n`) });
""",
    "cloned data": """
const base = { at: integer({ mode: 'timestamp' }).notNull() };
export const a = sqliteTable('a', { ...structuredClone({}), ...base, j: text({ mode: 'json' }).default(structuredClone({ n: [1, null],
  at: new Date(0) })) });
""",
    "numbers as text": """
export const a = sqliteTable("a", { a: text().default((255).toString(16) + (-5).toString(2)), b: text().default([12.345, 1.005, -1.5, 2.5, 0,
  -0.4].map((n) => n.toFixed(1)).join()),
  c: integer().default(parseInt("ff", 16)), d: text().default([parseFloat("1.5px"), parseFloat("-2e3"), parseInt("x")].join()),
    e: text().default(`${Number.isInteger(1e21)}${Number.isSafeInteger(1e21)}`) });
""",
    "methods of text": """
export const a = sqliteTable("a", { a: text().default("Crème".normalize("NFD")), b: integer().default("abc".search(/c/)), c: text().default(["b",
  "a"].sort((x, y) => x.localeCompare(y)).join()),
  d: text().default(String.fromCharCode(65, 97)), e: text().default(" x ".trimLeft()) });
""",
    "methods of arrays": """
const l = [3, 1, 3];
export const a = sqliteTable("a", { a: integer().default(l.lastIndexOf(3)), b: text().default(l.with(0, 9).join()),
  c: text().default(l.toSpliced(0, 1).join()) });
""",
    "indented JSON": """
export const a = sqliteTable("a", { a: text().default(JSON.stringify({ a: [1, { b: [] }], c: {} }, null, 2)),
  b: text().default(JSON.stringify([1], null, "--")) });
""",
    "parts of a date": """
const d = new Date("2024-02-03T04:05:06.007Z");
export const a = sqliteTable("a", { a: integer().default(d.getUTCFullYear() + d.getUTCMonth() + d.getUTCDate()),
  b: integer().default(d.getUTCHours() + d.getUTCMilliseconds()) });
""",
    "own properties": """
export const a = sqliteTable("a", { a: text().default(String(Object.hasOwn({ x: 1 }, "x"))), b: text().default(String(Object.is(NaN, NaN))),
  c: text().default(String([] instanceof Array)) });
""",
    "bigints": """
export const a = sqliteTable("a", { a: text().default((5n * 3n - 1n).toString()), b: integer().default(Number(2n * 2n)) });
""",
    "import of one name twice": """
import { n } from "drizzle-orm";
import { sql as n } from "drizzle-orm";
export const a = sqliteTable("a", { x: text().default(n`(1)`) });
""",
}
"""What is read."""
UNLOADABLE = {
    "assigned before its declaration": "switch (2 as number) { case 1: let a; case 2: a = 1; }",
    "view of an expression without a name": """const base = sqliteTable("base", {});
export const v = sqliteView("v").as((qb) => qb.select({ n: sql`1` }).from(base));""",
    "block like an object": "const f: any = () => { a: 1, b: 2 };",
    **{
        f"the reserved word {word}": f"export const {word} = sqliteTable('t', {{ x: text() }});"
        for word in ("class", "delete", "package", "await", "eval", "let")
    },
    "assigned constant": "const n = 'a'; n = 'b';",
    "counted constant": "const n = 1; n++;",
    "constant taken apart": "const n = 1; ({ n } = { n: 2 });",
    "constant of a loop": "const n = 1; for (n of [2]) {}",
    "constant without a value": "const n;",
    "two constants": "const n = 1; const n = 2;",
    "two functions": "function f() {} function f() {}",
    "function and constant": "const f = 1; function f() {}",
    "two classes": "class C {} class C {}",
    "class and var": "class C {} var C = 1;",
    "enum and constant": "enum E { A } const E = 1;",
    "two constants of a block": "{ const n = 1; const n = 2; }",
    "two default exports": "export default 1; export default 2;",
    "octal number": "const n = 010;",
    "super without a class": "class C { m() { return super.m(); } } new C().m();",
}
"""What stops drizzle-kit while it loads the module."""
