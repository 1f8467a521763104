"""What every test lives in: no network but loopback, no tool that it did not ask for, no setting of the machine it runs on."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.guestbook import ROOT, Guestbook
from tests.wheelhouse import WHEELHOUSE, is_current

# The same examples on every machine, however busy it is; to explore others: pytest --hypothesis-profile=default
hypothesis.settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("same")

NODE_MODULES = ROOT / "tests" / "node" / "node_modules"
_HOST_SETTINGS = (
    *("CI", "JENKINS_URL", "TF_BUILD", "TEAMCITY_VERSION", "CODEBUILD_", "EDGESPARK_", "GITHUB_", "GITLAB_", "GIT_", "RUNNER_"),
    *("PRE_COMMIT", "PREK_", "SKIP", "PIP_", "UV_"),
    *("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LANG", "LC_", "TZ", "XDG_"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    # Where they may, our commands keep their byte code: most of a start is to compile it.
    *("PYTHON", "NODE_", "NPM_", "npm_"),
)
_GIT_CONFIG = "[user]\nname = A Tester\nemail = tester@example.invalid\n[init]\ndefaultBranch = main\n[commit]\ngpgsign = false\n"


@pytest.fixture
def guestbook(tmp_path: Path) -> Guestbook:
    """A copy of the example project that this test may change."""
    return Guestbook.at(tmp_path / "guestbook")


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process a connection or a name look-up beyond loopback raises."""
    monkeypatch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        _refuse_beyond_loopback(host)
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX:
            _refuse_beyond_loopback(address[0])
        return connect(self, address)

    return guarded


def _refuse_beyond_loopback(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name not in {None, "", "localhost", "::1"} and not str(name).startswith("127."):
        raise AssertionError(f"a test reached for the network: {name!r}")


@pytest.fixture(autouse=True)
def _host(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Settings of the machine are gone, git has an author, and only a test marked `node` reaches the tools of Node."""
    for name in [name for name in os.environ if name.startswith(_HOST_SETTINGS)]:
        monkeypatch.delenv(name)
    host = tmp_path_factory.getbasetemp() / "host"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(host / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(host / "home"))
    if request.node.get_closest_marker("node") is None:
        monkeypatch.setenv("PATH", os.pathsep.join([str(host / "unasked"), *_without_edgespark(os.environ["PATH"])]))


@pytest.fixture(scope="session", autouse=True)
def _host_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    host = tmp_path_factory.getbasetemp() / "host"
    unasked = host / "unasked"
    unasked.mkdir(parents=True)
    (host / "home").mkdir()
    (host / "gitconfig").write_text(_GIT_CONFIG, encoding="utf-8")
    for name in ("npm", "npx"):
        stub = unasked / name
        stub.write_text(f'#!/bin/sh\necho "a test that is not marked node ran {name} $*" >&2\nexit 97\n', encoding="utf-8")
        stub.chmod(0o755)


def _without_edgespark(path: str) -> Iterator[str]:
    """The directories of PATH that hold no real CLI: for a test, a missing CLI is missing."""
    return (directory for directory in path.split(os.pathsep) if not (Path(directory) / "edgespark").exists())


@pytest.fixture(scope="session")
def wheelhouse() -> Path:
    """Wheels of everything that an installation of this project needs, for `PIP_FIND_LINKS`."""
    if not is_current():
        pytest.fail("the wheelhouse is missing or old: run `make wheelhouse` (python tests/wheelhouse.py)", pytrace=False)
    return WHEELHOUSE


@pytest.fixture
def node_modules() -> Path:
    """Where the pinned Node tools are installed; for tests marked `node`."""
    return NODE_MODULES


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs Node fails without it: a green run must mean that it ran."""
    if item.get_closest_marker("node") is not None and not (NODE_MODULES / "drizzle-kit").is_dir():
        pytest.fail("no Node tools: run `npm ci --ignore-scripts` in tests/node, or leave these tests out with `-m 'not node'`", pytrace=False)
