"""The guestbook with one more module that asks who is logged in."""

import pytest

from hooks.checks.http_auth_import import check
from hooks.finding import Finding, FixKind
from tests.guestbook import Guestbook
from tests.hooks.edited import edited

MORE = "server/src/more.ts"


def findings(guestbook: Guestbook) -> list[Finding]:
    return [result for result in check(guestbook.project()) if isinstance(result, Finding)]


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert findings(guestbook) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('import { auth } from "edgespark";\n', 'import { auth } from "edgespark/http";\n', id="alone"),
        pytest.param(
            'import { auth, db } from "edgespark";\n', 'import { db } from "edgespark";\nimport { auth } from "edgespark/http";\n', id="first of several"
        ),
        pytest.param("import { db, auth } from 'edgespark'\n", "import { db } from 'edgespark'\nimport { auth } from 'edgespark/http'\n", id="last of several"),
        pytest.param(
            'import {\n  auth as who,\n  db,\n} from "edgespark";\r\n',
            'import {\n  db,\n} from "edgespark";\r\nimport { auth as who } from "edgespark/http";\r\n',
            id="on lines of their own, renamed",
        ),
        pytest.param(
            "import {\n  db,\n  auth,\n} from 'edgespark'\n",
            "import {\n  db,\n} from 'edgespark'\nimport { auth } from 'edgespark/http'\n",
            id="the last line, with a comma behind it",
        ),
        pytest.param(
            'import platform, { auth } from "edgespark";\n',
            'import platform from "edgespark";\nimport { auth } from "edgespark/http";\n',
            id="beside a default import",
        ),
        pytest.param(
            'import platform, {auth}from "edgespark";\n', 'import platform from "edgespark";\nimport { auth } from "edgespark/http";\n', id="without a space"
        ),
        pytest.param(
            'import {\n  // the database\n  db,\n  // who asks\n  auth,} from "edgespark";\n',
            'import {\n  // the database\n  db,\n  // who asks\n  } from "edgespark";\nimport { auth } from "edgespark/http";\n',
            id="below a comment",
        ),
        pytest.param(
            'import {\n  db, // the db\n  auth,\n} from "edgespark";\n',
            'import {\n  db, // the db\n} from "edgespark";\nimport { auth } from "edgespark/http";\n',
            id="below a name with a comment",
        ),
        pytest.param(
            'import {\n  db, // the db\n  auth\n} from "edgespark";\n',
            'import {\n  db, // the db\n} from "edgespark";\nimport { auth } from "edgespark/http";\n',
            id="below a name with a comment, without a comma behind it",
        ),
    ],
)
def test_an_import_and_its_repair(guestbook: Guestbook, before: str, after: str) -> None:
    guestbook.write(MORE, before)
    (finding,) = findings(guestbook)
    assert finding.message == '"auth" is taken from "edgespark", which does not export it'
    assert finding.fix is not None
    assert edited(before, finding.fix.edits) == after
    guestbook.write(MORE, after)
    assert findings(guestbook) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('import * as platform from "edgespark"; platform.auth.user;', id="through a namespace"),
        pytest.param('const { auth } = await import("edgespark");', id="a dynamic import"),
        pytest.param('export { auth } from "edgespark";', id="exported again"),
        pytest.param('import { auth as http } from "edgespark/http";\nimport { auth } from "edgespark";', id="beside the right one"),
        pytest.param('import { db, auth /* who asks */ } from "edgespark";', id="a comment behind the name"),
        pytest.param('import {\n  auth, // who asks\n  db,\n} from "edgespark";', id="a comment behind the comma"),
        pytest.param('import platform, { /* who asks */ auth } from "edgespark";', id="a comment before the name"),
    ],
)
def test_other_ways_are_left_to_a_human(guestbook: Guestbook, text: str) -> None:
    guestbook.write(MORE, text)
    (finding,) = findings(guestbook)
    assert finding.fix is not None
    assert finding.fix.kind is FixKind.HUMAN


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('import { auth } from "edgespark/http";\nimport { db } from "edgespark";', id="each from its module"),
        pytest.param('import type { auth } from "edgespark";\nimport { type auth as a, db } from "edgespark";', id="a type"),
        pytest.param('// import { auth } from "edgespark"\nconst advice = `import { auth } from "edgespark"`;', id="comment and string"),
        pytest.param('import { db as auth } from "edgespark";', id="another thing of that name"),
        pytest.param('import { db } from "edgespark";\nconst auth = login(); auth.user;', id="a variable of that name"),
        pytest.param('import { auth } from "./auth";\nimport * as platform from "edgespark";', id="another module's"),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    guestbook.write(MORE, text)
    assert findings(guestbook) == []


def test_types_without_the_second_module_are_of_another_generation(guestbook: Guestbook) -> None:
    guestbook.write(MORE, 'import { auth } from "edgespark";')
    guestbook.write("server/src/__generated__/edgespark.d.ts", 'declare module "edgespark" { export const auth: unknown; }')
    assert findings(guestbook) == []
