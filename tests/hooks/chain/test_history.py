"""A project whose merged chain is broken in some old way goes on: what the base has is a warning at most, and what is new is judged as ever."""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from hooks.finding import Report, Severity
from hooks.judge import judge
from hooks.request import Request
from tests.git import Git
from tests.guestbook import Guestbook
from tests.hooks.commands.test_db import BODY, DRIZZLE, JOURNAL, add_column

FIRST, SECOND = f"{DRIZZLE}/0000_open_the_book.sql", f"{DRIZZLE}/0001_add_reactions.sql"
NEW = "0003_add_mood"


def journal(guestbook: Guestbook, change: Callable[[list[dict[str, Any]]], None]) -> None:
    value = json.loads(guestbook.read(JOURNAL))
    change(value["entries"])
    guestbook.write(JOURNAL, json.dumps(value, indent=2))


OLD: dict[str, Callable[[Guestbook], None]] = {
    "a statement that fails": lambda one: one.write(SECOND, f"ALTER TABLE nowhere ADD x;\n{one.read(SECOND)}"),
    "a file that is gone": lambda one: one.delete(SECOND),
    "another database than its snapshot": lambda one: one.write(SECOND, f"{one.read(SECOND)}\nCREATE TABLE more (x);"),
    "a date that goes back": lambda one: journal(one, lambda entries: entries[1].update(when=1)),
    "an entry twice": lambda one: journal(one, lambda entries: entries.insert(1, dict(entries[1]))),
    "a snapshot that is gone": lambda one: one.delete(f"{DRIZZLE}/meta/0001_snapshot.json"),
    "a snapshot that is cut off": lambda one: one.write(f"{DRIZZLE}/meta/0001_snapshot.json", one.read(f"{DRIZZLE}/meta/0001_snapshot.json")[:-3]),
    "a file that no entry names": lambda one: one.write(f"{DRIZZLE}/0001_other.sql", "SELECT 1;"),
    "a write to the platform's table": lambda one: one.write(SECOND, f"{one.read(SECOND)}\nDELETE FROM es_system__auth_user;"),
}


@pytest.fixture(params=OLD)
def git(request: pytest.FixtureRequest, guestbook: Guestbook) -> Git:
    """The broken chain on `main`; the branch `feature` is checked out."""
    OLD[request.param](guestbook)
    repository = Git.init(guestbook.path)
    repository.commit("old")
    repository("checkout", "--quiet", "-b", "feature")
    return repository


def judged(git: Git) -> Report:
    return judge(Request(base="main", select=("migrations", "schema")), git.path, os.environ)


def errors(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings if finding.severity is Severity.ERROR}


def test_a_new_migration_passes(git: Git, guestbook: Guestbook) -> None:
    add_column(guestbook, NEW, "entries", "mood", behind=BODY)
    report = judged(git)
    assert (report.exit_code, report.diagnostics, errors(report)) == (0, (), set())


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("ALTER TABLE `entries` ADD `mood` text; DROP TABLE reactions;", "destructive-migration"),
        ("ALTER TABLE `entries` ADD `mood` text; ALTER TABLE `entries` ADD `more` text NOT NULL;", "migration-fails-on-data"),
        ("ALTER TABLE `nowhere` ADD `mood` text;", "failing-migration"),
        ("ALTER TABLE `entries` ADD `mood` integer;", "migration-drift"),
    ],
)
def test_a_bad_one_does_not(git: Git, guestbook: Guestbook, sql: str, rule: str) -> None:
    add_column(guestbook, NEW, "entries", "mood", behind=BODY)
    guestbook.write(f"{DRIZZLE}/{NEW}.sql", sql)
    report = judged(git)
    assert rule in errors(report), (report.findings, report.diagnostics)
