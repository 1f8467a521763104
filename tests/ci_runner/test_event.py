from typing import Any

import pytest

from ci_runner.event import Checkout, Kind, rehearsed
from ci_runner.hosts.detection import detected

HEAD, MERGE, BASE = "a" * 40, "b" * 40, "c" * 40
HERE = Checkout(MERGE, "main", "main")
ENVIRON = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SHA": MERGE,
    "GITHUB_REPOSITORY": "acme/guestbook",
    "GITHUB_ACTOR": "ada",
    "GITHUB_RUN_ID": "77",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_REF": "refs/heads/main",
}


def pull_request(origin: str | None, number: int = 7) -> dict[str, Any]:
    head = {"ref": "feature", "sha": HEAD, "repo": None if origin is None else {"full_name": origin}}
    return {"number": number, "pull_request": {"head": head, "base": {"ref": "main", "sha": BASE}}, "repository": {"default_branch": "main"}}


def test_a_push_to_the_default_branch_may_deploy_and_is_judged_against_what_was_there_before() -> None:
    found = detected({**ENVIRON, "GITHUB_EVENT_NAME": "push"}, {"before": BASE, "repository": {"default_branch": "main"}}, HERE)
    assert (found.kind, found.base, found.may_deploy, found.is_trusted) == (Kind.PUSH, BASE, True, True)
    assert (found.actor, found.run_id, found.attempt, found.repository) == ("ada", "77", 2, "acme/guestbook")


@pytest.mark.parametrize("before", [pytest.param("0" * 40, id="a new branch"), pytest.param("", id="nothing said")])
def test_a_push_without_a_before_is_judged_against_the_parent(before: str) -> None:
    assert detected({**ENVIRON, "GITHUB_EVENT_NAME": "push"}, {"before": before}, HERE).base == f"{MERGE}^1"


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param({"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/feature"}, id="another branch"),
        pytest.param({"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/tags/main"}, id="a tag of that name"),
        pytest.param({"GITHUB_EVENT_NAME": "schedule"}, id="an event that is no merge"),
        pytest.param({"GITHUB_EVENT_NAME": "other"}, id="an event named like our word for others"),
        pytest.param({"GITHUB_EVENT_NAME": "local"}, id="an event named like our word for a laptop"),
    ],
)
def test_what_is_no_merge_into_the_default_branch_does_not_deploy(environ: dict[str, str]) -> None:
    found = detected({**ENVIRON, **environ}, {"repository": {"default_branch": "main"}}, HERE)
    assert not found.may_deploy


def test_a_manual_run_on_the_default_branch_may_deploy() -> None:
    found = detected({**ENVIRON, "GITHUB_EVENT_NAME": "workflow_dispatch"}, {"repository": {"default_branch": "main"}}, HERE)
    assert (found.kind, found.may_deploy) == (Kind.WORKFLOW_DISPATCH, True)


def test_a_pull_request_is_judged_against_the_base_that_was_merged_in() -> None:
    found = detected({**ENVIRON, "GITHUB_EVENT_NAME": "pull_request"}, pull_request("acme/guestbook"), HERE)
    assert (found.kind, found.base, found.branch, found.fork, found.pull_request) == (Kind.PULL_REQUEST, f"{MERGE}^1", "feature", False, 7)
    assert not found.may_deploy
    assert not found.is_trusted


def test_a_checkout_of_the_pull_requests_head_is_judged_against_the_base_commit() -> None:
    found = detected({**ENVIRON, "GITHUB_EVENT_NAME": "pull_request"}, pull_request("acme/guestbook"), Checkout(HEAD))
    assert (found.commit, found.base) == (HEAD, BASE)


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        pytest.param("pull_request", "mallory/guestbook", id="another repository"),
        pytest.param("pull_request", None, id="a repository that is gone"),
        pytest.param("pull_request_target", "acme/guestbook", id="an event that runs beside secrets"),
    ],
)
def test_code_from_elsewhere_counts_as_a_fork(name: str, origin: str | None) -> None:
    assert detected({**ENVIRON, "GITHUB_EVENT_NAME": name}, pull_request(origin), HERE).fork


def test_a_merge_group_is_judged_against_its_base_and_never_deploys() -> None:
    payload = {"merge_group": {"base_sha": BASE, "base_ref": "refs/heads/main", "head_sha": MERGE}, "repository": {"default_branch": "main"}}
    found = detected({**ENVIRON, "GITHUB_EVENT_NAME": "merge_group", "GITHUB_REF": "refs/heads/gh-readonly-queue/main/x"}, payload, HERE)
    assert (found.kind, found.base, found.branch, found.may_deploy) == (Kind.MERGE_GROUP, BASE, "main", False)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({}, id="empty"),
        pytest.param({"repository": None, "merge_group": 3, "pull_request": []}, id="other types"),
        pytest.param({"number": "x", "before": 7, "pull_request": {"head": None}}, id="half of it"),
    ],
)
@pytest.mark.parametrize("name", ["push", "pull_request", "merge_group", "workflow_dispatch", ""])
def test_a_damaged_payload_never_deploys_a_proposal(name: str, payload: dict[str, Any]) -> None:
    found = detected({**ENVIRON, "GITHUB_EVENT_NAME": name}, payload, Checkout(MERGE))
    assert found.commit == MERGE
    assert not found.may_deploy


