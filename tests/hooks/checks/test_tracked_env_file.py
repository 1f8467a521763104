"""The guestbook in a real repository, with one more file."""

import pytest

from hooks.checks.tracked_env_file import check
from hooks.finding import Finding
from hooks.policy import config
from hooks.project import Project, Surroundings
from hooks.trees.repository import Repository
from hooks.trees.tree import Tree
from tests.git import Git
from tests.guestbook import Guestbook


@pytest.fixture
def git(guestbook: Guestbook) -> Git:
    repository = Git.init(guestbook.path)
    repository.commit("the guestbook")
    return repository


def judged(tree: Tree, root: str = ".") -> list[Finding]:
    project = Project(tree, root, Surroundings(config.Policy()))
    return [finding for finding in check(project) if isinstance(finding, Finding)]


def working(git: Git) -> list[Finding]:
    repository = Repository.around(git.path)
    assert repository is not None
    tree = repository.working()
    assert tree is not None
    return judged(tree)


def index(git: Git) -> list[Finding]:
    repository = Repository.around(git.path)
    assert repository is not None
    return judged(repository.index())


def test_the_guestbook_is_clean(git: Git) -> None:
    assert working(git) == index(git) == []


@pytest.mark.parametrize("name", [".env", ".env.local", "server/.env.production", "web/.env.staging", ".env.test.local"])
def test_a_tracked_file_with_values(git: Git, name: str) -> None:
    git.write(name, "A=1\n")
    git("add", "--force", name)
    (finding,) = working(git)
    assert index(git) == [finding]
    assert (finding.location.path, finding.subject, finding.message) == (name, name, f'"{name}" is tracked by git, with every value in it')
    assert finding.fix is not None
    git(*finding.fix.commands[0][1:])
    assert working(git) == index(git) == []


@pytest.mark.parametrize("name", [".env", "server/.env.local", ".edgespark/state.json"])
def test_an_untracked_file_stays_with_its_owner(git: Git, name: str) -> None:
    git.write(name, "A=1\n")
    assert working(git) == index(git) == []


@pytest.mark.parametrize("name", [".env.example", ".env.sample", "env", "my.env", ".envrc", "docs/edgespark/a.md"])
def test_a_file_without_values_may_be_tracked(git: Git, name: str) -> None:
    git.write(name, "A=\n")
    git("add", "--force", name)
    assert working(git) == index(git) == []


def test_local_state_of_the_cli_is_one_finding(git: Git) -> None:
    for name in ("a.json", "tmp/b.json"):
        git.write(f"server/.edgespark/{name}", "{}")
    git("add", "--force", "server/.edgespark")
    (finding,) = working(git)
    assert (finding.location.path, finding.subject) == ("server/.edgespark/a.json", "server/.edgespark")
    assert finding.message == '"server/.edgespark" is local state of the CLI, and git tracks 2 files of it'
    assert finding.fix is not None
    git(*finding.fix.commands[0][1:])
    assert working(git) == []


def test_only_files_of_the_project_count(git: Git) -> None:
    git.write("apps/one/.env", "A=1\n")
    git.write("apps/two/.env", "A=1\n")
    git("add", "--force", "apps")
    repository = Repository.around(git.path)
    assert repository is not None
    (finding,) = judged(repository.index(), "apps/one")
    assert (finding.location.path, finding.subject) == ("apps/one/.env", ".env")


@pytest.fixture
def two_projects(git: Git) -> Git:
    git("mv", "edgespark.toml", "apps.toml")
    for root in ("apps/one", "apps/two"):
        git.write(f"{root}/edgespark.toml", "")
    git("add", "--all")
    assert projects(git) == {"apps/one": [], "apps/two": []}
    return git


def projects(git: Git) -> dict[str, list[str]]:
    """The messages by project, each with its place and subject."""
    repository = Repository.around(git.path)
    assert repository is not None
    found = {root: judged(repository.index(), root) for root in ("apps/one", "apps/two")}
    return {root: [f"{finding.location.path} {finding.subject}" for finding in findings] for root, findings in found.items()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(".env.local", {"apps/one": [".env.local ../../.env.local"], "apps/two": []}, id="at the top"),
        pytest.param("packages/.env", {"apps/one": ["packages/.env ../../packages/.env"], "apps/two": []}, id="in a package"),
        pytest.param("apps/one-more/.env", {"apps/one": ["apps/one-more/.env ../../apps/one-more/.env"], "apps/two": []}, id="beside a project"),
        pytest.param(".edgespark/a.json", {"apps/one": [".edgespark/a.json ../../.edgespark"], "apps/two": []}, id="local state of the CLI"),
        pytest.param("apps/one/.env", {"apps/one": ["apps/one/.env .env"], "apps/two": []}, id="in the first project"),
        pytest.param("apps/two/.env", {"apps/one": [], "apps/two": ["apps/two/.env .env"]}, id="in the other project"),
        pytest.param("packages/.env.example", {"apps/one": [], "apps/two": []}, id="without values"),
    ],
)
def test_what_lies_in_no_project_is_reported_once(two_projects: Git, name: str, expected: dict[str, list[str]]) -> None:
    two_projects.write(name, "A=1\n")
    assert projects(two_projects) == {"apps/one": [], "apps/two": []}, "git does not track it yet"
    two_projects("add", "--force", name)
    assert projects(two_projects) == expected


def test_outside_git_nothing_is_tracked(guestbook: Guestbook) -> None:
    guestbook.write(".env", "A=1\n")
    assert list(check(guestbook.project())) == []
