"""`colliding-migration`: merging with the base leaves one unforked, ordered chain."""

import json
import os
from pathlib import Path

import pytest

from hooks.checks.colliding_migration import RULE
from hooks.config import Policy
from hooks.finding import Finding
from hooks.judge import Request, judge
from hooks.project import Base, Project, Staged, Surroundings
from tests.git import Git
from tests.hooks.chains import ORIGIN, Files, Link, chain, journal, project, told
from tests.hooks.drizzle import IMPORTS
from tests.oracle.worker import Worker

A, OURS, THEIRS = Link("0000_a"), Link("0001_ours"), Link("0001_theirs", when=2)
FORK = chain(A)


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(project(chain(A, OURS), tip=FORK), id="only ours"),
        pytest.param(project(FORK, tip=chain(A, THEIRS), fork=FORK), id="only theirs"),
        pytest.param(project(chain(A, THEIRS, Link("0002_ours", when=3)), tip=chain(A, THEIRS), fork=FORK), id="merged by hand"),
        pytest.param(project(chain(A, OURS), tip=chain(A, OURS), fork=FORK), id="the same on both sides"),
        pytest.param(project(chain(A, OURS)), id="no base"),
    ],
)
def test_silent(judged: Project) -> None:
    assert told(RULE, judged) == []


def test_silent_while_a_commit_is_made() -> None:
    sides = [Project(Files(files), ".", Surroundings(Policy())) for files in (chain(A, THEIRS), FORK)]
    around = Surroundings(Policy(), base=lambda _root: Base("origin/main", *sides), staged=lambda _root: Staged(None, None))
    assert told(RULE, Project(Files(chain(A, OURS)), ".", around)) == []


def test_index_and_date() -> None:
    assert told(RULE, project(chain(A, OURS), tip=chain(A, THEIRS), fork=FORK)) == [
        (
            'meta/_journal.json:12: "0001_ours" and "0001_theirs" of origin/main start from the same migration and cannot simply be merged: '
            '"0001_ours" and "0001_theirs" both have index 1, so the journal conflicts; '
            '"0001_ours" is older than "0001_theirs", so a database that has applied that one skips it in silence'
        )
    ]


def test_the_repair_is_a_command() -> None:
    (finding,) = RULE.check(project(chain(A, OURS), tip=chain(A, THEIRS), fork=FORK))
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert finding.fix.text.startswith("merge origin/main and keep both changes in the schema")
    assert finding.fix.commands == (("git", "merge", "origin/main"), ("edgespark-ci", "db", "renumber"), ("git", "add", "drizzle"))


def test_our_date_may_be_the_newer_one() -> None:
    (line,) = told(RULE, project(chain(A, OURS._replace(when=9)), tip=chain(A, THEIRS), fork=FORK))
    assert "older" not in line


POSTS = 'export const posts = sqliteTable("posts", { id: integer().primaryKey()%s });'
TAGS = 'export const tags = sqliteTable("tags", { id: integer().primaryKey() });'


@pytest.mark.node
class TestDrizzleKit:
    """Two branches in a real repository, each with what the real drizzle-kit generates."""

    @pytest.mark.parametrize(
        ("ours", "theirs", "expected"),
        [
            pytest.param(POSTS % ", title: text()", POSTS % ", slug: text()", 'both change table "posts"', id="one table"),
            pytest.param(POSTS % ", title: text()", POSTS % ", title: integer()", 'both change "posts.title"', id="one column"),
            pytest.param(POSTS % ", title: text()", POSTS % "" + TAGS, "", id="nothing in common"),
        ],
    )
    def test_two_branches(self, tmp_path: Path, ours: str, theirs: str, expected: str) -> None:
        with Worker() as worker:
            git = Git.init(tmp_path / "repository")
            before = {"db_schema.ts": IMPORTS + POSTS % ""}
            self._commit(git, worker, [("0000_a", {"db_schema.ts": "export const a = 1;"}, before)])
            git("checkout", "--quiet", "-b", "feature")
            self._commit(git, worker, [("0000_a", {"db_schema.ts": "export const a = 1;"}, before), ("0001_ours", before, {"db_schema.ts": IMPORTS + ours})])
            git("checkout", "--quiet", "main")
            self._commit(
                git, worker, [("0000_a", {"db_schema.ts": "export const a = 1;"}, before), ("0001_theirs", before, {"db_schema.ts": IMPORTS + theirs})]
            )
        report = judge(Request(ref="feature", base="main", select=("colliding-migration",)), git.path, dict(os.environ))
        (finding,) = report.findings
        assert isinstance(finding, Finding)
        assert 'both write "0001_snapshot.json", and one of the two is lost' in finding.message
        assert "their snapshots follow the same one, so `db generate` refuses to go on" in finding.message
        assert finding.message.endswith(expected)
        assert ("both change" in finding.message) is bool(expected)
        assert git("status", "--porcelain") == ""

    @staticmethod
    def _commit(git: Git, worker: Worker, steps: list[tuple[str, dict[str, str], dict[str, str]]]) -> None:
        git.write("edgespark.toml", "")
        git.write("drizzle/meta/_journal.json", journal(*(Link(tag) for tag, _before, _after in steps)))
        for number, (tag, before, after) in enumerate(steps):
            verdict = worker.pair(before, after)
            assert verdict.refuses is None, verdict.refuses
            git.write(f"drizzle/{tag}.sql", "--> statement-breakpoint\n".join(verdict.sql))
            ids = {"id": tag, "prevId": steps[number - 1][0] if number else ORIGIN}
            git.write(f"drizzle/meta/{number:04}_snapshot.json", json.dumps({**json.loads(verdict.snapshots[1]), **ids}))
        git.commit(steps[-1][0])
