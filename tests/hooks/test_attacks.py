"""A pull request whose migration attacks the machine that checks it: the installed command, as CI runs it, ends with a verdict and touches nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import edgespark_ci
from tests.git import Git
from tests.guestbook import Guestbook
from tests.hooks.commands.test_db import BODY, DRIZZLE, add_column

TAG = "0003_attack"
SQL = f"{DRIZZLE}/{TAG}.sql"
DEADLINE_SECONDS = 300  # far above the few seconds that an attack may take: a busy machine must not fail the test
NESTED = "SELECT {}1{};"


@pytest.fixture
def git(guestbook: Guestbook) -> Git:
    """The example on `main`, and on the branch `stranger` a migration that each test fills."""
    repository = Git.init(guestbook.path)
    repository.commit("the example")
    repository("checkout", "--quiet", "-b", "stranger")
    add_column(guestbook, TAG, "entries", "mood", behind=BODY)
    return repository


def files(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def checked(git: Git, sql: str, around: Path) -> tuple[int, list[dict[str, Any]]]:
    """The exit code, and each finding and diagnostic of the group `migrations`; nothing below `around` may have changed."""
    git.write(SQL, sql)
    git.commit("attack")
    before = files(around)
    ended = edgespark_ci("check", "--base", "main", "--select", "migrations", "--format", "json", cwd=git.path, env={"CI": "true"}, seconds=DEADLINE_SECONDS)
    assert ended.err == ""
    assert files(around) == before
    report = json.loads(ended.out)
    return ended.code, [*report["findings"], *report["diagnostics"]]


@pytest.mark.parametrize(
    ("sql", "code", "words"),
    [
        pytest.param("ATTACH '{around}/stolen.db' AS s; CREATE TABLE s.t (a);", 1, "D1 refuses ATTACH", id="a file attached"),
        pytest.param("VACUUM INTO '{around}/copy.db';", 1, "cannot VACUUM", id="a copy written to a file"),
        pytest.param("SELECT load_extension('{around}/evil.so');", 1, "D1 refuses load_extension()", id="an extension loaded"),
        pytest.param("PRAGMA writable_schema = ON; DELETE FROM sqlite_master;", 1, "D1 refuses PRAGMA writable_schema", id="the catalogue opened"),
        pytest.param("DELETE FROM sqlite_master;", 1, "table sqlite_master may not be modified", id="the catalogue written"),
        pytest.param(
            "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x FROM r) SELECT count(*) FROM r;", 3, " stopped (SQLite ", id="a recursion without end"
        ),
        pytest.param("CREATE TABLE big AS SELECT zeroblob(1000000000) AS b;", 1, "builds a value above 2,000,000 bytes, the most that D1 takes", id="1 GB"),
        pytest.param(NESTED.format("(" * 5_000_000, ")" * 5_000_000), 3, "above the limit of 2 MB: not run", id="10 MB of parentheses"),
        pytest.param(NESTED.format("(" * 49_000, ")" * 49_000), 1, "statement 1: ", id="as many parentheses as a statement may have"),
    ],
)
def test_it_ends_with_a_verdict_and_touches_nothing(git: Git, tmp_path: Path, sql: str, code: int, words: str) -> None:
    ended, results = checked(git, sql.replace("{around}", str(tmp_path)), tmp_path)
    assert ended == code
    assert [one for one in results if one["path"] == SQL and words in one["message"] and one["rule"] == "failing-migration"], results


def test_the_same_branch_without_an_attack_is_clean(git: Git, tmp_path: Path) -> None:
    assert checked(git, "ALTER TABLE `entries` ADD `mood` text;", tmp_path) == (0, [])
