"""Any bytes in, never a traceback out; and a name is only a name."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hooks.errors import NoVerdict
from hooks.sources import key_reads, runtime_keys, typescript
from hooks.sources.flow.program import Program
from tests.hooks.sources.code import WrittenCode, read_keys

NAMES = st.sampled_from(["vars", "secret", "es", "k", "f", "C", "get", "this", "undefined", "unknown"])
LITERALS = st.sampled_from(['"A"', "'B'", "`C`", "`${k}_D`", "1", "null", "import('edgespark')", "import('./b')", "require('./b')"])
TYPES = st.sampled_from(["VarKey", "SecretKey", "any", "const", "string[]", "Record<string, VarKey>"])
PATTERNS = st.sampled_from(["k", "f", "{ get }", "{ vars }", "{ k = 'E', ...f }", "[k]", "[, ...f]", "{ vars: { get: f } }", "secret"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def form(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.tuples(*(parts or (inner,))).map(lambda found: template.format(*found))

    return st.one_of(
        form("({0}).get({1})", inner, inner),
        form("{0}.vars.get({1})", NAMES, inner),
        form("({0})[{1}]", inner, inner),
        form("({0})({1}, ...{2})", inner, inner, inner),
        form("new ({0})({1})", inner, inner),
        form("({0} ? {1} : {2})", inner, inner, inner),
        form("({0} ?? {1})", inner, inner),
        form("(({0}) as {1})", inner, TYPES),
        form("(({0}) => {1})", PATTERNS, inner),
        form("(async function f({0} = {1}) {{ return {2}; }})", PATTERNS, inner, inner),
        form("({{ k: {0}, f(k) {{ return {1}; }}, vars, ...{2} }})", inner, inner, inner),
        form("[{0}, ...{1}]", inner, inner),
        form("({0}).map({1})", inner, inner),
        form("Object.keys({0})", inner),
        form("new Map([[1, {0}]])", inner),
        form("({0}).then({1})", inner, inner),
        form("(await {0})", inner),
        form("(class {{ k = {0}; static f(k) {{ this.k = {1}; return this.f(k); }} constructor(private k) {{}} }})", inner, inner),
    )


EXPRESSIONS = st.recursive(st.one_of(NAMES, LITERALS), _larger, max_leaves=8)
STATEMENTS = st.one_of(
    st.tuples(PATTERNS, EXPRESSIONS).map(lambda parts: "{{ const {} = {}; }}".format(*parts)),
    EXPRESSIONS.map("var k = {0}; k = {0};".format),
    EXPRESSIONS.map("export default {};".format),
    st.tuples(PATTERNS, EXPRESSIONS, EXPRESSIONS).map(lambda parts: "for (const {} of {}) {};".format(*parts)),
    st.tuples(PATTERNS, EXPRESSIONS).map(lambda parts: "function f({}) {{ return {}; }}".format(*parts)),
    st.tuples(EXPRESSIONS, EXPRESSIONS).map(lambda parts: "class C {{ vars = {}; f() {{ return {}; }} }}".format(*parts)),
    EXPRESSIONS.map("{};".format),
    st.sampled_from(['export * from "./b";', 'export * as es from "./a";', 'export { k as vars, f } from "./a";', "export { f };", "enum C { A = 'F' }"]),
)
IMPORT = 'import { vars, secret } from "edgespark"; import * as es from "edgespark"; import { f as unknown } from "./b";\n'
MODULES = st.lists(STATEMENTS, max_size=5).map("\n".join)


@given(MODULES, MODULES)
@settings(max_examples=200, deadline=None)
def test_any_module_in_never_a_traceback_out(one: str, other: str) -> None:
    key_reads.reads(Program(WrittenCode({"a.ts": IMPORT + one, "b.ts": IMPORT + other})))


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_in_never_a_traceback_out(content: bytes) -> None:
    key_reads.reads(Program(WrittenCode({"a.ts": content, "b.ts": b'import { vars, secret } from "edgespark";' + content})))
    try:
        runtime_keys.declared(typescript.parse("runtime.ts", b"export type VarKey = " + content))
    except NoVerdict as reason:
        assert reason.location.path == "runtime.ts"


@given(
    st.from_regex(r"c_[a-zA-Z0-9_$]{0,8}", fullmatch=True),
    st.from_regex(r"w_[a-zA-Z0-9_$]{0,8}", fullmatch=True),
    st.from_regex(r"[A-Z][A-Z0-9_]{0,20}", fullmatch=True),
)
@settings(max_examples=60, deadline=None)
def test_a_name_is_only_a_name(client: str, wrapper: str, key: str) -> None:
    files: dict[str, str | bytes] = {
        "env.ts": f'import {{ vars as {client} }} from "edgespark"; export const {wrapper} = (key: string) => {client}.get(key as any);',
        "use.ts": f'import {{ {wrapper} }} from "./env"; {wrapper}("{key}"); function other({wrapper}) {{ {wrapper}("NO"); }}',
    }
    assert read_keys(files) == [f"vars {key} cast"]


def test_deep_nesting_is_no_end_of_the_stack() -> None:
    deep = "(" * 1500 + '"A"' + ")" * 1500
    pattern = "[" * 1500 + "x" + "]" * 1500
    text = f'import {{ vars }} from "edgespark"; vars.get({deep}); const {pattern} = y; vars.get(x);'
    assert read_keys({"a.ts": text})[0] == "vars A"
    declared = runtime_keys.declared(typescript.parse("runtime.ts", ("export type VarKey = " + "(" * 2000 + '"A"' + ")" * 2000).encode()))
    assert declared.vars is not None
    assert list(declared.vars.keys) == ["A"]
