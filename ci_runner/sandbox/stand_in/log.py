"""`log tail`, with the lines that 0.0.9 prints."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPException, HTTPResponse
from types import FrameType
from typing import Any

import click

from ci_runner.sandbox.exchange import TAIL_PATH
from ci_runner.sandbox.stand_in import screen
from ci_runner.sandbox.stand_in.failure import Code, Failed
from ci_runner.sandbox.stand_in.session import Session

_SILENCE_SECONDS = 15.0
_LEVELS = {"debug": "DBG", "info": "INF", "warn": "WRN", "error": "ERR"}


class _Stopped(Exception):  # noqa: N818 - it names what happened
    """A signal asked the stream to end."""


@click.group("log")
def group() -> None:
    """Logs of the deployed app."""


@group.command()
@click.option("--environment", default="production", help="Whose logs.")
@click.pass_obj
def tail(session: Session, environment: str) -> None:
    """Stream logs until interrupted."""
    screen.hint(f"Streaming logs from {environment}...")
    count, farewell = 0, ""
    try:
        with _stoppable(), session.client.stream(TAIL_PATH, silence=_SILENCE_SECONDS, environment=environment) as stream:
            for name, data in _events(stream):
                if name == "connected":
                    screen.success(f"Connected (max {round(data['max_duration_seconds'] / 60)} minutes)")
                elif name == "trace":
                    count += 1
                    _show(data)
                elif name == "disconnecting":
                    farewell = str(data["message"])
    except _Stopped:
        screen.success(f"Stopped ({count} events received)")
        return
    except TimeoutError as error:
        raise Failed(Code.NETWORK, "Connection lost (no heartbeat received)") from error
    except (HTTPException, OSError) as error:
        raise Failed(Code.NETWORK, f"Connection closed unexpectedly ({count} events received)") from error
    if not farewell:
        raise Failed(Code.NETWORK, f"Connection closed unexpectedly ({count} events received)")
    screen.warning(farewell)


@contextmanager
def _stoppable() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _events(stream: HTTPResponse) -> Iterator[tuple[str, dict[str, Any]]]:
    name = text = ""
    for raw in stream:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            text += line[5:].strip()
        elif not line and name:
            yield name, json.loads(text)
            name = text = ""


def _show(trace: dict[str, Any]) -> None:
    for line in trace["logs"]:
        click.echo(f"{_moment(line)} {_LEVELS.get(line['level'], 'LOG')} {' '.join(map(str, line['message']))}")
    for thrown in trace["exceptions"]:
        click.echo(f"{_moment(thrown)} EXC {thrown['name']}: {thrown['message']}")
    request, response = trace["request"], trace["response"]
    click.echo(f"─── {request['method']} {request['url']} → {response['status']} {trace['wall_time']}ms (cpu: {trace['cpu_time']}ms)\n")


def _moment(entry: dict[str, Any]) -> str:
    return datetime.fromtimestamp(entry["timestamp"] / 1000).astimezone().strftime("%H:%M:%S.%f")[:-3]
