"""Real hosts: the environment of their hooks is installed once, from the wheelhouse, out of a repository that holds our tree as it stands."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.guestbook import ROOT, Guestbook
from tests.hosts.host import Host, pre_commit, prek
from tests.hosts.repository import Repository

_AUTHOR = ("-c", "user.name=A Tester", "-c", "user.email=tester@example.invalid")


@pytest.fixture(scope="session")
def hook_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a user's configuration points at: our files as they stand, committed or not, in a repository of their own."""
    target = tmp_path_factory.mktemp("hooks") / "edgespark-ci"
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    for relative in filter(None, listed.stdout.split("\0")):
        if (ROOT / relative).is_file():
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / relative, target / relative)
    for command in (["init", "--quiet"], ["add", "--all"], [*_AUTHOR, "commit", "--quiet", "--no-verify", "--message", "Our tree"]):
        subprocess.run(["git", *command], cwd=target, check=True)
    return target


@pytest.fixture(scope="session")
def hosts(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Host]:
    """The hosts by name; each keeps what it installed for the whole session."""
    return {make.__name__: make(tmp_path_factory.mktemp(make.__name__), wheelhouse) for make in (pre_commit, prek)}


@pytest.fixture
def host(request: pytest.FixtureRequest, hosts: dict[str, Host]) -> Host:
    """The host that the test names; pre-commit where it names none."""
    return hosts[getattr(request, "param", "pre_commit")]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An empty remote."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "remote.git")], check=True)
    return tmp_path / "remote.git"


@pytest.fixture
def local(tmp_path: Path, host: Host) -> Repository:
    """The project in a fresh repository on `main`, nothing committed, no hooks yet."""
    repository = Repository(Guestbook.at(tmp_path / "a book for guests").path, host)
    repository.go_back_one_migration()
    repository.git("init", "--quiet")
    return repository


@pytest.fixture
def developer(local: Repository, bare: Path, hook_repository: Path) -> Repository:
    """The same with hooks installed, `main` pushed, and a branch `feature` checked out."""
    local.commit_unchecked("Open the guestbook")
    local.install_hooks(hook_repository)
    local.git("remote", "add", "origin", str(bare))
    local.git("push", "--quiet", "--no-verify", "--set-upstream", "origin", "main")
    local.git("switch", "--quiet", "--create", "feature")
    return local
