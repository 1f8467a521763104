"""`migration-branch`: migrations run from the branch that changes are merged to."""

import pytest

from hooks.checks.migration_branch import RULE
from hooks.policy.config import Policy
from hooks.project import Base, Project, Surroundings
from tests.hooks.chains import Files, told


def judged(toml: str, ref: str | None, default_branch: str | None = None) -> Project:
    base = None if ref is None else Base(ref, None, None)
    return Project(Files({"edgespark.toml": toml.encode()}), ".", Surroundings(Policy(), base=lambda _root: base, default_branch=default_branch))


@pytest.mark.parametrize(
    ("toml", "ref"),
    [
        pytest.param('[db]\nmigration_branch = "main"\n', "origin/main", id="the same"),
        pytest.param("", "origin/main", id="not set"),
        pytest.param('[db]\nmigration_branch = "master"\n', "HEAD^1", id="the branch is not known"),
        pytest.param('[db]\nmigration_branch = "master"\n', None, id="no base"),
    ],
)
def test_silent(toml: str, ref: str | None) -> None:
    assert told(RULE, judged(toml, ref)) == []


@pytest.mark.parametrize("ref", ["HEAD^1", "0123abc"])
def test_a_commit_as_base_is_merged_to_the_branch_that_the_host_names(ref: str) -> None:
    toml = '[db]\nmigration_branch = "main"\n'
    assert told(RULE, judged(toml, ref, "main")) == []
    assert len(told(RULE, judged(toml, ref, "trunk"))) == 1


def test_a_branch_as_base_says_more_than_the_default_branch() -> None:
    toml = '[db]\nmigration_branch = "release"\n'
    assert told(RULE, judged(toml, "origin/release", "main")) == []


@pytest.mark.parametrize("ref", ["origin/main", "refs/remotes/origin/main", "refs/heads/main"])
def test_another_branch(ref: str) -> None:
    assert told(RULE, judged('\n\n[db]\n  migration_branch = "master"\n', ref)) == [
        (
            'edgespark.toml:4: migrations run from branch "master", but changes are merged to "main": '
            "`db migrate` refuses there, and new code meets an old database"
        )
    ]
