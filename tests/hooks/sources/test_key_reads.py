"""Every way in which code reads a runtime key, and every look-alike that reads none."""

import pytest

from hooks.sources import key_reads
from hooks.sources.flow.program import Program
from tests.hooks.sources.code import WrittenCode, read_keys

IMPORT = 'import { vars, secret } from "edgespark";\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("vars.get(\"A\"); secret.get('B'); vars.get(`C`);", ["vars A", "secret B", "vars C"], id="literals"),
        pytest.param(
            'vars["get"]("A"); vars?.get("B"); vars.get?.("C"); vars!.get("D");', ["vars A", "vars B", "vars C", "vars D"], id="spellings of the call"
        ),
        pytest.param('vars.get<string>("A"); (vars).get(("B"));', ["vars A", "vars B"], id="type arguments and parentheses"),
        pytest.param('vars.get(/* which */ "A");', ["vars A"], id="a comment among the arguments"),
        pytest.param(r'vars.get("A\x42\u{43}");', ["vars ABC"], id="escapes"),
        pytest.param("vars.get(); vars.get(null as any); vars.get(undefined);", [], id="nothing asked for"),
        pytest.param('vars.set("A"); vars.get; secret; vars.getAll("A");', [], id="other members"),
        pytest.param('const s = secret; s.get("A"); const t = s; t.get("B");', ["secret A", "secret B"], id="the client under other names"),
        pytest.param('const { get } = vars; get("A"); const { get: read } = secret; read("B");', ["vars A", "secret B"], id="destructured get"),
        pytest.param('const read = vars.get; read("A"); const bound = vars.get.bind(vars); bound("B");', ["vars A", "vars B"], id="get by another name"),
        pytest.param('const sdk = { vars, s: secret }; sdk.vars.get("A"); sdk.s.get("B");', ["vars A", "secret B"], id="clients in an object"),
        pytest.param('function f(v: Client, { s }: any) { v.get("A"); s.get("B"); } f(vars, { s: secret });', ["vars A", "secret B"], id="clients handed over"),
        pytest.param('let late; late = vars; late.get("A");', ["vars A"], id="assigned later"),
        pytest.param('vars.get(x ? "A" : "B"); vars.get(y && "C");', ["vars A", "vars B", "vars C"], id="branches"),
        pytest.param('const k = "A" || "B"; vars.get(k ?? "C");', ["vars A", "vars B", "vars C"], id="fallbacks"),
        pytest.param('let k = "A"; if (x) k = "B"; vars.get(k);', ["vars A", "vars B"], id="a variable"),
        pytest.param('let k = "A"; k = k || "B"; k ??= "C"; vars.get(k);', ["vars A", "vars B", "vars C"], id="a variable with fallbacks"),
        pytest.param('let k = "A_"; k += x; vars.get(k); let l = "B"; l = l.trim(); vars.get(l);', ["vars ?k", "vars ?l"], id="made from itself"),
        pytest.param('let late; const client = () => (late ??= secret); client().get("A");', ["secret A"], id="the client, kept when it is first asked for"),
        pytest.param('vars.get(["A", "B"].join("_"));', ['vars ?["A", "B"].join("_")'], id="what a method makes of a list"),
        pytest.param('const ks: string[] = []; ks.push("A"); ks.map((k) => vars.get(k));', ["vars ?k"], id="a list that is filled later"),
        pytest.param(
            'const P = "MY"; vars.get(`${P}_A`); vars.get(P + "_" + "B"); vars.get(`\\x43_${"D"}`);', ["vars MY_A", "vars MY_B", "vars C_D"], id="joined"
        ),
        pytest.param('for (const p of ["X", "Y"]) vars.get(`${p}_ID`);', ["vars X_ID", "vars Y_ID"], id="joined with each of a list"),
        pytest.param(
            'const v = (p) => secret.get(`${p}_KEY` as any); v("A"); v("B");', ["secret A_KEY cast", "secret B_KEY cast"], id="joined with what callers give"
        ),
        pytest.param('enum K { A = "ONE", B = "TWO" } vars.get(K.A); secret.get(K["B"]);', ["vars ONE", "secret TWO"], id="enums"),
    ],
)
def test_direct_reads(text: str, expected: list[str]) -> None:
    assert read_keys({"index.ts": IMPORT + text}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('import { vars as v } from "edgespark"; v.get("A");', ["vars A"], id="renamed"),
        pytest.param('import * as es from "edgespark"; es.vars.get("A"); const { secret: s } = es; s.get("B");', ["vars A", "secret B"], id="namespace"),
        pytest.param('const { secret } = await import("edgespark"); secret.get("A");', ["secret A"], id="dynamic, destructured"),
        pytest.param('const env = await import("edgespark"); env.vars.get("A");', ["vars A"], id="dynamic, whole"),
        pytest.param('(await import("edgespark")).vars.get("A");', ["vars A"], id="dynamic, in place"),
        pytest.param('import("edgespark").then(({ vars }) => vars.get("A"));', ["vars A"], id="dynamic, then destructured"),
        pytest.param('import("edgespark").then((m) => m.secret.get("A"));', ["secret A"], id="dynamic, then whole"),
        pytest.param('let vars; ({ vars } = await import("edgespark")); vars.get("A");', ["vars A"], id="dynamic, assigned"),
        pytest.param('const { vars } = require("edgespark"); vars.get("A");', ["vars A"], id="require"),
        pytest.param('import { vars } from "other"; vars.get("A"); // "edgespark"', [], id="another package"),
        pytest.param('const vars = new Map(); vars.get("A"); export const name = "edgespark";', [], id="no import"),
        pytest.param('import type { vars } from "edgespark"; declare const x: typeof vars; x.get("A");', [], id="a type import"),
        pytest.param('import { auth } from "edgespark/http"; auth.vars.get("A");', [], id="the http module"),
        pytest.param('export async function createApp(edgespark: Client) { edgespark.vars.get("A"); }', [], id="the older generation, which declares no keys"),
    ],
)
def test_ways_to_import(text: str, expected: list[str]) -> None:
    assert read_keys({"index.ts": text}) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('// vars.get("KEY")', id="line comment"),
        pytest.param('/* secret.get("KEY") */', id="block comment"),
        pytest.param("const s = 'vars.get(\"KEY\")';", id="string"),
        pytest.param('const s = `vars.get("KEY")`;', id="template"),
        pytest.param('function f(vars: any) { vars.get("KEY"); }', id="parameter"),
        pytest.param('const f = (vars) => vars.get("KEY");', id="arrow parameter"),
        pytest.param('const f = vars => vars.get("KEY");', id="bare arrow parameter"),
        pytest.param('function f({ vars }) { vars.get("KEY"); }', id="destructured parameter"),
        pytest.param('function f({ a: [vars = 1] }) { vars.get("KEY"); }', id="deeply destructured parameter"),
        pytest.param('try {} catch (vars) { vars.get("KEY"); }', id="catch"),
        pytest.param('for (const vars of maps) { vars.get("KEY"); }', id="loop variable"),
        pytest.param('for (let vars = m; ; ) vars.get("KEY");', id="loop head"),
        pytest.param('{ const vars = new Map(); vars.get("KEY"); }', id="block"),
        pytest.param('switch (x) { case 1: const vars = m; default: vars.get("KEY"); }', id="switch"),
        pytest.param('function f() { vars.get("KEY"); function vars() {} }', id="hoisted function"),
        pytest.param('function f() { vars.get("KEY"); if (x) { var vars = m; } }', id="hoisted var"),
        pytest.param('function f() { vars.get("KEY"); for (var vars of m) {} }', id="hoisted loop var"),
        pytest.param('const f = function vars() { vars.get("KEY"); };', id="name of a function expression"),
        pytest.param('function f() { class vars { static get() {} } vars.get("KEY"); }', id="class"),
        pytest.param('c.vars.get("KEY"); this.vars.get("KEY");', id="a property of something else"),
        pytest.param('const o = { vars: m }; o.vars.get("KEY");', id="a property of that name"),
        pytest.param("type T = typeof vars; let x: T;", id="type query"),
    ],
)
def test_look_alikes_read_nothing(text: str) -> None:
    assert read_keys({"index.ts": IMPORT + text}) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('function v(k: VarKey) { return vars.get(k); } v("A");', ["vars A"], id="function"),
        pytest.param('const v = (k: VarKey) => vars.get(k); v("A");', ["vars A"], id="arrow"),
        pytest.param('v("A"); async function v(k) { const x = k; return (await vars).get(x); }', ["vars A"], id="hoisted, through a constant"),
        pytest.param('function v(k = "A") { vars.get(k); } v(); v("B");', ["vars A", "vars B"], id="default parameter"),
        pytest.param('function v({ key = "A" }) { vars.get(key); } v({ key: "B" }); v({});', ["vars A", "vars B"], id="destructured parameter"),
        pytest.param('function v(...ks) { ks.map((k) => vars.get(k)); } v("A", "B");', ["vars A", "vars B"], id="rest parameter"),
        pytest.param('function a(k) { return b(k); } function b(k) { return vars.get(k); } a("A"); b("B");', ["vars A", "vars B"], id="two levels"),
        pytest.param('function a(k) { if (x) return a(k); return vars.get(k); } a("A");', ["vars A"], id="a wrapper that calls itself"),
        pytest.param('const env = { v(k) { return vars.get(k); }, s: (k) => secret.get(k) }; env.v("A"); env.s("B");', ["vars A", "secret B"], id="object"),
        pytest.param('const env = { deep: { v: (k) => vars.get(k) } }; const { deep: { v } } = env; v("A");', ["vars A"], id="nested, destructured"),
        pytest.param('class E { static v(k) { return vars.get(k); } } E.v("A");', ["vars A"], id="static method"),
        pytest.param('class E { v(k) { return vars.get(k); } w() { return this.v("A"); } } new E().v("B");', ["vars A", "vars B"], id="method"),
        pytest.param('class E { v = (k) => vars.get(k); } const e = new E(); e.v("A");', ["vars A"], id="field"),
        pytest.param('class E { constructor(k) { vars.get(k); } } class F extends E {} new F("A");', ["vars A"], id="inherited constructor"),
        pytest.param(
            'class E { constructor(k) { vars.get(k); } } class F extends E { constructor(n) { super("A"); } } new F("B");', ["vars A"], id="called by the heir"
        ),
        pytest.param(
            'class E { v(k) { return vars.get(k); } } class F extends E { w() { this.v("A"); } } new F().v("B");', ["vars A", "vars B"], id="inherited"
        ),
        pytest.param('class E { constructor(private key: VarKey) {} v() { vars.get(this.key); } } new E("A");', ["vars A"], id="parameter property"),
        pytest.param('class E { constructor(k) { this.k = k; } v() { vars.get(this.k); } } new E("A");', ["vars A"], id="assigned field"),
        pytest.param('const make = () => ({ v: (k) => vars.get(k) }); const env = make(); env.v("A");', ["vars A"], id="factory"),
        pytest.param('const use = (f) => f("A"); use((k) => vars.get(k));', ["vars A"], id="callback of a known function"),
        pytest.param('const either = (k) => vars.get(k as any) ?? secret.get(k as any); either("A");', ["secret A cast", "vars A cast"], id="either client"),
        pytest.param("function never(k) { return vars.get(k); }", [], id="a wrapper that nobody calls"),
        pytest.param('function v(k, other) { return vars.get(k); } v("A", "B");', ["vars A"], id="other arguments are no keys"),
        pytest.param('function v(k) { return vars.get(k); } { const v = (x) => x; v("A"); }', [], id="a shadowed wrapper"),
    ],
)
def test_wrappers(text: str, expected: list[str]) -> None:
    assert read_keys({"index.ts": IMPORT + text}) == expected


