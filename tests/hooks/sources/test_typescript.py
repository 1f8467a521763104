"""Parsing within bounds, and places in characters."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hooks.errors import NoVerdict
from hooks.sources import typescript


def refusal(content: bytes, path: str = "f.ts") -> NoVerdict:
    with pytest.raises(NoVerdict) as reason:
        typescript.parse(path, content)
    return reason.value


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        pytest.param(b"const a = 1;\nconst b = ;\n", 2, 9, id="LF"),
        pytest.param(b"const a = 1;\r\nconst b = ;\r\n", 2, 9, id="CRLF"),
        pytest.param("const größe = 'ü', b = ;".encode(), 1, 22, id="characters, not bytes"),
        pytest.param(b"\xef\xbb\xbfconst b = ;", 1, 9, id="byte order mark"),
    ],
)
def test_a_syntax_error_has_its_place(content: bytes, line: int, column: int) -> None:
    reason = refusal(content)
    assert reason.location.line == line
    assert abs(reason.location.column - column) <= 2, "the parser recovers where it likes, but near"


COLUMNS = "\n".join(f'  column{number}: text("column{number}").notNull().default("x"),' for number in range(12))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        pytest.param("column8:", "column8", 12, id="one error from the table's first line on"),
        pytest.param("});", "", 3, id="what is never closed"),
        pytest.param("  column8", "<<<<<<< HEAD\n  column8", 12, id="a conflict"),
    ],
)
def test_an_error_that_swallows_the_file_is_placed_inside(old: str, new: str, line: int) -> None:
    text = f'import {{ text }} from "x";\n\nexport const t = sqliteTable("t", {{\n{COLUMNS}\n}});\n'
    typescript.parse("f.ts", text.encode())
    assert refusal(text.replace(old, new).encode()).location.line == line


def test_tsx_is_its_own_dialect() -> None:
    content = b"export const a = <p>hello</p>;"
    assert typescript.parse("f.tsx", content).root.type == "program"
    assert "cannot be read as TypeScript" in refusal(content).message


def test_columns_count_characters() -> None:
    source = typescript.parse("f.ts", "const ü = '名', x = 1;".encode())
    declarator = source.root.children[0].children[3]
    assert source.text_of(declarator) == "x = 1"
    assert source.location(declarator) == ("f.ts", 1, 16, 1, 21)


def test_invalid_utf8_has_its_place() -> None:
    reason = refusal("const a = 1;\nconst ü = '".encode() + b"\xff';")
    assert (reason.message, reason.location.line, reason.location.column) == ("invalid UTF-8", 2, 12)


@pytest.mark.parametrize(
    ("text", "is_call"),
    [
        pytest.param('f<import("a").B[]>();', False, id="type"),
        pytest.param('f<(typeof import("a"))["b"][number]>();', False, id="type of a module"),
        pytest.param('import("a").then(f);', True, id="promise"),
        pytest.param('(await import("a"))["b"];', True, id="awaited"),
        pytest.param('const load = () => import("a");', True, id="returned"),
    ],
)
def test_a_type_may_be_imported_where_it_stands(text: str, is_call: bool) -> None:
    assert ("(import)" in str(typescript.parse("f.ts", text.encode()).root)) is is_call


def test_a_large_file_is_not_parsed() -> None:
    assert "above the limit of 2 MB" in refusal(b"a;" * 1_000_001).message


def test_parsing_has_a_deadline() -> None:
    started = time.thread_time()
    assert "parsing took more than 1 s" in refusal(b"a<" * 900_000).message
    assert time.thread_time() - started < 5


@given(st.binary(max_size=200))
def test_any_bytes_in_never_a_traceback_out(content: bytes) -> None:
    try:
        typescript.parse("f.ts", content)
    except NoVerdict as reason:
        assert reason.location.path == "f.ts"
