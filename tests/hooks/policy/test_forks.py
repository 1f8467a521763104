"""Whose code it is, by what each host says; where nothing tells, it is taken for a stranger's."""

import json
from pathlib import Path

import pytest

from hooks.policy.forks import why_foreign

_GITHUB = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "owner/name"}
_FORK = "this pull request comes from a fork"


@pytest.mark.parametrize(
    ("environ", "why"),
    [
        pytest.param({}, "", id="somebody's own machine"),
        pytest.param({"CI": "false"}, "", id="CI said off"),
        pytest.param(_GITHUB | {"GITHUB_EVENT_NAME": "push"}, "", id="push"),
        pytest.param(_GITHUB | {"GITHUB_EVENT_NAME": "merge_group"}, "", id="merge queue"),
        pytest.param(_GITHUB | {"GITHUB_EVENT_NAME": "pull_request_target"}, "the event pull_request_target may run on the code of a fork", id="target"),
        pytest.param(_GITHUB | {"GITHUB_EVENT_NAME": "issue_comment"}, "the event issue_comment may run on the code of a fork", id="comment"),
        pytest.param(_GITHUB, "the event (none) may run on the code of a fork", id="no event"),
        pytest.param(_GITHUB | {"GITHUB_EVENT_NAME": "pull_request"}, _FORK, id="no payload"),
        pytest.param({"GITLAB_CI": "true", "CI": "true"}, "", id="GitLab branch"),
        pytest.param({"GITLAB_CI": "true", "CI_MERGE_REQUEST_PROJECT_ID": "1", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1"}, "", id="GitLab own"),
        pytest.param(
            {"GITLAB_CI": "true", "CI_MERGE_REQUEST_PROJECT_ID": "1", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "2"},
            "this merge request comes from a fork",
            id="GitLab fork",
        ),
        pytest.param({"CI": "1"}, "this CI host is not known, so nothing tells whether the change comes from a fork", id="unknown host"),
    ],
)
def test_hosts(environ: dict[str, str], why: str) -> None:
    assert why_foreign(environ) == why


@pytest.mark.parametrize(
    ("origin", "why"),
    [
        pytest.param({"full_name": "owner/name"}, "", id="own branch"),
        pytest.param({"full_name": "stranger/name"}, _FORK, id="fork"),
        pytest.param(None, _FORK, id="deleted fork"),
        pytest.param([], _FORK, id="no record"),
    ],
)
def test_pull_requests(tmp_path: Path, origin: object, why: str) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"head": {"repo": origin}}}), encoding="utf-8")
    assert why_foreign(_GITHUB | {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(event)}) == why
