"""A developer's repository: the guestbook one migration before its newest, a bare remote, and hooks that a real host installed."""

import hashlib
import json
import os
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from tests.guestbook import EXAMPLE, ROOT, Guestbook
from tests.hosts.host import Host

NEWEST = "0002_add_pictures"
SCHEMA = "server/src/defs/db_schema.ts"
DRIZZLE = "server/drizzle"
JOURNAL = "server/drizzle/meta/_journal.json"
_EARLIER_SCHEMA = ROOT / "examples/stages/0001_add_reactions.ts"
_CONFIG = """\
default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]
repos:
  - repo: {repository}
    rev: {commit}
    hooks:
"""


class Ended(NamedTuple):
    """How a git command ended, and all that a developer saw."""

    code: int
    output: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A working copy at `path`, with the host that runs its hooks."""

    path: Path
    host: Host

    @property
    def guestbook(self) -> Guestbook:
        return Guestbook(self.path)

    def with_settings(self, **settings: str) -> "Repository":
        """The same working copy in another environment."""
        return replace(self, host=self.host.with_settings(**settings))

    def attempt(self, *arguments: str) -> Ended:
        """Run git as the developer would; a refusal is an answer."""
        return self._ended("git", *arguments)

    def run_host(self, *arguments: str) -> Ended:
        """Run the host itself."""
        return self._ended(*self.host.command, *arguments)

    def _ended(self, *command: str) -> Ended:
        environ = {**os.environ, **self.host.settings}
        done = subprocess.run(command, cwd=self.path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False)
        return Ended(done.returncode, done.stdout.decode())

    def git(self, *arguments: str) -> str:
        """Run git; a refusal is a mistake of the test."""
        ended = self.attempt(*arguments)
        assert ended.code == 0, ended.output
        return ended.output.strip()

    def commit_unchecked(self, message: str) -> None:
        """Record everything as somebody without hooks would."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--message", message)

    def install_hooks(self, hook_repository: Path, *hook_ids: str) -> None:
        """Write the configuration that the README shows, or one of the named hooks, commit it, and let the host install its three git hooks."""
        commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=hook_repository, capture_output=True, text=True, check=True).stdout.strip()
        hooks = "".join(f"      - id: {hook_id}\n" for hook_id in hook_ids or ("edgespark",))
        self.guestbook.write(".pre-commit-config.yaml", _CONFIG.format(repository=hook_repository, commit=commit) + hooks)
        self.commit_unchecked("Check every commit")
        installed = self.run_host("install")
        assert installed.code == 0, installed.output

    def change_schema(self) -> None:
        """The change of the tests: the table `attachments`."""
        self.guestbook.write(SCHEMA, (EXAMPLE / SCHEMA).read_text(encoding="utf-8"))

    def generate_migration(self) -> None:
        """What `edgespark db generate` writes for that change (kept by examples/generate_migrations.py)."""
        for relative in _files_of_newest():
            self.guestbook.write(relative, (EXAMPLE / relative).read_text(encoding="utf-8"))

    def regenerate_migration(self) -> None:
        """Think again before the merge: another default for the caption, and the migration replaced by a new one."""
        book = self.guestbook
        book.replace(SCHEMA, '.default("")', '.default("untitled")')
        sql = book.read(f"{DRIZZLE}/{NEWEST}.sql")
        book.delete(f"{DRIZZLE}/{NEWEST}.sql")
        book.write(f"{DRIZZLE}/0002_name_pictures.sql", sql.replace("DEFAULT ''", "DEFAULT 'untitled'"))
        book.replace(f"{DRIZZLE}/meta/0002_snapshot.json", '"default": "\'\'"', '"default": "\'untitled\'"')
        book.replace(JOURNAL, NEWEST, "0002_name_pictures")
        book.replace(JOURNAL, "1768809600000", "1768809601000")
        self.write_hash()

    def write_hash(self) -> None:
        self.guestbook.write(f"{DRIZZLE}/meta/_edgespark_schema_hash", hashlib.sha256((self.path / SCHEMA).read_bytes()).hexdigest())

    def go_back_one_migration(self) -> None:
        """Make the working copy what it was before the newest migration."""
        book = self.guestbook
        book.write(SCHEMA, _EARLIER_SCHEMA.read_text(encoding="utf-8"))
        book.delete(f"{DRIZZLE}/{NEWEST}.sql")
        book.delete(f"{DRIZZLE}/meta/0002_snapshot.json")
        journal = json.loads(book.read(JOURNAL))
        journal["entries"].pop()
        book.write(JOURNAL, json.dumps(journal, indent=2))
        self.write_hash()


def _files_of_newest() -> tuple[str, ...]:
    return (f"{DRIZZLE}/{NEWEST}.sql", f"{DRIZZLE}/meta/0002_snapshot.json", JOURNAL, f"{DRIZZLE}/meta/_edgespark_schema_hash")
