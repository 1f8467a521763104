"""The same outcomes and files where there is no GitHub: GitLab CI, and a runner that only sets variables."""

from pathlib import Path

import pytest

from tests.ci_runner.support import Stage

GITLAB = {
    "CI": "true",
    "GITLAB_CI": "true",
    "CI_PIPELINE_SOURCE": "push",
    "CI_COMMIT_BRANCH": "main",
    "CI_DEFAULT_BRANCH": "main",
    "CI_PROJECT_PATH": "acme/guestbook",
    "CI_PIPELINE_ID": "77",
    "CI_ENVIRONMENT_NAME": "production",
    "GITLAB_USER_LOGIN": "ada",
}
PLAIN = {"CI": "true", "EDGESPARK_CI_EVENT": "push", "EDGESPARK_CI_BRANCH": "main", "EDGESPARK_CI_DEFAULT_BRANCH": "main"}


@pytest.mark.parametrize(("host", "environ"), [pytest.param("gitlab", GITLAB, id="gitlab"), pytest.param("plain", PLAIN, id="plain")])
def test_a_push_to_the_default_branch_goes_live(stage: Stage, tmp_path: Path, host: str, environ: dict[str, str]) -> None:
    stage.git("checkout", "--quiet", "--detach")
    files = ("--summary", tmp_path / "summary.md", "--variables", tmp_path / "run.env")
    ran = stage.bench.run("run", stage.rehearsal.project, *files, environ={**stage.rehearsal.environment, **environ})
    assert (ran.code, ran.receipt["event"]["host"], ran.receipt["verdict"]) == (0, host, "passed"), ran.out
    live = stage.rehearsal.service.live()
    assert live is not None
    assert live.commit == ran.receipt["commit"]
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").startswith("## Passed")
    told = dict(line.split("=", 1) for line in (tmp_path / "run.env").read_text(encoding="utf-8").splitlines())
    assert (told["EDGESPARK_CI_OUTCOME"], told["EDGESPARK_CI_DEPLOYED"], told["EDGESPARK_CI_COMMIT"]) == ("passed", "true", live.commit)


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param({**GITLAB, "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "7"}, id="a merge request"),
        pytest.param({**GITLAB, "CI_PIPELINE_SOURCE": "schedule"}, id="a schedule"),
        pytest.param({**PLAIN, "EDGESPARK_CI_EVENT": "pull_request"}, id="a proposal elsewhere"),
        pytest.param({"CI": "true"}, id="a host that says nothing"),
    ],
)
def test_what_is_no_merge_only_plans_and_may_not_deploy(stage: Stage, environ: dict[str, str]) -> None:
    variables = {**stage.rehearsal.environment, **environ}
    planned = stage.bench.run("run", stage.rehearsal.project, environ=variables)
    assert (planned.code, planned.reached) == (0, ["checks", "cli", "types", "db-check", "dry-run"]), planned.out
    forced = stage.bench.run("deploy", stage.rehearsal.project, environ=variables)
    assert (forced.code, forced.receipt["reason"]) == (5, "not-merged"), forced.out
    assert stage.rehearsal.service.live() is None


@pytest.mark.usefixtures("decisive")
def test_an_override_needs_the_environment_that_the_host_names(stage: Stage) -> None:
    by_hand = {**stage.rehearsal.environment, **GITLAB, "CI_PIPELINE_SOURCE": "web"}
    options = ("--override", "tip-unknown: the remote is down")
    stage.git("remote", "set-url", "origin", str(stage.rehearsal.repository.parent / "gone.git"))
    elsewhere = stage.bench.run("deploy", *options, stage.rehearsal.project, environ={**by_hand, "CI_ENVIRONMENT_NAME": "review"})
    assert elsewhere.receipt["reason"] == "override-refused", elsewhere.out
    inside = stage.bench.run("deploy", *options, stage.rehearsal.project, environ=by_hand)
    assert (inside.code, inside.receipt["override"]["reason"]) == (0, "tip-unknown"), inside.out
