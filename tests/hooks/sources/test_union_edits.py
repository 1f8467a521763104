"""A key moves between the unions, and the file keeps its style."""

import pytest

from hooks.sources import runtime_keys, typescript
from hooks.sources.runtime_keys import Accessor
from hooks.sources.union_edits import moved
from tests.hooks.edited import edited


def after(text: str) -> str:
    return edited(text, moved(typescript.parse("runtime.ts", text.encode()), "K", Accessor.SECRET))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param(
            'export type VarKey = "A" | "K";\nexport type SecretKey = "S";',
            'export type VarKey = "A";\nexport type SecretKey = "S" | "K";',
            id="one line, last",
        ),
        pytest.param(
            'export type VarKey = "K" | "A";\nexport type SecretKey = "S";',
            'export type VarKey = "A";\nexport type SecretKey = "S" | "K";',
            id="one line, first",
        ),
        pytest.param(
            "export type VarKey = 'K';\nexport type SecretKey = never;", "export type VarKey = never;\nexport type SecretKey = 'K';", id="the only one"
        ),
        pytest.param(
            'export type VarKey =\n  | "K"\n  | "A";\nexport type SecretKey =\n  | "S"\n  | "T";\n',
            'export type VarKey =\n  | "A";\nexport type SecretKey =\n  | "S"\n  | "T"\n  | "K";\n',
            id="a line each",
        ),
        pytest.param(
            'export type VarKey =\r\n\t| "A"\r\n\t| "K";\r\nexport type SecretKey =\r\n\t| "É";\r\n',
            'export type VarKey =\r\n\t| "A";\r\nexport type SecretKey =\r\n\t| "É"\r\n\t| "K";\r\n',
            id="CRLF and tabs",
        ),
        pytest.param(
            'export type VarKey =\n  | "A" // first\n  | "K";\nexport type SecretKey =\n  // | "OLD"\n  never;',
            'export type VarKey =\n  | "A" // first\n  ;\nexport type SecretKey =\n  // | "OLD"\n  "K";',
            id="comments",
        ),
        pytest.param(
            'export type VarKey =\n  | "A"\n  // paid by card\n\n  | "K"\n  | "B";\nexport type SecretKey = never;',
            'export type VarKey =\n  | "A"\n  // paid by card\n\n  | "B";\nexport type SecretKey = "K";',
            id="a line between others goes as a whole",
        ),
        pytest.param(
            'export type VarKey = "A" | "K";\nexport type SecretKey =\n  | "S"; // salt\n',
            'export type VarKey = "A";\nexport type SecretKey =\n  | "S" // salt\n  | "K";\n',
            id="a comment stays with the literal before it",
        ),
        pytest.param(
            'export type VarKey = "A" | "K";\nexport type SecretKey =\n\t| "S" /* salt */\n;\n',
            'export type VarKey = "A";\nexport type SecretKey =\n\t| "S" /* salt */\n\t| "K"\n;\n',
            id="a comment before the end of its line",
        ),
        pytest.param(
            'export type VarKey = "A" | "K";\nexport type SecretKey =\n  | "S"; export type Other = "//";\n',
            'export type VarKey = "A";\nexport type SecretKey =\n  | "S"\n  | "K"; export type Other = "//";\n',
            id="what follows is no comment",
        ),
        pytest.param(
            'export type VarKey =\n  "K"\n  | "A";\nexport type SecretKey = ("S" | "T");',
            'export type VarKey =\n  "A";\nexport type SecretKey = ("S" | "T" | "K");',
            id="no bar before the first, and brackets",
        ),
    ],
)
def test_a_moved_key(before: str, expected: str) -> None:
    assert after(before) == expected
    found = runtime_keys.declared(typescript.parse("runtime.ts", expected.encode()))
    assert found.place("K", Accessor.VARS) is None
    assert found.place("K", Accessor.SECRET) is not None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('export type VarKey = "K";', id="no other union"),
        pytest.param('export type VarKey = "K";\nexport type SecretKey = string;', id="an open union"),
        pytest.param('const X = { K: 1 };\nexport type VarKey = keyof typeof X;\nexport type SecretKey = "S";', id="keys of a constant"),
        pytest.param('type Mail = "K";\nexport type VarKey = Mail | "A";\nexport type SecretKey = "S";', id="an alias"),
        pytest.param('export type VarKey = "A";\nexport type SecretKey = "S";', id="no such key"),
        pytest.param('export type VarKey = "K" | "K" | "A";\nexport type SecretKey = "S";', id="twice"),
        pytest.param('export type VarKey = "K" /* paid */ | "A";\nexport type SecretKey = "S";', id="a comment behind it"),
        pytest.param('export type VarKey = "A" | /* paid */ "K";\nexport type SecretKey = "S";', id="a comment before it"),
        pytest.param('export type VarKey =\n  | "A"\n  | "K" // paid\n  | "B";\nexport type SecretKey = "S";', id="a comment at the end of its line"),
        pytest.param('export type VarKey =\n  // paid\n  | "K"\n  // free\n  | "B";\nexport type SecretKey = "S";', id="a comment above the first"),
        pytest.param('export type VarKey =\n  | "A" // first\n  /*\n   * paid\n   */\n  | "K";\nexport type SecretKey = "S";', id="a block above it"),
        pytest.param('export type VarKey =\n  // paid\n  "K"\n  | "B";\nexport type SecretKey = "S";', id="a comment above one without a bar"),
        pytest.param('export type VarKey =\n  // paid\n  | "K";\nexport type SecretKey = "S";', id="a comment above the only one"),
    ],
)
def test_what_is_left_to_a_human(text: str) -> None:
    assert moved(typescript.parse("runtime.ts", text.encode()), "K", Accessor.SECRET) == ()