ENV = """
export function optional(key: string) { return vars.get(key as any); }
export const need = (key: VarKey) => { const value = optional(key); return value; };
export default function credential(key: SecretKey) { return secret.get(key); }
"""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"a.ts": 'import { need } from "./env"; need("A");'}, ["vars A cast"], id="two levels in another module"),
        pytest.param({"a.ts": 'import { optional as o } from "./env.js"; o("A");'}, ["vars A cast"], id="renamed, with the written extension"),
        pytest.param({"a.ts": 'import load from "./env"; load("A");'}, ["secret A"], id="default import"),
        pytest.param({"a.ts": 'import * as env from "./env"; env.need("A"); env.default("B");'}, ["vars A cast", "secret B"], id="namespace"),
        pytest.param({"a.ts": 'const { need } = await import("./env"); need("A");'}, ["vars A cast"], id="dynamic import"),
        pytest.param({"a/b.ts": 'import { need } from "@/env"; need("A");'}, ["vars A cast"], id="path alias"),
        pytest.param({"lib.ts": 'export * from "./env";', "a.ts": 'import { need } from "./lib"; need("A");'}, ["vars A cast"], id="barrel"),
        pytest.param(
            {"lib/index.ts": 'export { need as n } from "../env";', "a.ts": 'import { n } from "./lib"; n("A");'}, ["vars A cast"], id="renamed again"
        ),
        pytest.param({"lib.ts": 'export * as env from "./env";', "a.ts": 'import { env } from "./lib"; env.need("A");'}, ["vars A cast"], id="named barrel"),
        pytest.param(
            {"lib.ts": 'import { need } from "./env"; export { need };', "a.ts": 'import { need } from "./lib"; need("A");'}, ["vars A cast"], id="handed on"
        ),
        pytest.param({"a.ts": 'import { need } from "other"; need("A");'}, [], id="a namesake of another package"),
        pytest.param({"a.ts": 'import { need } from "./elsewhere/env"; need("A");'}, [], id="a namesake of another module"),
    ],
)
def test_wrappers_in_other_modules(files: dict[str, str | bytes], expected: list[str]) -> None:
    assert read_keys({"env.ts": IMPORT + ENV, **files}) == expected


