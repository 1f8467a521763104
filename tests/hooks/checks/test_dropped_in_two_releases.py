"""The recipe on the page of `destructive-migration`: a column that every insert names is dropped in two releases, and no deployed code misses it."""

import json
import os
from hashlib import sha256

import pytest

from hooks.finding import Report
from hooks.judge import judge
from hooks.request import Request
from tests.git import Git
from tests.guestbook import Guestbook
from tests.hooks.commands.test_db import DRIZZLE, HASH, JOURNAL, SCHEMA

DECLARED = '    pinned: integer("pinned", { mode: "boolean" }).notNull().default(false),\n'
INDEXED = '    uniqueIndex("entries_one_pinned").on(table.pinned).where(sql`${table.pinned} = 1`),\n'
UNINDEX, DROP = "DROP INDEX `entries_one_pinned`;", "ALTER TABLE `entries` DROP COLUMN `pinned`;"


@pytest.fixture
def git(guestbook: Guestbook) -> Git:
    repository = Git.init(guestbook.path)
    repository.commit("the example")
    repository("checkout", "--quiet", "-b", "work")
    return repository


def migrated(guestbook: Guestbook, tag: str, sql: str) -> None:
    """A migration as `edgespark db generate` leaves it for the schema without the column, with this SQL in the place of its own."""
    newest = sorted((guestbook.path / DRIZZLE / "meta").glob("*_snapshot.json"))[-1]
    snapshot = json.loads(newest.read_text())
    snapshot |= {"id": tag, "prevId": snapshot["id"]}
    snapshot["tables"]["entries"]["columns"].pop("pinned", None)
    snapshot["tables"]["entries"]["indexes"].pop("entries_one_pinned", None)
    journal = json.loads(guestbook.read(JOURNAL))
    last = journal["entries"][-1]
    journal["entries"].append({**last, "idx": last["idx"] + 1, "when": last["when"] + 1000, "tag": tag})
    guestbook.write(f"{DRIZZLE}/{tag}.sql", sql)
    guestbook.write(f"{DRIZZLE}/meta/{tag[:4]}_snapshot.json", json.dumps(snapshot))
    guestbook.write(JOURNAL, json.dumps(journal))
    guestbook.write(HASH, sha256(guestbook.read(SCHEMA).encode()).hexdigest())


def judged(git: Git) -> Report:
    return judge(Request(base="main", select=("schema", "migrations")), git.path, os.environ)


def merged(git: Git) -> None:
    git.commit()
    git("checkout", "--quiet", "main")
    git("merge", "--quiet", "work")
    git("checkout", "--quiet", "work")


def test_the_recipe(guestbook: Guestbook, git: Git) -> None:
    guestbook.replace(SCHEMA, DECLARED, "")
    guestbook.replace(SCHEMA, INDEXED, "")
    migrated(guestbook, "0003_forget_pinned", f"{UNINDEX}--> statement-breakpoint\n{DROP}")
    (at_once,) = judged(git).findings
    assert 'column "entries.pinned" is dropped with its values, while the deployed code asks for it by name or with the whole row' in at_once.message
    assert at_once.fix is not None
    assert "in two releases" in at_once.fix.text

    guestbook.write(f"{DRIZZLE}/0003_forget_pinned.sql", f"-- edgespark-ci: ignore[migration-drift] dropped in the next release\n{UNINDEX}")
    report = judged(git)
    assert (report.findings, report.diagnostics) == ((), ())
    merged(git)

    migrated(guestbook, "0004_drop_pinned", DROP)
    (afterwards,) = judged(git).findings
    assert afterwards.message.endswith('column "entries.pinned" is dropped with its values')
    guestbook.write(
        f"{DRIZZLE}/0004_drop_pinned.sql", f"-- edgespark-ci: ignore[destructive-migration] nothing has asked for it since the last release\n{DROP}"
    )
    report = judged(git)
    assert (report.findings, report.diagnostics) == ((), ())
