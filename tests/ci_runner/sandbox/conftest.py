"""A service without a project, and a rehearsal of the guestbook."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_runner.sandbox.rehearsal import Rehearsal, rehearsal
from ci_runner.sandbox.service import Service
from tests.guestbook import Guestbook


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A sandbox with one empty project."""
    with Service(tmp_path / "state") as running:
        yield running


@pytest.fixture
def rehearsed(guestbook: Guestbook) -> Iterator[Rehearsal]:
    """The guestbook, copied and served."""
    with rehearsal(guestbook.path) as running:
        yield running
