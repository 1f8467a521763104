"""In the pipeline the base's policy judges what is proposed, and its own what has happened."""

from dataclasses import replace

import pytest

from ci_runner import assembly, event
from ci_runner.event import Checkout, Kind
from ci_runner.model import Stage
from hooks.judge import judge
from tests.git import Git
from tests.guestbook import Guestbook


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [(Kind.PULL_REQUEST, "findings"), (Kind.MERGE_GROUP, "findings"), (Kind.PUSH, "clean"), (Kind.WORKFLOW_DISPATCH, "clean"), (Kind.LOCAL, "clean")],
)
def test_whose_policy_judges(guestbook: Guestbook, kind: Kind, verdict: str) -> None:
    git = Git.init(guestbook.path)
    base = git.commit()
    guestbook.replace("edgespark.toml", 'migration_branch = "main"', 'migration_branch = "other"')
    guestbook.replace(".edgespark-ci.yaml", "run:\n", "ignore: [migration-branch]\nrun:\n")
    commit = git.commit()
    happened = replace(event.rehearsed(kind, Checkout(commit, "main"), "a"), base=base, host="github")
    request = assembly._request(guestbook.path, commit, happened, Stage.PLAN)
    report = judge(request, guestbook.path, {})
    assert report.verdict == verdict
    assert (report.findings[0].rule, report.findings[0].message) == ("weakened-policy", "migration-branch is no longer judged")
