"""The judge of our GitHub tests: it refuses what GitHub would refuse, and our loopback GitHub cannot say what GitHub would not."""

from typing import Any

import pytest
from githubkit_schemas.v2022_11_28 import models

from ci_runner.github.client import Client, Refused
from tests.ci_runner.github import TOKEN, github
from tests.ci_runner.github_description import Unknown, accepted, example, given

HERE = "/repos/acme/guestbook"
STATUS = {"state": "success", "description": "x", "environment": "production"}


def test_a_request_that_github_knows_tells_the_model_of_its_answer() -> None:
    assert accepted("POST", f"{HERE}/deployments/3/statuses", {}, STATUS) is models.DeploymentStatus
    assert accepted("GET", f"{HERE}/deployments", {"sha": "a", "environment": "b", "per_page": "100", "page": "2"}, None) == list[models.Deployment]
    assert accepted("PATCH", f"{HERE}/issues/comments/3", {}, {"body": "x"}) is models.IssueComment


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        pytest.param("POST", f"{HERE}/deployments/3/statuses", {}, {**STATUS, "payload": {}}, id="a field that it does not know"),
        pytest.param("POST", f"{HERE}/deployments/3/statuses", {}, {**STATUS, "state": "great"}, id="a value that it does not know"),
        pytest.param("POST", f"{HERE}/deployments/3/statuses", {}, {**STATUS, "auto_inactive": "true"}, id="another type"),
        pytest.param("POST", f"{HERE}/deployments/3/statuses", {}, {"description": "x"}, id="a field that it needs"),
        pytest.param("GET", f"{HERE}/actions/runs/3/approvals", {"page": "1"}, None, id="a parameter that it does not know"),
        pytest.param("GET", f"{HERE}/deployments", {"page": "two"}, None, id="a parameter of another type"),
        pytest.param("GET", f"{HERE}/deploys", {}, None, id="another path"),
        pytest.param("DELETE", f"{HERE}/deployments", {}, None, id="another method"),
        pytest.param("GET", f"{HERE}/deployments/x/statuses/y/z", {}, None, id="a longer path"),
    ],
)
def test_anything_else_is_refused(method: str, path: str, query: dict[str, str], body: Any) -> None:
    with pytest.raises(Unknown):
        accepted(method, path, query, body)


@pytest.mark.parametrize("name", ["Deployment", "DeploymentStatus", "IssueComment", "WorkflowRun", "FullRepository", "Environment", "Artifact", "PrivateUser"])
def test_an_example_is_what_github_would_give(name: str) -> None:
    given(getattr(models, name), example(name))


@pytest.mark.parametrize(
    "fields", [{"state": "great"}, {"id": "3"}, {"creator": {"login": "ada"}}, {"created_at": "yesterday"}, {"sha": "x"}], ids=lambda fields: next(iter(fields))
)
def test_no_other_answer_is(fields: dict[str, Any]) -> None:
    with pytest.raises(Unknown):
        given(models.DeploymentStatus, example("DeploymentStatus", **fields))


def test_a_test_that_asks_for_something_unknown_fails() -> None:
    with pytest.raises(Unknown, match="takes no stata"), github() as hub, pytest.raises(Refused, match="HTTP 422"):
        Client(hub.url, TOKEN, "acme/guestbook").get("deployments", "deployments: read", {"stata": "x"})
