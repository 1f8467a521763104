"""Two branches, each with the migration that the real drizzle-kit generated there, merged by hand in the ways in which people do it."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hooks.checks import broken_snapshot_chain, unordered_migration
from tests.conftest import NODE_MODULES
from tests.hooks.chains import project, told
from tests.hooks.drizzle import IMPORTS

POSTS = 'export const posts = sqliteTable("posts", { id: integer().primaryKey()%s });'
TAGS = 'export const tags = sqliteTable("tags", { id: integer().primaryKey() });'
JOURNAL = "drizzle/meta/_journal.json"
Files = dict[str, bytes]

pytestmark = pytest.mark.node


def generated(directory: Path, before: Files, schema: str, name: str) -> Files:
    """The project's files after `drizzle-kit generate` has looked at them; its clock and its ids are its own."""
    for path, content in before.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(content)
    (directory / "node_modules").symlink_to(NODE_MODULES)
    (directory / "db_schema.ts").write_text(IMPORTS + schema, encoding="utf-8")
    command = ["node", str(NODE_MODULES / "drizzle-kit/bin.cjs"), "generate", "--dialect=sqlite", "--schema=db_schema.ts", f"--name={name}"]
    done = subprocess.run(command, cwd=directory, env=os.environ | {"NO_COLOR": "1"}, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    made = {path.relative_to(directory).as_posix(): path.read_bytes() for path in (directory / "drizzle").rglob("*") if path.is_file()}
    return {"edgespark.toml": b"", **made}


class Branches:
    """The fork, and what two branches made of it: ours is generated before theirs and merged after it."""

    def __init__(self, directory: Path) -> None:
        for name in ("fork", "ours", "theirs", "again"):
            (directory / name).mkdir()
        self.fork = generated(directory / "fork", {}, POSTS % "", "first")
        self.ours = generated(directory / "ours", self.fork, POSTS % ", title: text()", "ours")
        self.theirs = generated(directory / "theirs", self.fork, POSTS % "" + TAGS, "theirs")
        self.again = generated(directory / "again", self.theirs, POSTS % ", title: text()" + TAGS, "ours")

    @property
    def by_hand(self) -> Files:
        """Both kept: our migration is given the next number, and everything else stays as it was generated."""
        journal = json.loads(self.theirs[JOURNAL])
        journal["entries"].append({**self._entries(self.ours)[-1], "idx": 2, "tag": "0002_ours"})
        return self.theirs | {
            "drizzle/0002_ours.sql": self.ours["drizzle/0001_ours.sql"],
            "drizzle/meta/0002_snapshot.json": self.ours["drizzle/meta/0001_snapshot.json"],
            JOURNAL: json.dumps(journal, indent=2).encode(),
        }

    @staticmethod
    def _entries(files: Files) -> list[dict[str, Any]]:
        return list(json.loads(files[JOURNAL])["entries"])


@pytest.fixture(scope="module")
def branches(tmp_path_factory: pytest.TempPathFactory) -> Branches:
    return Branches(tmp_path_factory.mktemp("branches"))


def test_what_was_generated_first_and_merged_last_is_skipped(branches: Branches) -> None:
    (line,) = told(unordered_migration.RULE, project(branches.by_hand, tip=branches.theirs, fork=branches.fork))
    assert line.startswith("meta/_journal.json:")
    assert line.endswith('a database that has applied "0001_theirs" skips it in silence, and `db migrate` reports success')


def test_its_snapshot_forks_the_chain(branches: Branches) -> None:
    (line,) = told(broken_snapshot_chain.RULE, project(branches.by_hand, tip=branches.theirs, fork=branches.fork))
    assert 'snapshot "0002_snapshot.json" follows "0000_snapshot.json", not the one before it: the chain forks' in line


@pytest.mark.parametrize("rule", [unordered_migration.RULE, broken_snapshot_chain.RULE], ids=lambda rule: str(rule.id))
def test_generated_again_on_top_of_theirs_it_is_silent(branches: Branches, rule: Any) -> None:
    assert "drizzle/0002_ours.sql" in branches.again
    assert told(rule, project(branches.again, tip=branches.theirs, fork=branches.fork)) == []
