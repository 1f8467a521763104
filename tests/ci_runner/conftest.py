"""Where runs of the pipeline happen in tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ci_runner.support import Bench, Stage, staged
from tests.guestbook import Guestbook


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bench:
    """A caller's directory."""
    return Bench(tmp_path / "caller", monkeypatch, capsys)


@pytest.fixture
def stage(guestbook: Guestbook, bench: Bench) -> Iterator[Stage]:
    """The guestbook in a repository of its own, and a platform that never saw it."""
    with staged(guestbook, bench) as running:
        yield running
