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


def test_output_and_exit_code() -> None:
    script = "import sys; sys.stdout.write(sys.stdin.read()); sys.stderr.write('b'); sys.exit(7)"
    assert child.run([sys.executable, "-c", script], seconds=20, stdin=b"a") == (7, b"a", b"b", False)


def test_the_deadline_ends_the_whole_group(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    script = (
        "import subprocess, time; p = subprocess.Popen(['sleep', '60']); "
        f"open({str(pid_file)!r}, 'w').write(str(p.pid)); print('started', flush=True); time.sleep(60)"
    )
    started = time.monotonic()
    done = child.run([sys.executable, "-c", script], seconds=2)
    assert (done.timed_out, done.stdout) == (True, b"started\n")
    assert time.monotonic() - started < 20
    with pytest.raises(ProcessLookupError):
        _wait_until_gone(int(pid_file.read_text()))


def _wait_until_gone(pid: int) -> None:
    for _ in range(100):
        os.kill(pid, 0)
        if b"Z" in Path(f"/proc/{pid}/stat").read_bytes().split()[2:3]:
            raise ProcessLookupError
        time.sleep(0.05)


def test_a_child_that_ignores_the_request_to_end_is_killed() -> None:
    script = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    done = child.run([sys.executable, "-c", script], seconds=2)
    assert (done.timed_out, done.code) == (True, -9)


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
    pid_file = tmp_path / "pid"
    deaf = "(trap '' TERM; exec sleep 60 > /dev/null 2>&1 < /dev/null) & "
    assert child.run(["sh", "-c", f"{deaf} echo $! > {pid_file}; exec sleep 60"], seconds=0.5).timed_out
    with pytest.raises((ProcessLookupError, FileNotFoundError)):
        _wait_until_gone(int(pid_file.read_text()))


def test_a_program_that_does_not_exist() -> None:
    with pytest.raises(child.NotStarted, match="cannot run 'no-such-program': No such file"):
        child.run(["no-such-program"], seconds=5)


def test_the_environment_is_exactly_what_was_given() -> None:
    done = child.run([sys.executable, "-c", "import os; print(sorted(k for k in os.environ if k != 'LC_CTYPE'))"], seconds=20, env={"ONLY": "1"})
    assert done.stdout == b"['ONLY']\n"
