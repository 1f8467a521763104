"""A deploy whose end nobody saw: what may follow it, on a runner that has no more than the receipt of then."""

import json

import pytest

from tests.ci_runner.support import NOT_DECISIVE, Ran, Stage


@pytest.fixture
def lost(stage: Stage) -> Stage:
    """A runner was killed while it deployed the tip, behind a commit that was live."""
    stage.bench.without(*NOT_DECISIVE)
    older = stage.was_deployed()
    stage.project.write("server/src/more.ts", "export {};\n")
    left(stage, [stage.pushed(), older])
    return stage


def left(stage: Stage, commits: list[str], pinned: str = "") -> None:
    """Let the receipt say that one of the commits may be live, the first of them pinned there."""
    path = stage.bench.directory / "receipt.json"
    receipt = json.loads(path.read_bytes())
    perhaps = [{"commit": commit, "url": "", "deployment": "", "told_by": "this run", "pinned": ""} for commit in commits]
    perhaps[0]["pinned"] = pinned
    path.write_text(json.dumps({**receipt, "live": None, "may_be_live": perhaps, "unknown": ["deploy"]}), encoding="utf-8")


def run(stage: Stage, *options: str, event: str = "push") -> Ran:
    """`edgespark-ci deploy` on a runner of nobody in particular."""
    environ = {"CI": "true", "EDGESPARK_CI_EVENT": event, "EDGESPARK_CI_BRANCH": "main", "EDGESPARK_CI_ENVIRONMENT": "production"}
    return stage.bench.run("deploy", *options, stage.rehearsal.project, environ={**stage.rehearsal.environment, **environ})


def live(stage: Stage) -> str:
    found = stage.rehearsal.service.live()
    return found.commit if found else ""


def set_back(stage: Stage) -> str:
    """Set the branch back to the commit before; gives that."""
    older = stage.git("rev-parse", "HEAD^")
    stage.git("push", "--quiet", "--force", "origin", f"{older}:main")
    stage.git("reset", "--quiet", "--hard", older)
    return older


def test_nothing_older_may_follow_it(lost: Stage) -> None:
    newer, older = lost.git("rev-parse", "HEAD"), set_back(lost)
    ran = run(lost)
    assert (ran.code, ran.receipt["reason"], ran.reached[-1]) == (5, "live-uncertain", "gate"), ran.out
    assert ran.step("gate")["sentence"] == f"{newer[:10]} may be live: nobody saw the end of a deploy; and {older[:10]} does not hold it"
    assert (ran.receipt["live"], [one["commit"] for one in ran.receipt["may_be_live"]]) == (None, [newer, older])


def test_a_human_may_set_that_aside(lost: Stage) -> None:
    set_back(lost)
    ran = run(lost, "--override", "live-uncertain: the runner died before it began", event="workflow_dispatch")
    assert (ran.code, live(lost)) == (0, lost.git("rev-parse", "HEAD")), ran.out
    assert ran.receipt["override"]["reason"] == "live-uncertain"


def test_the_same_commit_may_and_then_all_is_known(lost: Stage) -> None:
    ran = run(lost)
    assert (ran.code, ran.step("deploy")["reason"], live(lost)) == (0, "ok", lost.git("rev-parse", "HEAD")), ran.out
    assert (ran.receipt["live"]["commit"], ran.receipt["may_be_live"], ran.receipt["unknown"]) == (live(lost), [], [])
    assert "live commit unknown: one of " in ran.out


def test_the_same_commit_is_not_deployed_again_where_the_platform_shows_it(lost: Stage) -> None:
    lost.was_deployed()
    left(lost, [lost.git("rev-parse", "HEAD"), lost.git("rev-parse", "HEAD^")])
    before = len(lost.rehearsal.service.deployments())
    ran = run(lost)
    assert (ran.code, ran.step("deploy")["reason"], len(lost.rehearsal.service.deployments())) == (0, "already-live", before), ran.out
    assert (ran.receipt["live"]["commit"], ran.receipt["live"]["told_by"]) == (live(lost), "`edgespark project show`")
    assert (ran.receipt["may_be_live"], ran.receipt["unknown"]) == ([], [])


def test_a_newer_one_may(lost: Stage) -> None:
    lost.project.write("server/src/more.ts", "export const more = 1;\n")
    newest = lost.pushed()
    assert (run(lost).code, live(lost)) == (0, newest)


def test_a_rollback_that_may_be_done_pins_until_somebody_resumes(lost: Stage) -> None:
    left(lost, [lost.git("rev-parse", "HEAD^"), lost.git("rev-parse", "HEAD")], pinned="sign-in fails")
    assert run(lost).receipt["reason"] == "pinned"
    assert run(lost, "--resume", "repaired", event="workflow_dispatch").code == 0
