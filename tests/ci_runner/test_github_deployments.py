"""What a run tells GitHub, and asks of it."""

from collections.abc import Iterator

import pytest

from ci_runner.github import deployments
from ci_runner.github.client import Client, Refused
from ci_runner.model import Live
from tests.ci_runner.github import TOKEN, GitHub, github
from tests.ci_runner.support import Stage

ONE, TWO = "1" * 40, "2" * 40


@pytest.fixture
def hub() -> Iterator[GitHub]:
    """A GitHub without deployments."""
    with github() as running:
        yield running


def api(hub: GitHub, token: str = TOKEN) -> Client:
    return Client(hub.url, token, "acme/guestbook")


def test_without_a_token_or_a_repository_there_is_no_api() -> None:
    assert Client.of({"GITHUB_REPOSITORY": "acme/guestbook"}) is None
    assert Client.of({"GITHUB_TOKEN": TOKEN}) is None
    assert Client.of({"GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "a/b"}) == Client("https://api.github.com", TOKEN, "a/b")


def test_the_jobs_own_deployment_gets_the_status(hub: GitHub) -> None:
    own = hub.deployed(ONE, "production")
    deployments.announce(api(hub), ONE, "production", {"state": "success", "description": "x"})
    assert hub.deployments == [own]
    assert own["statuses"] == [{"state": "success", "description": "x", "environment": "production"}]


def test_without_one_a_deployment_is_made_that_waits_for_nothing(hub: GitHub) -> None:
    hub.deployed(TWO, "production")
    hub.deployed(ONE, "staging")
    deployments.announce(api(hub), ONE, "production", {"state": "inactive"})
    made = hub.deployments[0]
    assert made["created_with"] == {"ref": ONE, "environment": "production", "task": "edgespark-ci", "required_contexts": [], "auto_merge": False}
    assert [status["state"] for status in made["statuses"]] == ["inactive"]


def test_the_last_live_commit_is_the_newest_that_we_marked(hub: GitHub) -> None:
    mine = {"state": "success", "description": deployments.description(".", "passed", Live(ONE, "")), "environment_url": "https://a.example/"}
    assert deployments.last_live(api(hub), "production", ".") is None
    hub.deployed(ONE, "production", statuses=[{"state": "inactive", "description": ""}, mine])
    hub.deployed(TWO, "production", statuses=[{"state": "success", "description": "somebody else's"}])
    hub.deployed(TWO, "production", statuses=[{"state": "inactive", "description": deployments.description(".", "held", None)}])
    hub.deployed(TWO, "production", statuses=[{"state": "success", "description": deployments.live_marker("apps/shop")}])
    assert deployments.last_live(api(hub), "production", ".") == Live(ONE, "https://a.example/", told_by="a GitHub deployment")
    assert deployments.last_live(api(hub), "staging", ".") is None


def test_a_refusal_says_why_and_what_is_missing(hub: GitHub) -> None:
    hub.refuse = 403
    with pytest.raises(Refused, match=r"HTTP 403 to GET deployments: Resource not accessible by integration; the job needs `permissions: deployments: write`"):
        deployments.announce(api(hub), ONE, "production", {})
    hub.refuse = 0
    with pytest.raises(Refused, match="Bad credentials"):
        deployments.announce(api(hub, "another"), ONE, "production", {})
    with pytest.raises(Refused, match="GitHub cannot be reached"):
        deployments.last_live(Client("http://127.0.0.1:9", TOKEN, "a/b"), "production", ".")


def test_a_deploy_tells_github_what_is_live_and_refuses_to_go_behind_it(hub: GitHub, stage: Stage) -> None:
    environ = {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": hub.url}
    older = stage.git("rev-parse", "HEAD")
    stage.project.write("README.md", "more\n")
    newer = stage.pushed()
    ran = stage.deploy(**environ)
    assert ran.code == 0, ran.out
    (status,) = hub.deployments[0]["statuses"]
    assert (hub.deployments[0]["sha"], status["state"], status["description"]) == (newer, "success", deployments.live_marker("."))
    assert status["environment_url"] == ran.receipt["live"]["url"]
    assert status["log_url"] == "https://github.com/acme/guestbook/actions/runs/77"
    (stage.bench.directory / "receipt.json").unlink()
    stage.git("push", "--quiet", "--force", "origin", f"{older}:main")
    stage.git("checkout", "--quiet", "--detach", older)
    behind = stage.deploy(**environ)
    assert (behind.code, behind.receipt["reason"], behind.receipt["live"]["told_by"]) == (5, "older-than-live", "a GitHub deployment"), behind.out
    assert [(one["sha"], one["statuses"][0]["state"]) for one in hub.deployments] == [(older, "inactive"), (newer, "success")]


def test_a_missing_permission_never_fails_a_deploy_that_succeeded(hub: GitHub, stage: Stage) -> None:
    hub.refuse = 403
    ran = stage.deploy(GITHUB_TOKEN=TOKEN, GITHUB_API_URL=hub.url)
    assert ran.code == 0, ran.out
    assert "warning   the deployment's status could not be set: GitHub answered HTTP 403" in ran.out
