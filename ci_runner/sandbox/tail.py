"""The log stream, as server-sent events: `connected`, `heartbeat`, `trace`, `disconnecting`."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

from ci_runner.sandbox import traces
from ci_runner.sandbox.state import State

# 0.0.9 gives up after 15 s without a byte.
HEARTBEAT_SECONDS = 5.0
MAX_SECONDS = 1800.0
_LOOK_SECONDS = 0.05


def opening() -> bytes:
    """The first event of every stream."""
    return _event("connected", {"max_duration_seconds": MAX_SECONDS})


def events(state: State, project: str, environment: str, after: int, stopping: threading.Event) -> Iterator[bytes]:
    """Every trace behind `after` as it comes, a heartbeat in the silence, and a farewell when the server stops."""
    started = spoke = time.monotonic()
    while not stopping.wait(_LOOK_SECONDS) and time.monotonic() - started < MAX_SECONDS:
        for trace in traces.after(state, project, environment, after):
            after, spoke = trace.id, time.monotonic()
            yield _event("trace", trace.event, trace.id)
        if time.monotonic() - spoke > HEARTBEAT_SECONDS:
            spoke = time.monotonic()
            yield _event("heartbeat", {})
    yield _event("disconnecting", {"message": "edgespark-ci sandbox stops", "reconnect": False})


def _event(name: str, data: Mapping[str, Any], identity: int | None = None) -> bytes:
    head = f"id: {identity}\n" if identity is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data)}\n\n".encode()
