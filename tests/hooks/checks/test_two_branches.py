"""Two branches, each with the migration that the real drizzle-kit generated there, merged by hand in the ways in which people do it."""

import json
from typing import Any

import pytest

from hooks.checks import broken_snapshot_chain, colliding_migration, unordered_migration
from tests.hooks.branches import JOURNAL, Branches, Files
from tests.hooks.chains import project, told

pytestmark = pytest.mark.node


def test_what_was_generated_first_and_merged_last_is_skipped(branches: Branches) -> None:
    (line,) = told(unordered_migration.RULE, project(branches.by_hand, tip=branches.theirs, fork=branches.fork))
    assert line.startswith("meta/_journal.json:")
    assert line.endswith('a database that has applied "0001_theirs" skips it in silence, and `db migrate` reports success')


def test_its_snapshot_forks_the_chain(branches: Branches) -> None:
    (line,) = told(broken_snapshot_chain.RULE, project(branches.by_hand, tip=branches.theirs, fork=branches.fork))
    assert 'snapshot "0002_snapshot.json" follows "0000_snapshot.json", not the one before it: the chain forks' in line


def test_as_generated_the_two_write_one_snapshot(branches: Branches) -> None:
    (line,) = told(colliding_migration.RULE, project(branches.ours, tip=branches.theirs, fork=branches.fork))
    assert 'both write "0001_snapshot.json", and one of the two is lost' in line


@pytest.mark.parametrize("rule", [unordered_migration.RULE, broken_snapshot_chain.RULE, colliding_migration.RULE], ids=lambda rule: str(rule.id))
def test_generated_again_on_top_of_theirs_it_is_silent(branches: Branches, rule: Any) -> None:
    assert "drizzle/0002_ours.sql" in branches.again
    assert told(rule, project(branches.again, tip=branches.theirs, fork=branches.fork)) == []


class TestBeforeTheMerge:
    """What is said of two branches, and of which two it is not."""

    @staticmethod
    def line(branches: Branches, ours: Files, theirs: Files) -> str:
        (line,) = told(colliding_migration.RULE, project(ours, tip=theirs, fork=branches.fork))
        return line

    def test_index(self, branches: Branches) -> None:
        assert '"0001_ours" and "0001_theirs" both have index 1, so the journal conflicts' in self.line(branches, branches.ours, branches.theirs)
        assert "both have index" not in self.line(branches, branches.by_hand_alone, branches.theirs)

    def test_prefix(self, branches: Branches) -> None:
        assert "have one number" not in self.line(branches, branches.by_hand_alone, branches.theirs)
        renamed = json.loads(branches.ours[JOURNAL])
        renamed["entries"][1]["idx"] = 2
        line = self.line(branches, branches.ours | {JOURNAL: json.dumps(renamed).encode()}, branches.theirs)
        assert '"0001_ours" and "0001_theirs" have one number, by which drizzle-kit names their snapshots' in line

    def test_snapshot(self, branches: Branches) -> None:
        assert 'both write "0001_snapshot.json", and one of the two is lost' in self.line(branches, branches.ours, branches.theirs)
        assert "both write" not in self.line(branches, branches.by_hand_alone, branches.theirs)

    def test_fork(self, branches: Branches) -> None:
        words = "their snapshots follow the same one, so `db generate` refuses to go on"
        assert words in self.line(branches, branches.ours, branches.theirs)
        without = {path: content for path, content in branches.ours.items() if not path.endswith("0001_snapshot.json")}
        assert words not in self.line(branches, without, branches.theirs)

    def test_date(self, branches: Branches) -> None:
        words = "so `db migrate` skips it where that one is applied, and reports success"
        assert words in self.line(branches, branches.ours, branches.theirs)
        assert words not in self.line(branches, branches.theirs, branches.ours)

    def test_table(self, branches: Branches) -> None:
        assert 'both change table "posts"' in self.line(branches, branches.ours, branches.same_table)
        assert "both change" not in self.line(branches, branches.ours, branches.theirs)

    def test_column(self, branches: Branches) -> None:
        assert 'both change "posts.title"' in self.line(branches, branches.ours, branches.same_column)
        assert 'both change "posts.title"' not in self.line(branches, branches.ours, branches.same_table)


class TestTheMergeCommitOfAPullRequest:
    """Its base is the default branch's tip, which is the fork as well."""

    @pytest.mark.parametrize("rule", [unordered_migration.RULE, broken_snapshot_chain.RULE], ids=lambda rule: str(rule.id))
    def test_merged_by_hand(self, branches: Branches, rule: Any) -> None:
        assert len(told(rule, project(branches.by_hand, tip=branches.theirs))) == 1

    @pytest.mark.parametrize("rule", [unordered_migration.RULE, broken_snapshot_chain.RULE, colliding_migration.RULE], ids=lambda rule: str(rule.id))
    def test_generated_again(self, branches: Branches, rule: Any) -> None:
        assert told(rule, project(branches.again, tip=branches.theirs)) == []
