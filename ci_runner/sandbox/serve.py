"""`edgespark-ci sandbox`: a sandbox that stays until Ctrl-C, for trying the commands by hand."""

import os
import shlex
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ci_runner.sandbox import launcher, place
from ci_runner.sandbox.fault import Fault
from ci_runner.sandbox.rehearsal import known_projects
from ci_runner.sandbox.service import Service

_FAREWELL = (signal.SIGINT, signal.SIGTERM)


def serve(path: Path, say: Callable[[str], None], *, state: Path | None = None, port: int = 0, fault: Fault | None = None) -> None:
    """Serve the projects below `path` (none: an empty one) until SIGINT or SIGTERM; `say` gets each line for the terminal.

    The key is not shown: it lies in a file that only this user can read, beside the variables that point a command here, and goes with the server.
    """
    with place.temporary() as top:
        command = launcher.write(top / "bin")
        with _farewell() as stopping, Service(state or top / "state", projects=known_projects(path), fault=fault, port=port) as service:
            script = _written(top / "environment.sh", {**service.environment, "EDGESPARK_CLI": str(command)}, command.parent)
            for line in _words(service, script):
                say(line)
            stopping.wait()
            say("edgespark-ci sandbox: stopped")


def _words(service: Service, script: Path) -> Iterator[str]:
    yield f"edgespark-ci sandbox at {service.url} (not the EdgeSpark platform)"
    yield f"project {service.project_id}"
    yield "point a shell's `edgespark` at it, in another terminal:"
    yield f"  . {shlex.quote(str(script))}"
    yield "Ctrl-C stops it"


def _written(script: Path, variables: Mapping[str, str], commands: Path) -> Path:
    """A shell script that sets the variables, readable by this user alone."""
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()]
    lines.append(f'export PATH={shlex.quote(str(commands))}:"$PATH"\n')
    descriptor = os.open(script, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(lines)
    return script


@contextmanager
def _farewell() -> Iterator[threading.Event]:
    """An event that a signal sets, so that the server ends in order."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    before = {number: signal.signal(number, stop) for number in _FAREWELL}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
