"""Modules called by the names that `tsconfig.json` gives them: a wrapper behind one is followed like any other."""

import pytest

from hooks.sources.flow.aliases import aliases
from tests.guestbook import Guestbook

CONFIG = "server/tsconfig.json"
WRAPPER = 'import { vars } from "edgespark";\nexport const need = (key: string) => vars.get(key as any);\n'


@pytest.mark.parametrize(
    ("options", "name"),
    [
        pytest.param('"paths": {"@env/*": ["./src/lib/*"]}', "@env/keys", id="a directory of another name"),
        pytest.param('"paths": {"keys": ["./src/lib/keys.ts"]}', "keys", id="a whole name"),
        pytest.param('"paths": {"#*": ["./nowhere/*", "./src/lib/*"]}', "#keys", id="the second place"),
        pytest.param('"baseUrl": "./src", "paths": {"@env/*": ["lib/*"]}', "@env/keys.js", id="below the base"),
        pytest.param('"baseUrl": "src"', "lib/keys", id="the base alone"),
    ],
)
def test_a_wrapper_behind_an_alias(guestbook: Guestbook, options: str, name: str) -> None:
    guestbook.write(CONFIG, f'{{\n  // ours\n  "compilerOptions": {{ {options}, }},\n  "include": ["src/**/*.ts"]\n}}\n')
    guestbook.write("server/src/lib/keys.ts", WRAPPER)
    guestbook.write("server/src/more.ts", f'import {{ need }} from "{name}"; need("NOWHERE");')
    assert "NOWHERE" in {read.key for read in guestbook.project().key_reads.reads}


def test_what_another_file_says_comes_behind() -> None:
    files = {
        "server/tsconfig.json": b'{"extends": "../base", "compilerOptions": {"paths": {"@a/*": ["./a/*"]}}}',
        "base.json": b'{"extends": "./base.json", "compilerOptions": {"paths": {"@b/*": ["./b/*"]}}}',
    }
    found = aliases("server/tsconfig.json", files.get)
    assert found[:2] == (("@a/*", "server/a/*"), ("@b/*", "b/*"))
    assert set(found[2:]) == {("@b/*", "b/*")}, "a file that extends itself comes to an end"


@pytest.mark.parametrize("text", ["", "{", '{"compilerOptions": {"paths": {"@a/*": "x"}}}', '{"compilerOptions": {"paths": {"hono": ["./nowhere"]}}}'])
def test_what_says_nothing_changes_nothing(guestbook: Guestbook, text: str) -> None:
    guestbook.write(CONFIG, text)
    assert guestbook.project().program.resolved("server/src/index.ts", "hono") == "hono"
    assert guestbook.project().program.resolved("server/src/index.ts", "@defs") == "server/src/defs/index.ts"
