"""The unions of runtime.ts, in every formatting."""

import pytest

from hooks.sources import runtime_keys, typescript
from hooks.sources.runtime_keys import Accessor, DeclaredKeys

PATH = "server/src/defs/runtime.ts"


def declared(text: str) -> DeclaredKeys:
    return runtime_keys.declared(typescript.parse(PATH, text.encode()))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        pytest.param("export type VarKey = never;", [], id="never"),
        pytest.param('export type VarKey = "A";', ["A"], id="one"),
        pytest.param("export type VarKey = \"A\" | 'B';", ["A", "B"], id="one line"),
        pytest.param('export type VarKey =\n  | "A"\n  | "B"\n;', ["A", "B"], id="a line each"),
        pytest.param('export type VarKey =\n  // | "OLD"\n  | "A" /* "NO" */\n  // | "B"\n  ;', ["A"], id="comments inside"),
        pytest.param('// vars.get("KEY")\nexport type VarKey =\n  // | "A"\n  never;', [], id="the template's own comments"),
        pytest.param('export type VarKey = ("A" | ("B")) | never;', ["A", "B"], id="parentheses"),
        pytest.param("export type VarKey = `A`;", ["A"], id="template"),
        pytest.param('export type VarKey = "A" | "A";', ["A"], id="twice"),
        pytest.param('type VarKey = "A";\nexport type { VarKey };', ["A"], id="exported apart"),
        pytest.param('type Mail = "A" | "B";\nexport type VarKey = Mail | "C";', ["A", "B", "C"], id="an alias of the file"),
        pytest.param("type A = B; type B = A; export type VarKey = A;", [], id="aliases in a circle"),
        pytest.param('export const K = { A: 1, "B": 2 } as const;\nexport type VarKey = keyof typeof K;', ["A", "B"], id="keyof typeof"),
        pytest.param('const K = ["A", "B"] as const;\nexport type VarKey = (typeof K)[number];', ["A", "B"], id="elements of a list"),
        pytest.param('const K = { a: "A" } as const;\nexport type VarKey = (typeof K)[keyof typeof K];', ["A"], id="values of an object"),
    ],
)
def test_keys(text: str, keys: list[str]) -> None:
    union = declared(text).vars
    assert union is not None
    assert list(union.keys) == keys
    assert union.unreadable == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("export type VarKey = string;", "the type string", id="string"),
        pytest.param('export type VarKey = "A" | (string & {});', "the type string & {}", id="any string"),
        pytest.param("export type VarKey = `A_${string}`;", "the type `A_${string}`", id="pattern"),
        pytest.param('import { K } from "./k"; export type VarKey = K;', "the type K", id="imported"),
        pytest.param("export type VarKey = keyof typeof K;", "the type keyof typeof K", id="unknown constant"),
        pytest.param('export type VarKey = Exclude<"A" | "B", "B">;', 'the type Exclude<"A" | "B", "B">', id="computed"),
        pytest.param('export type { VarKey } from "./k";', "an export from another module", id="exported from elsewhere"),
        pytest.param('export enum VarKey { A = "A" }', "an enum", id="an enum"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, what: str) -> None:
    union = declared(text).vars
    assert union is not None
    assert [part.what for part in union.unreadable] == [what]


def test_a_union_that_is_not_there_is_none() -> None:
    found = declared('export type VarKey = "A";')
    assert found.secrets is None
    assert found.place("A", Accessor.VARS) is not None
    assert found.place("A", Accessor.SECRET) is None


def test_each_key_knows_its_place() -> None:
    union = declared('export type SecretKey =\n  | "A"\n  | "É" | "B";').secrets
    assert union is not None
    assert {key: str(place) for key, place in union.keys.items()} == {"A": f"{PATH}:2:5", "É": f"{PATH}:3:5", "B": f"{PATH}:3:11"}


def test_a_union_of_a_thousand_keys() -> None:
    union = declared("export type VarKey = " + " | ".join(f'"K{number}"' for number in range(1000)) + ";").vars
    assert union is not None
    assert len(union.keys) == 1000
