"""The guestbook with one more module that may open a transaction."""

import pytest

from hooks.checks.db_transaction import check
from tests.guestbook import Guestbook

MORE = "server/src/more.ts"
IMPORT = 'import { db } from "edgespark";\n'
FAILS = "`db.transaction()` fails on D1, which has no interactive transactions"


def messages(guestbook: Guestbook) -> list[str]:
    return [f"{result.location}: {result.message}" for result in check(guestbook.project())]


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert messages(guestbook) == []


@pytest.mark.parametrize(
    ("text", "column"),
    [
        pytest.param("await db.transaction(async (tx) => {});", 10, id="a call"),
        pytest.param("db?.transaction(run);", 5, id="an optional call"),
        pytest.param('db["transaction"](run);', 5, id="in brackets"),
        pytest.param("const { transaction } = db;", 9, id="taken out"),
        pytest.param("const { transaction: atomically } = db;", 9, id="taken out under another name"),
        pytest.param("const store = db; store.transaction(run);", 25, id="through a constant"),
        pytest.param("class Repository { private db = db; run() { return this.db.transaction(run); } }", 60, id="through a field"),
        pytest.param('const { db: d } = await import("edgespark"); d.transaction(run);', 48, id="after a dynamic import"),
        pytest.param('import * as platform from "edgespark"; platform.db.transaction(run);', 52, id="through a namespace"),
    ],
)
def test_a_transaction(guestbook: Guestbook, text: str, column: int) -> None:
    guestbook.write(MORE, IMPORT + text)
    assert messages(guestbook) == [f"{MORE}:2:{column}: {FAILS}"]


@pytest.mark.parametrize(
    "store",
    [
        pytest.param('export { db as store } from "edgespark";', id="exported again"),
        pytest.param('import { db } from "edgespark";\nexport { db as store };', id="imported, then exported"),
        pytest.param('import { db } from "edgespark";\nexport const store = db;', id="under another name"),
    ],
)
def test_a_transaction_of_a_database_from_another_module(guestbook: Guestbook, store: str) -> None:
    guestbook.write("server/src/store.ts", store)
    guestbook.write(MORE, 'import { store } from "./store";\nstore.transaction(run);')
    assert messages(guestbook) == [f"{MORE}:2:7: {FAILS}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("await db.batch([db.select().from(entries)]);", id="a batch"),
        pytest.param("// never db.transaction(run)\nconst advice = 'db.transaction(run)';", id="comment and string"),
        pytest.param("function move(db: Ledger) { db.transaction(run); }", id="shadowed"),
        pytest.param("const ledger = { transaction() {} }; ledger.transaction();", id="of another object"),
        pytest.param("db.insert(ledger.transaction);", id="a column of that name"),
        pytest.param("type Tx = Parameters<Parameters<typeof db.transaction>[0]>[0];", id="a type"),
        pytest.param('import { db as other } from "./elsewhere"; other.transaction(run);', id="another module's"),
        pytest.param("const run = (store: Store) => store.transaction(work); run(other);", id="a parameter"),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    guestbook.write(MORE, IMPORT + text)
    assert messages(guestbook) == []


def test_a_module_that_cannot_be_read_leaves_no_verdict(guestbook: Guestbook) -> None:
    guestbook.write(MORE, IMPORT + "db.transaction(((")
    (message,) = messages(guestbook)
    assert message.endswith("nobody can tell whether it uses `db.transaction()`")


def test_a_module_that_does_not_hold_the_word_is_not_parsed(guestbook: Guestbook) -> None:
    guestbook.write(MORE, IMPORT + "db.transactions(((")
    assert messages(guestbook) == []
