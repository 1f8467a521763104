"""A child process ends when it should, as a whole."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from hooks import child
from tests.process import has_ended


def test_output_and_exit_code() -> None:
    script = "import sys; sys.stdout.write(sys.stdin.read()); sys.stderr.write('b'); sys.exit(7)"
    assert child.run([sys.executable, "-c", script], seconds=20, stdin=b"a") == (7, b"a", b"b", False)


def out_of_time(script: str, ready: Path) -> child.Completed:
    """How a shell script ends whose deadline comes when it has made the file `ready`: on a busy machine that may take a while."""
    for seconds in (0.3, 3, 30):
        done = child.run(["sh", "-c", script], seconds=seconds)
        assert done.timed_out
        if ready.exists():
            return done
    raise AssertionError(f"{ready.name} was never made")


def test_the_deadline_ends_the_whole_group(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    started = time.monotonic()
    done = out_of_time(f"echo started; sleep 300 & echo $! >{pid}.new; mv {pid}.new {pid}; wait", pid)
    assert (done.stdout, time.monotonic() - started < 150) == (b"started\n", True)
    assert has_ended(int(pid.read_text()))


def test_a_child_that_ignores_the_request_to_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_GRACE_SECONDS", 0.2)
    done = out_of_time(f"trap '' TERM; echo deaf; : >{tmp_path}/ready; sleep 300", tmp_path / "ready")
    assert (done.code, done.stdout) == (-9, b"deaf\n")


class Ended(BaseException):
    """What the handler of a signal raises."""


def test_a_signal_leaves_no_child_at_whatever_moment_it_comes() -> None:
    """Also between the fork and the moment when the child's id is known."""
    seconds = f"77.{os.getpid()}"
    before = signal.signal(signal.SIGTERM, _raises)
    try:
        for step in range(60):
            timer = threading.Timer(step / 10_000, os.kill, (os.getpid(), signal.SIGTERM))
            with pytest.raises(Ended):  # noqa: PT012 - the signal may come as soon as the timer runs
                timer.start()
                child.run(["sleep", seconds], seconds=20)
    finally:
        signal.signal(signal.SIGTERM, before)
    time.sleep(0.1)
    assert f"sleep\0{seconds}\0".encode() not in set(_command_lines())


def _raises(_number: int, _frame: FrameType | None) -> None:
    raise Ended


def _command_lines() -> Iterator[bytes]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            yield path.read_bytes()


def test_a_child_of_the_child_is_ended_even_where_it_outlives_its_parent_in_silence(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    itself = f"echo $$ >{pid}.new; mv {pid}.new {pid}; exec sleep 300 >/dev/null 2>&1 </dev/null"
    out_of_time(f"(trap '' TERM; exec sh -c '{itself}') & exec sleep 300", pid)
    assert has_ended(int(pid.read_text()))


def test_a_program_that_does_not_exist() -> None:
    with pytest.raises(child.NotStarted, match="cannot run 'no-such-program': No such file"):
        child.run(["no-such-program"], seconds=5)


def test_the_environment_is_exactly_what_was_given() -> None:
    done = child.run([sys.executable, "-c", "import os; print(sorted(k for k in os.environ if k != 'LC_CTYPE'))"], seconds=20, env={"ONLY": "1"})
    assert done.stdout == b"['ONLY']\n"
