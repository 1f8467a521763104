"""Which files are the server's code: tests, declarations and what is installed are none of it."""

import pytest

from tests.guestbook import Guestbook


@pytest.mark.parametrize(
    ("path", "is_code"),
    [
        pytest.param("server/src/a.ts", True, id="a module"),
        pytest.param("server/src/a.tsx", True, id="JSX"),
        pytest.param("server/src/a.mjs", True, id="JavaScript"),
        pytest.param("server/src/tests/a.ts", True, id="a directory of routes that is called tests"),
        pytest.param("server/src/latest.ts", True, id="a name that ends like a test"),
        pytest.param("server/src/a.test.ts", False, id="a test"),
        pytest.param("server/src/a.spec.tsx", False, id="a specification"),
        pytest.param("server/src/__tests__/a.ts", False, id="a directory of tests"),
        pytest.param("server/src/__mocks__/edgespark.ts", False, id="a directory of mocks"),
        pytest.param("server/src/a.d.ts", False, id="declarations"),
        pytest.param("server/src/a.d.mts", False, id="declarations of a module"),
        pytest.param("server/src/__generated__/a.ts", False, id="generated"),
        pytest.param("server/src/node_modules/a/index.ts", False, id="installed"),
        pytest.param("server/scripts/a.ts", False, id="a script beside the sources"),
        pytest.param("web/src/a.ts", False, id="the web app"),
    ],
)
def test_what_is_code(guestbook: Guestbook, path: str, is_code: bool) -> None:
    guestbook.write(path, "export {};\n")
    project = guestbook.project()
    assert (path in project.code_paths, path in project.program.contents) == (is_code, is_code)


@pytest.mark.parametrize(
    ("importer", "text", "is_code"),
    [
        pytest.param("server/src/a.ts", 'import { api } from "./openapi.spec";', True, id="imported"),
        pytest.param("server/src/a.ts", "export * from '@/openapi.spec.ts';", True, id="handed on, with its ending"),
        pytest.param("server/src/a.ts", 'const { api } = await import("./openapi.spec.js");', True, id="loaded later"),
        pytest.param("server/src/a.ts", 'import { api } from "./openapi"; // see "./openapi.spec"', False, id="spoken of"),
        pytest.param("server/src/a.ts", 'import { api } from "./other.spec";', False, id="another one"),
        pytest.param("server/src/a.ts", 'import { api } from "openapi.spec";', False, id="a package"),
        pytest.param("server/src/a.test.ts", 'import { api } from "./openapi.spec";', False, id="imported by a test"),
    ],
)
def test_what_the_server_imports_is_no_test(guestbook: Guestbook, importer: str, text: str, is_code: bool) -> None:
    guestbook.write(importer, text)
    guestbook.write("server/src/openapi.spec.ts", 'import { vars } from "edgespark"; vars.get("A_KEY");')
    project = guestbook.project()
    assert ("server/src/openapi.spec.ts" in project.code_paths, "server/src/openapi.spec.ts" in project.test_paths) == (is_code, not is_code)
    assert ("A_KEY" in {read.key for read in project.key_reads.reads}) == is_code


def test_a_test_may_read_keys_that_nobody_declares(guestbook: Guestbook) -> None:
    text = 'import { vars } from "edgespark"; vars.get("A_FAKE");'
    guestbook.write("server/src/a.test.ts", text)
    assert "A_FAKE" not in {read.key for read in guestbook.project().key_reads.reads}
    guestbook.write("server/src/a.ts", text)
    assert "A_FAKE" in {read.key for read in guestbook.project().key_reads.reads}
