"""`edited-migration`: migrations that are merged stay present and unchanged."""

import os
from pathlib import Path

import pytest

from hooks.checks.edited_migration import RULE
from hooks.finding import Finding
from hooks.judge import judge
from hooks.project import Project
from hooks.request import Request
from tests.git import Git
from tests.hooks.chains import Link, chain, project, told

A, B, C = Link("0000_a", "CREATE TABLE a (b);"), Link("0001_b", "SELECT 1;\nSELECT 2;\n"), Link("0002_c")
BASE = chain(A, B)


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(project(chain(A, B, C), tip=BASE), id="a new one"),
        pytest.param(project(chain(A, B._replace(sql="SELECT 1;\r\nSELECT 2;\r\n")), tip=BASE), id="other line endings"),
        pytest.param(project(chain(A, Link("0001_other")), tip=chain(A, B), fork=chain(A)), id="the fork does not hold it"),
        pytest.param(project(chain(A), tip=chain(A), fork=BASE), id="the base took it back itself"),
        pytest.param(project(chain(A, B._replace(sql="SELECT 3;")), tip=chain(A, B._replace(sql="SELECT 3;")), fork=BASE), id="the base changed it itself"),
        pytest.param(project(chain(A)), id="no base"),
    ],
)
def test_silent(judged: Project) -> None:
    assert told(RULE, judged) == []


def test_changed_text_at_its_line() -> None:
    assert told(RULE, project(chain(A, B._replace(sql="SELECT 1;\nSELECT 3;\n")), tip=BASE)) == [
        '0001_b.sql:2: the merged migration "0001_b" is changed: databases that have applied it keep what it did, and fresh ones get something else'
    ]


def test_a_longer_text() -> None:
    (line,) = told(RULE, project(chain(A._replace(sql="CREATE TABLE a (b);\nCREATE TABLE c (d);"), B), tip=BASE))
    assert line.startswith("0000_a.sql:2:")


def test_another_date() -> None:
    assert told(RULE, project(chain(A, B._replace(when=50)), tip=BASE)) == [
        (
            'meta/_journal.json:15: the merged migration "0001_b" has another date: '
            "databases tell by it what they have applied, and may run this one twice or skip others"
        )
    ]


def test_a_migration_replaced_by_another() -> None:
    assert told(RULE, project(chain(A, Link("0001_other")), tip=BASE)) == [
        'meta/_journal.json:1: the merged migration "0001_b" is gone: databases that have applied it keep what it did, and fresh ones get something else'
    ]


def test_a_journal_that_is_gone_is_one_fault_and_not_this_one() -> None:
    assert told(RULE, project(chain(A, B, **{"drizzle/meta/_journal.json": None}), tip=chain(A, B))) == []


def test_a_revert_is_recognised_and_gets_its_recipe() -> None:
    (finding,) = RULE.check(project(chain(A), tip=chain(A, B, C)))
    assert isinstance(finding, Finding)
    assert finding.message == (
        'this reverts the merged migrations "0001_b", "0002_c": no database is rolled back by it, and the next `db generate` writes '
        "the same change again, which then fails where it is applied already"
    )
    assert finding.fix is not None
    assert finding.fix.text.startswith("revert the code and keep drizzle/: ")
    assert finding.fix.commands == (("git", "checkout", "origin/main", "--", "drizzle"),)


def test_a_journal_entry_alone_that_is_gone_is_no_revert() -> None:
    (line,) = told(RULE, project(chain(A, **{"drizzle/0001_b.sql": B.sql}), tip=BASE))
    assert 'the merged migration "0001_b" is gone' in line


SNAPSHOTS = {f"drizzle/meta/000{number}_snapshot.json": "{}" for number in range(2)}


class TestSnapshots:
    def told(self, *gone: int, links: tuple[Link, ...] = (A, B), tip_lacks: bool = False) -> list[str]:
        left = {path: text for number, (path, text) in enumerate(SNAPSHOTS.items()) if number not in gone}
        return told(RULE, project(chain(*links, **left), tip=chain(A, B, **(left if tip_lacks else SNAPSHOTS)), fork=chain(A, B, **SNAPSHOTS)))

    def test_the_newest_is_gone(self) -> None:
        assert self.told(1) == [
            (
                'meta/_journal.json:12: the snapshot of the merged migration "0001_b" is gone: '
                "`db generate` compares with an older one and writes the same change again"
            )
        ]

    @pytest.mark.parametrize(
        ("gone", "tip_lacks"),
        [
            pytest.param((), False, id="all are there"),
            pytest.param((0,), False, id="an older one: a warning of another rule"),
            pytest.param((1,), True, id="the base took it away itself"),
        ],
    )
    def test_silent(self, gone: tuple[int, ...], tip_lacks: bool) -> None:
        assert self.told(*gone, tip_lacks=tip_lacks) == []

    def test_with_its_migration_it_is_told_once(self) -> None:
        (line,) = self.told(1, links=(A,))
        assert "this reverts the merged migration" in line

    def test_a_rewritten_one_is_judged_by_what_it_does(self) -> None:
        rewritten = SNAPSHOTS | {"drizzle/meta/0001_snapshot.json": '{"version": "6"}'}
        assert told(RULE, project(chain(A, B, **rewritten), tip=chain(A, B, **SNAPSHOTS))) == []


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        pytest.param("-- edgespark-ci: ignore[edited-migration] rejected by the platform, applied nowhere\n", 0, id="with a reason"),
        pytest.param("-- edgespark-ci: ignore[edited-migration]\n", 1, id="without"),
        pytest.param("", 1, id="without a word"),
    ],
)
def test_one_that_the_platform_has_rejected(tmp_path: Path, comment: str, left: int) -> None:
    git = Git.init(tmp_path)
    for path, content in BASE.items():
        git.write(path, content)
    git.commit()
    git("checkout", "--quiet", "-b", "work")
    git.write("drizzle/0001_b.sql", f"SELECT 1;\n{comment}SELECT 3;\n")
    report = judge(Request(base="main", select=("migrations",)), git.path, os.environ)
    assert [finding.rule for finding in report.findings if finding.rule == RULE.id] == [RULE.id] * left


@pytest.mark.parametrize(("text", "found"), [("SELECT 3;\n", [RULE.id]), (B.sql, [])])
def test_a_link_whose_target_is_changed(tmp_path: Path, text: str, found: list[str]) -> None:
    """A link is known to git by the name that it leads to."""
    git = Git.init(tmp_path)
    for path, content in BASE.items():
        git.write(path, content)
    (tmp_path / "drizzle/0001_b.sql").rename(tmp_path / "real.sql")
    (tmp_path / "drizzle/0001_b.sql").symlink_to("../real.sql")
    git.commit()
    git("checkout", "--quiet", "-b", "work")
    git.write("real.sql", text)
    git.commit()
    report = judge(Request(base="main", ref="work", select=("migrations",)), git.path, os.environ)
    assert [finding.rule for finding in report.findings if finding.rule == RULE.id] == found