def test_clients_that_another_module_hands_on() -> None:
    files: dict[str, str | bytes] = {
        "sdk.ts": 'export { vars, secret as credentials } from "edgespark"; export * as all from "edgespark";',
        "use.ts": 'import { vars, credentials, all } from "./sdk"; vars.get("A"); credentials.get("B"); all.vars.get("C");',
    }
    assert read_keys(files) == ["vars A", "secret B", "vars C"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('const K: Record<string, VarKey> = { a: "A", "b": "B" }; vars.get(K[x]);', ["vars A", "vars B"], id="lookup table"),
        pytest.param('const K = { a: "A", b: "B" } as const; vars.get(K.a); secret.get(K["b"]);', ["vars A", "secret B"], id="one entry each"),
        pytest.param(
            'const M: Record<string, { url: VarKey; key: SecretKey }> = { m: { url: "A", key: "B" } }; const m = M[x]; vars.get(m.url); secret.get(m.key);',
            ["vars A", "secret B"],
            id="table of records",
        ),
        pytest.param('const K = { ...OLD, b: "B" }; const OLD = { a: "A" }; vars.get(K[x]);', ["vars B", "vars A"], id="spread object"),
        pytest.param('const K = ["A", "B"] as const; for (const k of K) vars.get(k);', ["vars A", "vars B"], id="array in a loop"),
        pytest.param('const K: VarKey[] = [...OLD, "B"]; const OLD = ["A"]; K.forEach((k) => vars.get(k));', ["vars B", "vars A"], id="spread array"),
        pytest.param(
            '["A"].filter((k) => !vars.get(k)); ["B"].map(vars.get); ["C"].map(read); function read(k) { vars.get(k); }',
            ["vars A", "vars B", "vars C"],
            id="callbacks",
        ),
        pytest.param('const K = ["A", "B"]; vars.get(K[1]); const [first] = K; secret.get(first);', ["secret A", "vars B"], id="one element"),
        pytest.param('const K = { a: "A" }; Object.values(K).some((k) => vars.get(k));', ["vars A"], id="values"),
        pytest.param('const K = { A: 1, "B": 2 }; for (const k of Object.keys(K)) vars.get(k as VarKey);', ["vars A cast", "vars B cast"], id="keys"),
        pytest.param('for (const [n, k] of Object.entries({ a: "A" })) vars.get(k);', ["vars A"], id="entries"),
        pytest.param("for (const k in { A: 1 }) vars.get(k as VarKey);", ["vars A cast"], id="for in"),
        pytest.param('const K = new Set<VarKey>(["A"]); for (const k of K) vars.get(k);', ["vars A"], id="set"),
        pytest.param('const K = new Map<string, VarKey>([["a", "A"]]); vars.get(K.get("a")!);', ["vars A"], id="map"),
        pytest.param('const K = [{ k: "A" }]; K.map((e) => e.k).forEach((k) => vars.get(k));', ["vars A"], id="mapped"),
        pytest.param('const pick = (x): VarKey => (x ? "A" : "B"); vars.get(pick(1));', ["vars A", "vars B"], id="returned"),
    ],
)
def test_tables_and_lists(text: str, expected: list[str]) -> None:
    assert read_keys({"index.ts": IMPORT + text}) == expected


