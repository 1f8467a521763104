"""The guestbook with one more module of definitions."""

import pytest

from hooks.checks.defs_imports_runtime import check
from tests.guestbook import Guestbook

MORE = "server/src/defs/more.ts"


def messages(guestbook: Guestbook) -> list[str]:
    return [f"{result.location}: {result.message}" for result in check(guestbook.project())]


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert messages(guestbook) == []


@pytest.mark.parametrize(
    ("text", "column"),
    [
        pytest.param('import { db } from "edgespark";', 20, id="an import"),
        pytest.param('import "edgespark";', 8, id="for its effect"),
        pytest.param('import { type Db, db } from "edgespark";', 29, id="a type and a value"),
        pytest.param('export * from "edgespark";', 15, id="exported again"),
        pytest.param('import platform = require("edgespark");', 27, id="an import by require"),
        pytest.param('const later = () => import("edgespark");', 28, id="a dynamic import"),
    ],
)
def test_an_import(guestbook: Guestbook, text: str, column: int) -> None:
    guestbook.write(MORE, text)
    assert messages(guestbook) == [f'{MORE}:1:{column}: "edgespark" is imported below defs/, which must load without the runtime']


def test_the_other_module_of_the_runtime(guestbook: Guestbook) -> None:
    guestbook.write(MORE, "import { auth } from 'edgespark/http';")
    assert messages(guestbook) == [f'{MORE}:1:22: "edgespark/http" is imported below defs/, which must load without the runtime']


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('import type { db } from "edgespark";', id="a type import"),
        pytest.param('import { type A, type B } from "edgespark"; export { type A } from "edgespark";', id="lists of types"),
        pytest.param('type A = typeof import("edgespark"); type B = import("edgespark").db;', id="in types"),
        pytest.param('import type { BucketDef } from "@sdk/server-types";', id="the platform's types"),
        pytest.param('// import { db } from "edgespark"\nconst name = "edgespark";', id="comment and string"),
        pytest.param('import { helper } from "edgespark-helpers";', id="another package"),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    guestbook.write(MORE, text)
    assert messages(guestbook) == []


@pytest.mark.parametrize("path", ["server/src/more.ts", "server/src/definitions/more.ts", "server/src/defs/more.test.ts"])
def test_other_modules_may(guestbook: Guestbook, path: str) -> None:
    guestbook.write(path, 'import { db } from "edgespark";')
    assert messages(guestbook) == []
