import json
import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from ci_runner.sandbox import tail, traces
from ci_runner.sandbox.rehearsal import Rehearsal
from ci_runner.sandbox.service import Service
from ci_runner.sandbox.state import State
from hooks import child
from tests.ci_runner.sandbox.support import SECONDS, call, edgespark

_EVENT = {"logs": [], "exceptions": [], "request": {"method": "GET", "url": "u"}, "response": {"status": 200}, "wall_time": 1, "cpu_time": 1}


def _names(events: list[bytes]) -> list[str]:
    return [re.findall(r"^event: (\w+)$", event.decode(), re.MULTILINE)[0] for event in events]


def test_a_stream_holds_what_came_after_its_start_and_says_farewell(tmp_path: Path) -> None:
    state, stopping = State(tmp_path), threading.Event()
    traces.add(state, "p", "production", _EVENT)
    stream = tail.events(state, "p", "production", traces.newest(state), stopping)
    traces.add(state, "p", "staging", _EVENT)
    traces.add(state, "p", "production", _EVENT)
    first = next(stream)
    assert _names([first]) == ["trace"]
    assert first.startswith(b"id: 3\n")
    assert json.loads(first.decode().partition("data: ")[2]) == _EVENT
    stopping.set()
    assert _names(list(stream)) == ["disconnecting"]


def test_silence_is_filled_with_heartbeats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "HEARTBEAT_SECONDS", 0.0)
    assert _names([next(tail.events(State(tmp_path), "p", "production", 0, threading.Event()))]) == ["heartbeat"]


def test_a_stream_ends_after_its_longest_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "MAX_SECONDS", 0.0)
    assert _names(list(tail.events(State(tmp_path), "p", "production", 0, threading.Event()))) == ["disconnecting"]


def _tailing(rehearsed: Rehearsal) -> "tuple[subprocess.Popen[bytes], bytes]":
    """A running `log tail` and what it said until it was connected."""
    process = child.start(("edgespark", "log", "tail"), cwd=rehearsed.project, env={**os.environ, **rehearsed.environment})
    assert process.stderr is not None
    said = b""
    while b"Connected" not in said:
        line = process.stderr.readline()
        assert line, f"log tail ended: {said!r}"
        said += line
    return process, said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_stand_in_shows_each_request_and_stops_in_order(rehearsed: Rehearsal, number: signal.Signals) -> None:
    edgespark(rehearsed, "db", "migrate")
    edgespark(rehearsed, "deploy")
    process, _ = _tailing(rehearsed)
    url = f"{rehearsed.service.url}/live/{rehearsed.service.project_id}/api/entries"
    call(url)
    assert process.stdout is not None
    lines = [process.stdout.readline().decode() for _ in range(2)]
    process.send_signal(number)
    _, err = process.communicate(timeout=SECONDS)
    assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} INF edgespark-ci sandbox answered\n", lines[0])
    assert lines[1] == f"─── GET {url} → 200 1ms (cpu: 1ms)\n"
    assert (process.returncode, "Stopped (1 events received)" in err.decode()) == (0, True)


def test_a_dropped_stream_is_exit_6(rehearsed: Rehearsal) -> None:
    rehearsed.service.set_fault("dropped-log")
    answer = edgespark(rehearsed, "log", "tail")
    assert (answer.code, "Connection closed unexpectedly" in answer.err) == (6, True)


def test_a_server_that_stops_says_so_and_the_stream_ends_with_0(rehearsed: Rehearsal) -> None:
    process, _ = _tailing(rehearsed)
    rehearsed.service.stop()
    _, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, "sandbox stops" in err.decode()) == (0, True)


def test_a_client_that_leaves_does_not_disturb_the_server(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Service(tmp_path) as service:
        url = f"{service.url}/api/v1/project/observability/log/tail?project_id={service.project_id}&environment=staging"
        with pytest.raises(TimeoutError):
            call(url, key=service.key, seconds=0.2)
        traces.add(service.state, service.project_id, "staging", _EVENT)
        time.sleep(0.2)
        traces.add(service.state, service.project_id, "staging", _EVENT)
        time.sleep(0.2)
    assert capfd.readouterr().err == ""
