"""Modules whose bytes show that a parser would find nothing to say of them; each twin says one thing more, and is parsed."""

import pytest

from hooks.sources import key_reads, runtime_keys, typescript
from hooks.sources.flow.program import Program
from tests.hooks.sources.code import WrittenCode

DECLARED = runtime_keys.declared(typescript.parse("runtime.ts", b'export type VarKey = "A" | "BOTH"; export type SecretKey = "S" | "BOTH";'))
ENV = """
import { vars, secret } from "edgespark";
export const need = (key) => vars.get(key);
export const either = (key) => vars.get(key) ?? secret.get(key);
"""


def parsed(text: str) -> bool:
    code = WrittenCode({"env.ts": ENV, "use.ts": text})
    key_reads.reads(Program(code), DECLARED)
    return "use.ts" in code.parsed


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('import { vars } from "edgespark"; vars.get("A");', id="a var"),
        pytest.param("import { db, secret, } from 'edgespark';\nsecret\n  .get( 'S' );", id="a secret, spread over lines"),
        pytest.param('import { need } from "./env"; f(need("A"), need(\'A\'));', id="a wrapper"),
        pytest.param('import { vars } from "edgespark"; const varsity = 1; // vars.get("A")', id="other words, comments"),
    ],
)
def test_plain_modules_are_not_parsed(text: str) -> None:
    assert not parsed(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('import { vars } from "edgespark"; vars.get("X");', id="not declared"),
        pytest.param('import { vars } from "edgespark"; vars.get("S");', id="declared for the other client"),
        pytest.param('import { vars } from "edgespark"; vars.get("BOTH");', id="declared for both"),
        pytest.param('import { vars } from "edgespark"; vars.get("A"); f(vars);', id="handed on"),
        pytest.param('import { vars } from "edgespark"; vars.get("A" as any);', id="cast"),
        pytest.param('import { vars } from "edgespark"; vars.get("A" + b);', id="computed"),
        pytest.param('import { vars as v } from "edgespark"; v.get("A");', id="renamed"),
        pytest.param('import { secret as vars, vars as secret } from "edgespark"; vars.get("A"); secret.get("S");', id="names exchanged"),
        pytest.param('import * as vars from "edgespark"; vars.get("A");', id="whole module"),
        pytest.param('const { vars } = await import("edgespark"); vars.get("A");', id="dynamic"),
        pytest.param('import { vars } from "edgespark"; export { vars }; vars.get("A");', id="exported again"),
        pytest.param('import { need } from "./env"; need("A", "X");', id="more arguments"),
        pytest.param('import { need } from "./env"; need("X");', id="a wrapper, not declared"),
        pytest.param('import { need } from "./env"; ["A"].map(need);', id="a wrapper as callback"),
    ],
)
def test_modules_that_say_more_are_parsed(text: str) -> None:
    assert parsed(text)


def test_a_module_parsed_for_one_client_is_searched_for_the_other_too() -> None:
    """`vars` leaves the caller out, since it reads a declared var; `secret` does not, and then both reads must be seen."""
    code = WrittenCode({"env.ts": ENV, "use.ts": 'import { either } from "./env"; either("A");'})
    assert [(read.accessor.value, read.key) for read in key_reads.reads(Program(code), DECLARED).reads] == [("secret", "A"), ("vars", "A")]
    assert code.parsed.count("use.ts") == 1
