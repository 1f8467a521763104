"""`colliding-migration`: merging with the base leaves one unforked, ordered chain."""

import json
import os
from pathlib import Path

import pytest

from hooks.checks.colliding_migration import RULE
from hooks.finding import Finding
from hooks.judge import judge
from hooks.policy.config import Policy
from hooks.project import Base, Project, Staged, Surroundings
from hooks.request import Request
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
            '"0001_ours" is older than "0001_theirs", so `db migrate` skips it where that one is applied, and reports success'
        )
    ]


def test_the_repair_is_a_command() -> None:
    (finding,) = RULE.check(project(chain(A, OURS), tip=chain(A, THEIRS), fork=FORK))
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert finding.fix.text.startswith("merge origin/main and keep both changes in the schema")
    assert finding.fix.commands == (
        ("git", "merge", "origin/main"),
        ("edgespark-ci", "db", "renumber"),
        ("git", "add", "drizzle"),
        ("git", "commit", "--no-edit"),
    )


def test_our_date_may_be_the_newer_one() -> None:
    (line,) = told(RULE, project(chain(A, OURS._replace(when=9)), tip=chain(A, THEIRS), fork=FORK))
    assert "older" not in line


def test_at_least_the_journal_conflicts() -> None:
    (line,) = told(RULE, project(chain(A, Link("0002_ours", idx=2, when=9)), tip=chain(A, THEIRS), fork=FORK))
    assert line.endswith("cannot simply be merged: both add to the end of the journal, so git stops there")


def test_one_number_under_two_indexes() -> None:
    (line,) = told(RULE, project(chain(A, OURS._replace(idx=2)), tip=chain(A, THEIRS), fork=FORK))
    assert '"0001_ours" and "0001_theirs" have one number, by which drizzle-kit names their snapshots' in line
    assert "both have index" not in line


MADE = Link("0000_made", "CREATE TABLE posts (id integer PRIMARY KEY, slug text, views integer); CREATE TABLE tags (id integer PRIMARY KEY);")
SLUGS = "UPDATE posts SET slug = lower(slug) WHERE slug IS NOT NULL;"


@pytest.mark.parametrize("in_ci", [False, True])
class TestWhatSqlTells:
    """Migrations written by hand: without snapshots only running them shows what they change."""

    @pytest.mark.parametrize(
        ("ours", "theirs", "expected"),
        [
            pytest.param("ALTER TABLE posts ADD a;", "ALTER TABLE posts ADD b;", 'both change table "posts"', id="columns of one table"),
            pytest.param("ALTER TABLE posts ADD a;", "ALTER TABLE posts ADD a text;", 'both change "posts.a"', id="one column"),
            pytest.param(SLUGS, "UPDATE posts SET slug = 'x' WHERE id = 1;", 'both change "posts.slug"', id="values of one column"),
            pytest.param(SLUGS, "UPDATE posts SET views = 0 WHERE id = 1;", 'both change table "posts"', id="values of two columns"),
            pytest.param(SLUGS, "ALTER TABLE posts DROP COLUMN slug;", 'both change "posts.slug"', id="values of a column that goes"),
            pytest.param("DELETE FROM tags WHERE id = 1;", "INSERT INTO tags VALUES (2);", 'both change table "tags"', id="rows of one table"),
            pytest.param("CREATE TABLE notes (id);", "CREATE TABLE notes (id);", 'both change table "notes"', id="one new table"),
            pytest.param("CREATE INDEX i ON posts (slug);", "CREATE INDEX i ON posts (views);", 'both change "posts.i"', id="one index"),
        ],
    )
    def test_both(self, ours: str, theirs: str, expected: str, in_ci: bool) -> None:
        assert expected in self.line(ours, theirs, in_ci=in_ci)

    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            pytest.param(SLUGS, "UPDATE tags SET id = 3 WHERE id = 1;", id="two tables"),
            pytest.param("INSERT INTO tags (id) SELECT id FROM posts;", SLUGS, id="read here, written there"),
            pytest.param("CREATE TABLE a (id); INSERT INTO a VALUES (1);", "CREATE TABLE b (id); INSERT INTO b VALUES (1);", id="new tables"),
            pytest.param("ALTER TABLE posts ADD a;", "nonsense;", id="one does not run"),
        ],
    )
    def test_nothing_in_common(self, ours: str, theirs: str, in_ci: bool) -> None:
        assert "both change" not in self.line(ours, theirs, in_ci=in_ci)

    @staticmethod
    def line(ours: str, theirs: str, *, in_ci: bool) -> str:
        fork = chain(MADE)
        judged = project(chain(MADE, OURS._replace(sql=ours)), tip=chain(MADE, THEIRS._replace(sql=theirs)), fork=fork, in_ci=in_ci)
        (line,) = told(RULE, judged)
        return line


POSTS = 'export const posts = sqliteTable("posts", { id: integer().primaryKey()%s });'
TAGS = 'export const tags = sqliteTable("tags", { id: integer().primaryKey() });'


@pytest.mark.node
class TestDrizzleKit:
    """Two branches in a real repository, each with what the real drizzle-kit generates."""

    @pytest.mark.parametrize(
        ("ours", "theirs", "expected"),
        [
            pytest.param(POSTS % ", title: text()", POSTS % ", slug: text()", 'both change table "posts", so read the two together', id="one table"),
            pytest.param(
                POSTS % ", title: text()",
                POSTS % ", title: integer()",
                'both change "posts.title", and only you can say which of the two shall stay',
                id="one column",
            ),
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
        git("update-ref", "refs/remotes/origin/main", "main")
        git("checkout", "--quiet", "feature")
        hook = Request(staged=True, select=("colliding-migration",))
        assert judge(hook, git.path, dict(os.environ)).findings == ()  # a commit
        (pushed,) = judge(hook, git.path, os.environ | {"PRE_COMMIT_TO_REF": git("rev-parse", "feature")}).findings
        assert pushed.message == finding.message.replace("of main", "of origin/main")

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
