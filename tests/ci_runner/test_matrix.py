"""Which projects of a repository an event has work for."""

import json
from pathlib import Path
from typing import Any

import pytest

from ci_runner.github import deployments
from tests.ci_runner.github import TOKEN, github
from tests.ci_runner.support import Bench
from tests.git import Git

GITHUB = {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/guestbook", "GITHUB_REF": "refs/heads/main"}


@pytest.fixture
def repository(bench: Bench) -> Git:
    """Two projects, and a last commit that changes one of them."""
    git = Git.init(bench.directory)
    for name in ("shop", "blog"):
        git.write(f"{name}/edgespark.toml", 'project_id = "x"\n')
    git.commit("first")
    git.write("shop/server/src/index.ts", "export {};\n")
    git.commit("the shop")
    return git


def listed(bench: Bench, *options: str, **environ: str) -> Any:
    """What `edgespark-ci matrix` prints on GitHub."""
    return json.loads(bench.run("matrix", *options, environ={**GITHUB, **environ}).out)


def test_a_proposal_is_about_the_projects_that_it_changes(bench: Bench, repository: Git) -> None:
    assert listed(bench, GITHUB_EVENT_NAME="pull_request") == {"any": True, "include": [{"project": "shop"}]}
    assert listed(bench, "--all", GITHUB_EVENT_NAME="pull_request")["include"] == [{"project": "blog"}, {"project": "shop"}]


def test_a_proposal_that_changes_none_has_no_work(bench: Bench, repository: Git) -> None:
    repository.write("README.md", "x\n")
    repository.commit("not ours")
    assert listed(bench, GITHUB_EVENT_NAME="pull_request") == {"any": False, "include": []}


def test_a_push_is_about_what_is_not_live_yet(bench: Bench, repository: Git, tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"repository": {"default_branch": "main"}}', encoding="utf-8")
    with github() as hub:
        push = {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(event), "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": hub.url}
        assert len(listed(bench, **push)["include"]) == 2, "nothing is known to be live"
        first, second = repository("rev-parse", "HEAD^"), repository("rev-parse", "HEAD")
        hub.deployed(first, "production", statuses=[{"state": "success", "description": deployments.live_marker("blog")}])
        assert listed(bench, **push)["include"] == [{"project": "shop"}]
        hub.deployed(second, "production", statuses=[{"state": "success", "description": deployments.live_marker("shop")}])
        assert listed(bench, **push) == {"any": False, "include": []}
        hub.refuse = 403
        assert len(listed(bench, **push)["include"]) == 2, "who cannot be asked knows nothing"