def test_constants_of_another_module() -> None:
    keys = 'export const KEY = "A"; export const KEYS = { b: "B" } as const; export default ["C"];'
    use = IMPORT + 'import list, { KEY, KEYS } from "./keys"; vars.get(KEY); vars.get(KEYS.b); list.map((k) => vars.get(k));'
    assert read_keys({"keys.ts": keys, "use.ts": use}) == ["vars A", "vars B", "vars C"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('vars.get("A" as any);', ["vars A cast"], id="the key as any"),
        pytest.param('vars.get("A" as unknown as VarKey);', ["vars A cast"], id="twice"),
        pytest.param('vars.get(<any>"A");', ["vars A cast"], id="angle brackets"),
        pytest.param('(vars as any).get("A");', ["vars A cast"], id="the client as any"),
        pytest.param('(vars.get as (k: string) => string)("A");', ["vars A cast"], id="get as another function"),
        pytest.param('vars.get("A" as const); vars.get("B" satisfies VarKey);', ["vars A", "vars B"], id="const and satisfies are none"),
        pytest.param('const k = "A"; vars.get(k as any); vars.get(k);', ["vars A"], id="one honest read is enough"),
    ],
)
def test_casts(text: str, expected: list[str]) -> None:
    assert read_keys({"index.ts": IMPORT + text}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("vars.get(`${p}_KEY`);", ["vars ?`${p}_KEY`"], id="template with a substitution"),
        pytest.param('vars.get("A" + b);', ['vars ?"A" + b'], id="computed"),
        pytest.param('vars.get(c.req.query("k"));', ['vars ?c.req.query("k")'], id="input"),
        pytest.param("function v(k: string) { vars.get(k); } v(foo());", ["vars ?foo()"], id="input to a wrapper"),
        pytest.param('app.get("/", (k) => vars.get(k));', ["vars ?k"], id="callback of unknown code"),
        pytest.param('import { KEY } from "pkg"; vars.get(KEY);', ["vars ?KEY"], id="constant of a package"),
        pytest.param("declare const k: VarKey; vars.get(k);", [], id="proved by its type"),
        pytest.param("function t(x): VarKey { return foo(x); } vars.get(t(1));", [], id="proved by a return type"),
        pytest.param("function v(k: SecretKey) { secret.get(k); } app.use(v);", [], id="proved by a parameter's type"),
        pytest.param("declare const k: VarKey; vars.get(k as any);", ["vars ?k as any cast"], id="a cast proves nothing"),
    ],
)
def test_what_cannot_be_told(text: str, expected: list[str]) -> None:
    assert read_keys({"index.ts": IMPORT + text}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('export * as self from "./index"; export const v = (k) => vars.get(k); v("A");', ["vars A"], id="a module that exports itself"),
        pytest.param('export * from "./index"; export default (k) => vars.get(k);', [], id="a barrel of itself"),
        pytest.param('let k = { k }; k = { k: vars }; k.k.get("A");', ["vars A"], id="an object in itself"),
        pytest.param('let k = "A"; k = k; vars.get(k);', ["vars A"], id="a variable of itself"),
        pytest.param('const f = (k) => g(k); const g = (k) => { f(k); vars.get(k); }; f("A");', ["vars A"], id="wrappers of each other"),
        pytest.param(
            'const c = class v { v(k) { vars.get(k); } }; const v = (x) => x; new c().v("A"); new v().v("B");', ["vars A"], id="name of a class expression"
        ),
        pytest.param("export default class { v(k) { vars.get(k); } }", [], id="a class without a name"),
    ],
)
def test_circles_and_names_that_lead_nowhere(text: str, expected: list[str]) -> None:
    assert read_keys({"index.ts": IMPORT + text}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'const t = (stage: Stage) => vars.get(stage === "prod" ? "T" : `T_${stage}`); t("prod"); t("dev");',
            ['vars ?stage === "prod" ? "T" : `T_${stage}`', "vars T"],
            id="ternary",
        ),
        pytest.param('function t(s) { if (s === "p") return ""; return vars.get(`T_${s}`); } t("p"); t("d");', ["vars ?`T_${s}`"], id="early return"),
        pytest.param('function t(s) { switch (s) { case "p": return; } vars.get("T_" + s); } t("p"); t("d");', ['vars ?"T_" + s'], id="switch"),
        pytest.param('const t = (s) => s !== "p" && vars.get(`T_${s}`); t("p"); t("d");', ["vars ?`T_${s}`"], id="logical and"),
        pytest.param(
            'function t(s) { const isP = s === "p"; return isP ? "" : vars.get(`T_${s}`); } t("p"); t("d");', ["vars ?`T_${s}`"], id="a comparison that is kept"
        ),
        pytest.param('const t = (s = "") => vars.get(`T${s ? `_${s}` : ""}`); t(); t("X");', ['vars ?`T${s ? `_${s}` : ""}`'], id="a condition in the text"),
        pytest.param('for (const p of ["A", "B"]) { if (p !== "A") vars.get(`${p}_ID`); }', ["vars ?`${p}_ID`"], id="loop"),
        pytest.param(
            'const v = (p, must) => { const w = vars.get(`${p}_ID`); if (must && !w) throw w; }; v("A"); v("B", true);',
            ["vars A_ID", "vars B_ID"],
            id="other variables",
        ),
        pytest.param('for (const p of ["A", "B"]) { if (!vars.get(`${p}_ID`)) throw p; }', ["vars A_ID", "vars B_ID"], id="the read is the condition"),
        pytest.param('for (const p of ["A", "B"]) { vars.get(`${p}_ID`) ?? p; }', ["vars A_ID", "vars B_ID"], id="the read has a fallback"),
        pytest.param('const v = (p) => vars.get(`${p}_ID`); if (p) v("A"); v("B"); const p = 1;', ["vars A_ID", "vars B_ID"], id="a namesake"),
        pytest.param('const P = "MY"; if (P) vars.get(`${P}_A`);', ["vars MY_A"], id="one value only"),
    ],
)
def test_texts_whose_values_a_condition_may_keep_out(text: str, expected: list[str]) -> None:
    assert read_keys({"index.ts": IMPORT + text}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('function v(s) { s = s.toUpperCase(); return vars.get(`G_${s}`); } v("title");', ["vars ?`G_${s}`"], id="in a text"),
        pytest.param('function v(s) { s = s.trim(); return vars.get(s); } v("A ");', ["vars ?s"], id="alone"),
        pytest.param('function v(s) { const t = s; return vars.get(`G_${t}`); } v("A");', ["vars G_A"], id="never assigned"),
        pytest.param('function v(s) { { let s; s = x; } return vars.get(s); } v("A");', ["vars A"], id="a namesake is assigned"),
    ],
)
def test_a_parameter_that_is_assigned(text: str, expected: list[str]) -> None:
    assert read_keys({"index.ts": IMPORT + text}) == expected


