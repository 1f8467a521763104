"""Two branches, each with the migration that the real drizzle-kit generated there, and what people make of them when they merge by hand."""

import json
import os
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.conftest import NODE_MODULES
from tests.hooks.drizzle import IMPORTS

POSTS = 'export const posts = sqliteTable("posts", { id: integer().primaryKey()%s });'
TAGS = 'export const tags = sqliteTable("tags", { id: integer().primaryKey() });'
JOURNAL = "drizzle/meta/_journal.json"
Files = dict[str, bytes]


def generated(directory: Path, before: Files, schema: str, name: str) -> Files:
    """The project's files after `drizzle-kit generate` has looked at them; its clock and its ids are its own."""
    for path, content in before.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(content)
    (directory / "node_modules").symlink_to(NODE_MODULES)
    (directory / "db_schema.ts").write_text(IMPORTS + schema, encoding="utf-8")
    command = ["node", str(NODE_MODULES / "drizzle-kit/bin.cjs"), "generate", "--dialect=sqlite", "--schema=db_schema.ts", f"--name={name}"]
    done = subprocess.run(command, cwd=directory, env=os.environ | {"NO_COLOR": "1"}, capture_output=True, text=True, timeout=180, check=False)
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
        self._directory = directory
        self.again = generated(directory / "again", self.theirs, POSTS % ", title: text()" + TAGS, "ours")

    @cached_property
    def same_table(self) -> Files:
        """A third branch, with another column of the table that ours changes."""
        return self._branch("same_table", POSTS % ", slug: text()")

    @cached_property
    def same_column(self) -> Files:
        """A fourth, with the same column and another type."""
        return self._branch("same_column", POSTS % ", title: integer()")

    def _branch(self, name: str, schema: str) -> Files:
        (self._directory / name).mkdir()
        return generated(self._directory / name, self.fork, schema, name)

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

    @property
    def by_hand_alone(self) -> Files:
        """The same without theirs: ours under the number behind it."""
        return {path: content for path, content in self.by_hand.items() if "0001_" not in path} | {
            JOURNAL: json.dumps({**json.loads(self.theirs[JOURNAL]), "entries": [one for one in self._entries(self.by_hand) if one["idx"] != 1]}).encode()
        }

    @staticmethod
    def _entries(files: Files) -> list[dict[str, Any]]:
        return list(json.loads(files[JOURNAL])["entries"])
