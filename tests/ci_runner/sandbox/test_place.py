"""A sandbox's directory goes with its process, however that ends."""

import signal
import sys
import tempfile
from pathlib import Path

import pytest

from ci_runner.sandbox import place
from hooks import child
from tests.ci_runner.support import child_environ


@pytest.fixture(autouse=True)
def _own_temporary_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_it_is_gone_at_the_end() -> None:
    with place.temporary() as top:
        (top / "state").mkdir()
    assert not top.exists()


def test_what_a_killed_process_left_goes_with_the_next_sandbox_and_nothing_else(tmp_path: Path) -> None:
    code = "import os; from ci_runner.sandbox import place; kept = place.temporary(); kept.__enter__(); os.kill(os.getpid(), 9)"
    killed = child.run((sys.executable, "-c", code), seconds=60, env=child_environ(TMPDIR=str(tmp_path)))
    assert killed.code == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    (tmp_path / "another").mkdir()
    elsewhere = tmp_path / "elsewhere" / "kept"
    elsewhere.mkdir(parents=True)
    link = tmp_path / f"{left.name}-link"
    link.symlink_to(elsewhere.parent)
    with place.temporary() as used, place.temporary() as second:
        assert used.is_dir()  # in use, so the second left it alone
        assert sorted(tmp_path.iterdir()) == sorted([used, second, tmp_path / "another", tmp_path / "elsewhere", link])
        assert elsewhere.is_dir()


def test_one_that_is_swept_away_before_it_is_locked_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def swept(prefix: str) -> str:
        made.append(make(prefix=prefix))
        if len(made) == 1:
            place._sweep()
        return made[-1]

    make = tempfile.mkdtemp
    monkeypatch.setattr(tempfile, "mkdtemp", swept)
    with place.temporary() as top:
        assert [str(top)] == made[1:]