def test_outside_ci_the_checkout_tells_and_nothing_deploys_unasked() -> None:
    found = detected({"USER": "ada"}, {}, HERE)
    assert (found.kind, found.branch, found.base, found.actor) == (Kind.LOCAL, "main", None, "ada")
    assert found.is_default_branch
    assert not found.may_deploy


@pytest.mark.parametrize(("kind", "deploys"), [(Kind.PUSH, True), (Kind.WORKFLOW_DISPATCH, True), (Kind.PULL_REQUEST, False), (Kind.MERGE_GROUP, False)])
def test_a_rehearsed_event_goes_as_far_as_the_real_one(kind: Kind, deploys: bool) -> None:
    assert rehearsed(kind, HERE, "ada").may_deploy is deploys


GITLAB = {
    "GITLAB_CI": "true",
    "CI": "true",
    "CI_PIPELINE_SOURCE": "push",
    "CI_COMMIT_BRANCH": "main",
    "CI_COMMIT_BEFORE_SHA": BASE,
    "CI_DEFAULT_BRANCH": "main",
    "CI_PROJECT_PATH": "acme/guestbook",
    "CI_PROJECT_ID": "1",
    "CI_PIPELINE_ID": "77",
    "GITLAB_USER_LOGIN": "ada",
}
MERGE_REQUEST = {
    "CI_PIPELINE_SOURCE": "merge_request_event",
    "CI_COMMIT_BRANCH": "",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "feature",
    "CI_MERGE_REQUEST_IID": "7",
}


def test_gitlab_pushes_are_deployed_from_the_default_branch() -> None:
    found = detected({**GITLAB, "CI_ENVIRONMENT_NAME": "production"}, {}, Checkout(MERGE))
    assert (found.kind, found.base, found.may_deploy, found.environment) == (Kind.PUSH, BASE, True, "production")
    assert (found.host, found.actor, found.run_id, found.repository) == ("gitlab", "ada", "77", "acme/guestbook")
    assert not detected({**GITLAB, "CI_COMMIT_BRANCH": "feature"}, {}, Checkout(MERGE)).may_deploy
    assert detected({**GITLAB, "CI_COMMIT_BEFORE_SHA": "0" * 40}, {}, Checkout(MERGE)).base == f"{MERGE}^1"


@pytest.mark.parametrize("source", ["schedule", "trigger", "api", "pipeline", "parent_pipeline", ""])
def test_other_pipelines_of_gitlab_deploy_nothing(source: str) -> None:
    found = detected({**GITLAB, "CI_PIPELINE_SOURCE": source}, {}, Checkout(MERGE))
    assert (found.kind, found.may_deploy, found.is_trusted) == (Kind.OTHER, False, False)


@pytest.mark.parametrize(
    ("environ", "kind", "base", "fork"),
    [
        pytest.param({"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1", "CI_MERGE_REQUEST_PROJECT_ID": "1"}, Kind.PULL_REQUEST, f"{MERGE}^1", False, id="own"),
        pytest.param({"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "2", "CI_MERGE_REQUEST_PROJECT_ID": "1"}, Kind.PULL_REQUEST, f"{MERGE}^1", True, id="fork"),
        pytest.param({"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": BASE}, Kind.PULL_REQUEST, BASE, False, id="merged results"),
        pytest.param({"CI_MERGE_REQUEST_DIFF_BASE_SHA": HEAD}, Kind.PULL_REQUEST, HEAD, False, id="branch alone"),
        pytest.param({"CI_MERGE_REQUEST_EVENT_TYPE": "merge_train"}, Kind.MERGE_GROUP, f"{MERGE}^1", False, id="merge train"),
    ],
)
def test_merge_requests_are_proposals(environ: dict[str, str], kind: Kind, base: str, fork: bool) -> None:
    found = detected({**GITLAB, **MERGE_REQUEST, **environ}, {}, Checkout(MERGE))
    assert (found.kind, found.base, found.fork, found.branch, found.pull_request) == (kind, base, fork, "feature", 7)
    assert not found.may_deploy
    assert not found.is_trusted


def test_any_other_runner_says_it_in_variables_of_ours() -> None:
    said = {"EDGESPARK_CI_EVENT": "push", "EDGESPARK_CI_BRANCH": "main", "EDGESPARK_CI_DEFAULT_BRANCH": "main", "EDGESPARK_CI_RUN_ID": "9"}
    found = detected({"CI": "true", **said}, {}, Checkout(MERGE))
    assert (found.kind, found.base, found.may_deploy, found.run_id, found.host) == (Kind.PUSH, f"{MERGE}^1", True, "9", "plain")


def test_a_proposal_elsewhere_is_a_strangers_until_it_is_said_not_to_be() -> None:
    said = {"CI": "true", "EDGESPARK_CI_EVENT": "pull_request", "EDGESPARK_CI_BASE": BASE}
    assert detected(said, {}, HERE).fork
    assert not detected({**said, "EDGESPARK_CI_FORK": "false"}, {}, HERE).fork
    assert detected(said, {}, HERE).base == BASE


@pytest.mark.parametrize("name", ["CI", "JENKINS_URL", "TF_BUILD", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID"])
def test_a_runner_that_says_nothing_deploys_nothing(name: str) -> None:
    found = detected({name: "true"}, {}, HERE)
    assert (found.kind, found.may_deploy, found.is_trusted) == (Kind.OTHER, False, False)
