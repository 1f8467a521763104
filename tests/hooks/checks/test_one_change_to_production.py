"""One migration from the commit to production, beside another branch that is merged first: where each hazard is told, and what blocks nothing.

Real git, and what the real drizzle-kit generated; ours is dated before theirs.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from hooks.finding import Severity
from hooks.judge import judge
from hooks.request import Request
from tests.git import Git
from tests.hooks.branches import JOURNAL, POSTS, TAGS, Branches, Files, generated

pytestmark = pytest.mark.node

BY_HAND = {"unordered-migration", "broken-snapshot-chain", "migration-drift"}
"""What a merge shows in which our files only got the next number: they know nothing of theirs."""
TITLE = POSTS % ", title: text()"
_SKIPPED = 'a database that has applied "0001_theirs" skips it in silence, and `db migrate` reports success'


class Feature:
    """A clone whose branch `feature` parted from `main` before theirs was merged there."""

    def __init__(self, directory: Path, branches: Branches) -> None:
        self.git = Git.init(directory)
        self._branches = branches
        self.commit(branches.fork)
        self.git("branch", "feature")
        self.commit(branches.theirs)
        self.git("update-ref", "refs/remotes/origin/main", "main")
        self.git("checkout", "--quiet", "feature")

    def put(self, files: Files) -> None:
        self.git("rm", "-r", "--quiet", "--force", "--ignore-unmatch", "drizzle")
        for path, content in files.items():
            self.git.write(path, content)
        self.git("add", "--all")

    def commit(self, files: Files) -> None:
        self.put(files)
        self.git.commit()

    def merge(self, files: Files) -> None:
        """A merge commit on top of main, as a pull request has one; its content is `files`."""
        self.git("checkout", "--quiet", "-B", "merged", "main")
        self.git("merge", "--quiet", "--no-ff", "--no-commit", "--strategy=ours", "feature")
        self.commit(files)

    def errors(self, **request: Any) -> set[str]:
        return {finding.rule for finding in self.report(**request) if finding.severity is Severity.ERROR}

    def report(self, **request: Any) -> tuple[Any, ...]:
        report = judge(Request(select=("migrations",), **request), self.git.path, os.environ)
        assert not report.diagnostics
        return report.findings


@pytest.fixture
def feature(tmp_path: Path, branches: Branches) -> Feature:
    return Feature(tmp_path / "clone", branches)


class TestAtTheCommit:
    def test_a_branch_that_main_has_overtaken_goes_on(self, feature: Feature, branches: Branches) -> None:
        feature.put(branches.ours)
        assert feature.errors(staged=True) == set()

    def test_two_of_ones_own_in_the_wrong_order_are_told(self, feature: Feature, branches: Branches, tmp_path: Path) -> None:
        (tmp_path / "second").mkdir()
        files = generated(tmp_path / "second", branches.ours, TITLE + TAGS, "second")
        feature.put(files)
        assert feature.errors(staged=True) == set()
        journal = json.loads(files[JOURNAL])
        journal["entries"][2]["when"] = journal["entries"][1]["when"] - 1
        feature.put(files | {JOURNAL: json.dumps(journal, indent=2).encode()})
        assert feature.errors(staged=True) == {"unordered-migration"}


def test_at_the_push_the_collision_is_told(feature: Feature, branches: Branches) -> None:
    feature.commit(branches.ours)
    (finding,) = feature.report(ref="feature")
    assert finding.rule == "colliding-migration"
    assert "so `db migrate` skips it where that one is applied, and reports success" in finding.message


class TestAtTheMerge:
    """The pull request's merge commit is judged against its first parent; so is a push to main."""

    def test_by_hand(self, feature: Feature, branches: Branches) -> None:
        feature.commit(branches.ours)
        feature.merge(branches.by_hand)
        found = feature.report(ref="merged", base="merged^1")
        assert {finding.rule for finding in found} == BY_HAND
        renumber = (("edgespark-ci", "db", "renumber", "--base", feature.git("rev-parse", "main")[:10]),)
        assert [finding.fix.commands for finding in found if finding.rule != "unordered-migration"] == [renumber, renumber]
        assert any(finding.message.endswith(_SKIPPED) for finding in found)

    def test_while_it_is_made(self, feature: Feature, branches: Branches) -> None:
        feature.commit(branches.ours)
        feature.git("merge", "--quiet", "--no-commit", "--strategy=ours", "main")
        feature.put(branches.by_hand)
        assert feature.errors(staged=True) == BY_HAND

    def test_with_theirs_thrown_away(self, feature: Feature, branches: Branches) -> None:
        feature.commit(branches.ours)
        feature.git("merge", "--quiet", "--no-edit", "--strategy=ours", "main")
        assert feature.errors(ref="feature") == {"edited-migration", "unordered-migration"}

    def test_after_a_rebase_that_kept_both(self, feature: Feature, branches: Branches) -> None:
        feature.git("reset", "--quiet", "--hard", "main")
        feature.commit(branches.by_hand)
        assert feature.errors(ref="feature") == BY_HAND

    def test_generated_again(self, feature: Feature, branches: Branches) -> None:
        feature.commit(branches.ours)
        feature.merge(branches.again)
        assert feature.errors(ref="merged", base="merged^1") == set()
        assert feature.errors(ref="merged") == set()
