"""Which projects of a repository an event has work for."""

import json
from pathlib import Path
from typing import Any

import pytest

from ci_runner.github import marks
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
    git.write(".edgespark-ci.yaml", "projects:\n  shop: [packages/money]\n")
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


@pytest.mark.parametrize(
    ("path", "projects"),
    [
        pytest.param("packages/money/index.ts", ["shop"], id="what one of them shares"),
        pytest.param("packages/other/index.ts", [], id="what nobody named"),
        pytest.param(".edgespark-ci-baseline.json", ["blog", "shop"], id="how all of them are judged"),
    ],
)
def test_a_proposal_may_change_a_project_from_outside(bench: Bench, repository: Git, path: str, projects: list[str]) -> None:
    repository.write(path, "x\n")
    repository.commit("outside")
    assert listed(bench, GITHUB_EVENT_NAME="pull_request")["include"] == [{"project": name} for name in projects]


def test_a_name_of_no_project_is_a_mistake(bench: Bench, repository: Git) -> None:
    repository.write(".edgespark-ci.yaml", "projects:\n  shopp: [packages/money]\n")
    repository.commit("a slip")
    ran = bench.run("matrix", environ=GITHUB)
    assert (ran.code, ran.out) == (2, "")
    assert 'unknown project "shopp"; did you mean "shop"?' in ran.err


def test_a_push_is_about_what_is_not_live_yet(bench: Bench, repository: Git, tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"repository": {"default_branch": "main"}}', encoding="utf-8")
    with github() as hub:
        push = {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(event), "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": hub.url}
        assert len(listed(bench, **push)["include"]) == 2, "nothing is known to be live"
        first, second = repository("rev-parse", "HEAD^"), repository("rev-parse", "HEAD")
        hub.deployed(first, "production", task=marks.task("blog"), statuses=[{"state": "success", "description": marks.live_marker("blog")}])
        assert listed(bench, **push)["include"] == [{"project": "shop"}]
        hub.deployed(second, "production", task=marks.task("shop"), statuses=[{"state": "success", "description": marks.live_marker("shop")}])
        for _job in range(40):
            hub.deployed(second, "production", statuses=[{"state": "success", "description": ""}])  # of other jobs, which share the environment
        assert listed(bench, **push) == {"any": False, "include": []}
        repository.write(".edgespark-ci-baseline.json", "{}\n")
        repository.commit("judged otherwise, and the same code")
        assert listed(bench, **push) == {"any": False, "include": []}
        repository.write("packages/money/index.ts", "export {};\n")
        repository.commit("what the shop shares")
        assert listed(bench, **push)["include"] == [{"project": "shop"}]
        repository("revert", "--no-edit", "HEAD")
        assert listed(bench, **push)["include"] == [{"project": "shop"}], "the job of the change may be at work"
        hub.refuse = 403
        assert len(listed(bench, **push)["include"]) == 2, "who cannot be asked knows nothing"