@pytest.mark.parametrize("reads", ["vars.get(b); vars.get(c);", "vars.get(c); vars.get(b);"], ids=["the inner first", "the outer first"])
def test_the_order_of_reads_decides_nothing(reads: str) -> None:
    text = 'const P = "X"; const a = `${P}A`; const b = `${a}B`; const c = `${b}C`;'
    assert sorted(read_keys({"index.ts": IMPORT + text + reads})) == ["vars ?c", "vars XAB"]


def test_a_read_is_placed_where_the_developer_must_edit() -> None:
    files: dict[str, str | bytes] = {"env.ts": IMPORT + ENV, "a.ts": 'import { need } from "./env";\n\nneed("É", need("A"));\n'}
    found = key_reads.reads(Program(WrittenCode(files))).reads
    assert [(read.key, str(read.location), read.location.end_column, read.wrapper) for read in found] == [
        ("É", "server/src/a.ts:3:6", 9, "need"),
        ("A", "server/src/a.ts:3:16", 19, "need"),
    ]


def test_a_broken_file_does_not_hide_the_others() -> None:
    found = key_reads.reads(Program(WrittenCode({"a.ts": IMPORT + 'vars.get("A");', "b.ts": IMPORT + "vars.get(((", "c.ts": "const ((("})))
    assert [read.key for read in found.reads] == ["A"]
    assert [problem.location.path for problem in found.problems] == ["server/src/b.ts"]


