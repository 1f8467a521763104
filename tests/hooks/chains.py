"""Small migration chains for tests: what drizzle-kit would write, built from SQL text, as projects over files in memory."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Location
from hooks.policy.config import Policy
from hooks.project import Base, Project, Surroundings
from hooks.rule import Rule
from hooks.trees.tree import Entry

FIRST_WHEN = 1_770_000_000_000
DRIZZLE = "drizzle"
ORIGIN = "00000000-0000-0000-0000-000000000000"


class Files:
    """A tree of files in memory."""

    def __init__(self, files: Mapping[str, bytes], name: str = "working tree") -> None:
        self.name = name
        self._files = dict(sorted(files.items()))
        self.entries = {path: Entry("100644") for path in self._files}

    def has(self, path: str) -> bool:
        return path in self._files

    def read(self, path: str) -> bytes:
        if path not in self._files:
            raise NoVerdict(f"no such file in the {self.name}", Location(path))
        return self._files[path]


class Link(NamedTuple):
    """One migration of a chain. `when` counts seconds from FIRST_WHEN."""

    tag: str
    sql: str = "SELECT 1;"
    when: int | None = None
    idx: int | None = None


def journal(*links: Link) -> str:
    """The journal as drizzle-kit writes it."""
    entries = [
        {
            "idx": position if link.idx is None else link.idx,
            "version": "6",
            "when": FIRST_WHEN + 1000 * (position if link.when is None else link.when),
            "tag": link.tag,
            "breakpoints": True,
        }
        for position, link in enumerate(links)
    ]
    return json.dumps({"version": "7", "dialect": "sqlite", "entries": entries}, indent=2)


def chain(*links: Link, **more: str | bytes | None) -> dict[str, bytes]:
    """The files of a project with these migrations and no snapshots. `more` adds files by path, or with None takes one away."""
    files: dict[str, str | bytes | None] = {"edgespark.toml": 'project_id = "p"\n', f"{DRIZZLE}/meta/_journal.json": journal(*links)}
    files |= {f"{DRIZZLE}/{link.tag}.sql": link.sql for link in links}
    files |= more
    return {path: text.encode() if isinstance(text, str) else text for path, text in files.items() if text is not None}


def project(files: Mapping[str, bytes], *, tip: Mapping[str, bytes] | None = None, fork: Mapping[str, bytes] | None = None, in_ci: bool = False) -> Project:
    """A project over `files`; with `tip` it has a base, whose fork is `fork`, or else the tip itself."""
    if tip is None:
        return Project(Files(files), ".", Surroundings(Policy(), in_ci=in_ci))
    sides = [Project(Files(side, "commit 1234567890"), ".", Surroundings(Policy())) for side in (tip, tip if fork is None else fork)]
    return Project(Files(files), ".", Surroundings(Policy(), base=lambda _root: Base("origin/main", *sides), in_ci=in_ci))


def told(rule: Rule, judged: Project) -> list[str]:
    """What the rule says, each as `place: message`."""
    return [f"{_place(result)}: {result.message}" for result in rule.check(judged)]


def _place(result: Finding | Diagnostic) -> str:
    path = result.location.path.removeprefix(f"{DRIZZLE}/")
    return f"{path}:{result.location.line}"
