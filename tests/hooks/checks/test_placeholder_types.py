"""The guestbook before `edgespark pull types`."""

import pytest

from hooks.checks.placeholder_types import check
from tests.guestbook import Guestbook

HERE = "server/src/__generated__"
TYPES, MODULES = f"{HERE}/server-types.d.ts", f"{HERE}/edgespark.d.ts"


def messages(guestbook: Guestbook) -> list[str]:
    return [f"{result.location}: {result.message}" for result in check(guestbook.project())]


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert messages(guestbook) == []


@pytest.mark.parametrize("path", [TYPES, MODULES])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("/**\n * EdgeSpark types\n */\n\n// Placeholder: run `edgespark pull types`\nexport {};\n", id="comments and an empty export"),
        pytest.param("", id="empty"),
        pytest.param("\ufeff// Placeholder\r\nexport {};\r\n", id="behind a byte order mark"),
    ],
)
def test_a_stub(guestbook: Guestbook, path: str, text: str) -> None:
    guestbook.write(path, text)
    name = path.rpartition("/")[2]
    assert messages(guestbook) == [f'{path}:1:1: "{name}" declares nothing yet, so the compiler checks no use of the platform']


def test_missing_files_are_told_where_code_imports_what_they_declare(guestbook: Guestbook) -> None:
    guestbook.delete(HERE)
    assert messages(guestbook) == [
        'server/src/defs/storage_schema.ts:1:1: "server-types.d.ts" is missing, which declares what is imported here',
        'server/src/index.ts:4:1: "edgespark.d.ts" is missing, which declares what is imported here',
    ]


def test_missing_files_that_nobody_imports(guestbook: Guestbook) -> None:
    guestbook.delete(HERE)
    guestbook.write("server/src/index.ts", 'export default "edgespark";\n// import { db } from "edgespark"\n')
    guestbook.delete("server/src/defs/storage_schema.ts")
    assert messages(guestbook) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("export interface A {}\n", id="a declaration"),
        pytest.param("// Placeholder\nexport {};\ndeclare module 'edgespark';", id="behind a stub"),
        pytest.param("/*" + "*/ /*" * 300, id="a comment without end"),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    guestbook.write(TYPES, text)
    assert messages(guestbook) == []