def test_only_modules_that_can_matter_are_parsed() -> None:
    files: dict[str, str | bytes] = {
        "env.ts": IMPORT + ENV,
        "user.ts": 'import { need } from "./env"; need("A");',
        "database.ts": 'import { db } from "edgespark"; db.select();',
        "namesake.ts": 'import { need } from "./other"; need("A"); vars.get("B");',
        "plain.ts": "export const x = 1;",
    }
    code = WrittenCode(files)
    key_reads.reads(Program(code))
    assert sorted(code.parsed) == ["env.ts", "user.ts"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('let k = "A"; ' + 'vars.get(k); k = "B";' * 2_000, id="a variable that is assigned again and again"),
        pytest.param('let k = "A"; ' + 'k = k || "B";' * 4_000 + "vars.get(k);", id="fallbacks without end"),
        pytest.param("const a = `${a0}`; const c = `" + "${a}" * 5_000 + "`;" + "vars.get(c);" * 500, id="a text of very many pieces"),
        pytest.param('const a = x ? "A" : "B"; const c = ' + "a + " * 5_000 + "a; vars.get(`${a}_X`);", id="a variable with very many uses"),
        pytest.param('const a = "A"; const c = ' + "a + " * 5_000 + "a;" + "vars.get(c);" * 500, id="a sum of very many texts"),
    ],
)
def test_what_grows_with_the_square_of_its_length_is_given_up(text: str) -> None:
    assert {read.partition("?")[0] for read in read_keys({"index.ts": IMPORT + text})} == {"vars "}
