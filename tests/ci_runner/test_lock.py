import sys
from pathlib import Path

import pytest

from ci_runner import lock
from hooks import child
from hooks.errors import UsageError


def test_a_second_runner_fails_clearly_and_names_the_first(tmp_path: Path) -> None:
    with lock.held(tmp_path / "lock"), pytest.raises(lock.Locked, match=r"another edgespark-ci.*\(process \d+\)"), lock.held(tmp_path / "lock"):
        pass


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    for _time in range(2):
        with lock.held(tmp_path / "lock"):
            pass


def test_a_lock_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be made: No such file or directory"), lock.held(tmp_path / "missing" / "lock"):
        pass


def test_a_child_that_outlives_its_runner_keeps_the_lock(tmp_path: Path) -> None:
    with lock.held(tmp_path / "lock") as descriptor:
        process = child.start((sys.executable, "-c", "import time; time.sleep(60)"), pass_fds=(descriptor,))
    try:
        with pytest.raises(lock.Locked), lock.held(tmp_path / "lock"):
            pass
    finally:
        child.end_group(process)
    with lock.held(tmp_path / "lock"):
        pass
