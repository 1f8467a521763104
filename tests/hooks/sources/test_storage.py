"""`storage_schema.ts`: which buckets it declares, however they are written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hooks.errors import NoVerdict
from hooks.sources import storage
from hooks.sources.flow.program import Program
from hooks.sources.storage import Storage
from tests.hooks.sources.code import SRC, WrittenCode

PATH = "defs/storage_schema.ts"


def declared(text: str | bytes, **more: str) -> Storage:
    code = WrittenCode({PATH: text, **{f"defs/{name}.ts": content for name, content in more.items()}})
    return storage.declared(Program(code), SRC + PATH)


def lines(read: Storage) -> list[str]:
    """`way name` for each bucket, `way ?` for one without a name, and `? what` for what cannot be read."""
    return [f"{'.'.join(bucket.way)} {bucket.name or '?'}" for bucket in read.buckets] + [f"? {what}" for what, _ in read.unreadable]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('export const a: BucketDef<"a-b"> = { bucket_name: "a-b", description: "d" };', ["a a-b"], id="the template's form"),
        pytest.param('export const a = { "bucket_name": `a-b` } as const;', ["a a-b"], id="as const"),
        pytest.param('export const a = ({ bucket_name: "a-b" }) satisfies BucketDef<"a-b">;', ["a a-b"], id="satisfies"),
        pytest.param('export const a = Object.freeze({ bucket_name: "a-b" });', ["a a-b"], id="frozen"),
        pytest.param('const N = "a-b"; export const a = { bucket_name: N };', ["a a-b"], id="name in a constant"),
        pytest.param('const APP = "a"; export const a = { bucket_name: `${APP}-b` };', ["a a-b"], id="name joined from constants"),
        pytest.param('const names = { a: "a-b" } as const; export const a = { bucket_name: names.a };', ["a a-b"], id="name in a table"),
        pytest.param('const bucket_name = "a-b"; export const a = { bucket_name };', ["a a-b"], id="shorthand"),
        pytest.param('const base = { bucket_name: "x-y", description: "d" }; export const a = { ...base, bucket_name: "a-b" };', ["a a-b"], id="spread below"),
        pytest.param('const base = { bucket_name: "a-b" }; export const a = { bucket_name: "x-y", ...base };', ["a a-b"], id="spread above"),
        pytest.param('const a = { bucket_name: "a-b" }; export { a as b };', ["b a-b"], id="export list"),
        pytest.param('export const all = { a: { bucket_name: "a-b" }, deep: { b: { bucket_name: "c-d" } } };', ["all.a a-b", "all.deep.b c-d"], id="nested"),
        pytest.param('export const a = { bucket_name: "a-b" }; export const all = { a };', ["a a-b"], id="one bucket by two names"),
        pytest.param('export default { a: { bucket_name: "a-b" } };', ["default.a a-b"], id="default"),
        pytest.param('export const a: BucketDef<"a-b"> = make("a-b");', ["a a-b"], id="the type tells the name"),
        pytest.param('export const a = { description: "d", bucketName: "a-b" };', ["a ?"], id="no name"),
        pytest.param("export const a: BucketDef = {};", ["a ?"], id="no name, only a type"),
        pytest.param('// export const a = { bucket_name: "a-b" };\nconst b = { bucket_name: "c-d" };', [], id="comment, and not exported"),
        pytest.param("export const a = 5, b = [1], c = () => 1, d = { e: 1 }; export type T = 1; export interface I {} export class C {}", [], id="no buckets"),
        pytest.param("export const a = make();", ['? what "a" holds'], id="a call"),
        pytest.param("export const a = { bucket_name: `${P}-b` };", ['? the bucket_name of "a"'], id="a computed name"),
        pytest.param('import { base } from "x"; export const a = { bucket_name: "a-b", ...base };', ['? what "a" holds'], id="a spread that may replace it"),
        pytest.param('import { base } from "x"; export const a = { ...base, bucket_name: "a-b" };', ["a a-b"], id="a spread that may not"),
        pytest.param(
            'import { base } from "x"; export const a = { ...base, description: "d" };', ['? whether "a" has a bucket_name'], id="perhaps in a spread"
        ),
        pytest.param('export const a = flag ? { bucket_name: "a-b" } : { bucket_name: "c-d" };', ['? what "a" holds'], id="one of two"),
    ],
)
def test_declared(text: str, expected: list[str]) -> None:
    assert lines(declared(text)) == expected


def test_other_modules() -> None:
    more = 'export const b = { bucket_name: "c-d" }; export const hidden = { bucket_name: "e-f" };'
    assert sorted(lines(declared('export { b as c } from "./more"; export * from "./more";', more=more))) == ["c c-d", "hidden e-f"]


def test_places_types_and_nests() -> None:
    read = declared('export const all = {\n  a: { bucket_name: "a-b" } satisfies BucketDef<"x-y">,\n  size: 3,\n};\n')
    (bucket,) = read.buckets
    assert (bucket.typed, bucket.location[1:]) == ("x-y", (2, 21, 2, 26))
    assert read.nests == {(): {"all"}, ("all",): {"a", "size"}}


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=120)
    | st.lists(st.sampled_from(["export ", "const a", "=", "{", "}", "...a", "bucket_name", ":", '"x"', ",", "a", ";", "*", ' from "./a"']), max_size=25)
)
def test_any_bytes_in_never_a_traceback_out(text: bytes | list[str]) -> None:
    try:
        declared(text if isinstance(text, bytes) else "".join(text))
    except NoVerdict as reason:
        assert reason.location.path == SRC + PATH
