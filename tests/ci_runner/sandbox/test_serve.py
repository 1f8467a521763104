import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hooks import child
from tests.ci_runner.sandbox.support import SECONDS
from tests.guestbook import ROOT, Guestbook

_START = "from pathlib import Path; from ci_runner.sandbox.serve import serve; serve(Path.cwd(), lambda line: print(line, flush=True))"


@contextmanager
def _serving(directory: Path) -> Iterator[tuple["subprocess.Popen[bytes]", list[str]]]:
    """A sandbox in a process of its own, and the lines it greets with."""
    process = child.start((sys.executable, "-c", _START), cwd=directory, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert process.stdout is not None
    try:
        yield process, [process.stdout.readline().decode() for _ in range(5)]
    finally:
        child.end_group(process)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_shell_is_pointed_at_it_until_it_is_stopped(guestbook: Guestbook, number: signal.Signals) -> None:
    with _serving(guestbook.path) as (process, lines):
        assert "(not the EdgeSpark platform)" in lines[0]
        assert lines[1] == "project prj_guestbook_example\n"
        script = Path(lines[3].strip().removeprefix(". "))
        assert stat.S_IMODE(script.stat().st_mode) == 0o600
        key = next(line for line in script.read_text().splitlines() if "API_KEY" in line).partition("=")[2]
        assert key not in "".join(lines)
        shell = ("sh", "-c", f". {script}; edgespark pull types --check")
        done = subprocess.run(shell, cwd=guestbook.path, capture_output=True, check=False, timeout=SECONDS)
        assert (done.returncode, "Types are up to date" in done.stderr.decode()) == (0, True)
        process.send_signal(number)
        out, err = process.communicate(timeout=SECONDS)
        assert (process.returncode, out, err) == (0, b"edgespark-ci sandbox: stopped\n", b"")
        assert not script.exists()


def test_without_a_project_it_serves_an_empty_one(tmp_path: Path) -> None:
    with _serving(tmp_path) as (_, lines):
        assert lines[1] == "project sandbox-project\n"
