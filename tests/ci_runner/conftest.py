"""Where runs of the pipeline happen in tests, and the secrets that every one of them is given."""

import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from ci_runner.sandbox import launcher
from tests.ci_runner import canary
from tests.ci_runner.remembering import remembering
from tests.ci_runner.support import Bench, Stage, staged
from tests.guestbook import Guestbook


@pytest.fixture(scope="package", autouse=True)
def _canaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Secrets in the environment of every run, a command that tells them, and a temporary directory: for these tests, and gone before any other's."""
    place = tmp_path_factory.mktemp("canary")
    (place / "tmp").mkdir()
    communicate = subprocess.Popen.communicate

    def walked(self: "subprocess.Popen[Any]", *arguments: Any, **options: Any) -> tuple[Any, Any]:
        said = communicate(self, *arguments, **options)
        if "ci_runner.cli" in str(self.args):
            for printed in filter(None, said):
                canary.walk("a run in a process of its own", printed)
        return said

    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**canary.ENVIRON, "TMPDIR": str(place / "tmp")}.items():
            patch.setenv(name, value)
        patch.setattr(tempfile, "tempdir", str(place / "tmp"))
        patch.setattr(launcher, "write", canary.telling(launcher.write, place))
        patch.setattr(subprocess.Popen, "communicate", walked)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Generator[None, None, None]:
    """After each test, while all that it used is still there: no file may tell a secret."""
    since = time.time() - 1  # clocks of file systems lag
    yield
    for directory in {tempfile.gettempdir(), str(item.funcargs.get("tmp_path", tempfile.gettempdir()))}:
        canary.walk_below(Path(directory), since=since)


@pytest.fixture(scope="session")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is kept what the stand-in says of itself, which is always the same."""
    return tmp_path_factory.mktemp("said")


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: Path) -> Bench:
    """A caller's directory, where a rehearsal's command remembers what it says of itself."""
    write = launcher.write

    def remembered(directory: Path) -> Path:
        command = write(directory)
        remembering(command, str(command.rename(directory / "stand-in")), said)
        return command

    monkeypatch.setattr(launcher, "write", remembered)
    return Bench(tmp_path / "caller", monkeypatch, capsys)


@pytest.fixture
def decisive(bench: Bench) -> None:
    """Runs have no step that says the same of every commit here: each would take the start of a command or two, and passes in other tests."""
    bench.without("types", "db-check", "dry-run", "keys", "storage", "auth")


@pytest.fixture
def stage(guestbook: Guestbook, bench: Bench) -> Iterator[Stage]:
    """The guestbook in a repository of its own, and a platform that never saw it."""
    with staged(guestbook, bench) as running:
        yield running
