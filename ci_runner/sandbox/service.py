"""A running sandbox: start it, point a command at it, tell it to fail, ask what happened."""

import secrets
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from ci_runner.sandbox import deployments, migrations, seed
from ci_runner.sandbox.api import PRODUCTION
from ci_runner.sandbox.deployments import Deployment
from ci_runner.sandbox.exchange import World
from ci_runner.sandbox.fault import Fault, Faults
from ci_runner.sandbox.local import LocalProject
from ci_runner.sandbox.migrations import Applied
from ci_runner.sandbox.server import Server
from ci_runner.sandbox.state import State

DEFAULT_PROJECT = "sandbox-project"


class Service:
    """A sandbox on the loopback interface, served by a thread from `with` to its end.

    `directory` keeps its state. `projects` are the ids that exist, each with the files that it is seeded from (none: one empty project);
    the first is `project_id`.
    """

    def __init__(self, directory: Path, *, projects: Mapping[str, LocalProject] | None = None, fault: Fault | None = None, port: int = 0) -> None:
        self.state = State(directory)
        self.project_id = next(iter(projects or ()), DEFAULT_PROJECT)
        self.key = f"sandbox-{secrets.token_urlsafe(24)}"
        self._faults = Faults(fault)
        seed.plant_all(self.state, projects or {self.project_id: None})
        self._server = Server(World(self.state, self._faults), self.key, port)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="edgespark-ci sandbox", daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return self._server.url

    @property
    def environment(self) -> Mapping[str, str]:
        """What a command needs to know to talk to it. Holds the key: never print it."""
        return {
            "EDGESPARK_BASE_URL": self.url,
            "EDGESPARK_API_KEY": self.key,
            "EDGESPARK_PROJECT_ID": self.project_id,
            # 0.0.9 asks the registry for a newer release of itself, and npx for one of npm: not from here.
            "NO_UPDATE_NOTIFIER": "1",
            "npm_config_update_notifier": "false",
            "NO_COLOR": "1",
        }

    def set_fault(self, fault: Fault | str | None) -> None:
        """Let a fault stand from now on (`"503@/deploy/execute*2"`); None ends all trouble. Raises UsageError for an unknown one."""
        self._faults.set(Fault.parsed(fault) if isinstance(fault, str) else fault)

    def live(self, environment: str = PRODUCTION) -> Deployment | None:
        """What an environment of the first project serves."""
        return deployments.live(self.state, self.project_id, environment)

    def deployments(self) -> tuple[Deployment, ...]:
        """Every deployment of the first project, oldest first."""
        return deployments.listed(self.state, self.project_id)

    def ledger(self, environment: str = PRODUCTION) -> tuple[Applied, ...]:
        """Every migration applied to the first project."""
        return migrations.ledger(self.state, self.project_id, environment)

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Say farewell to open streams, release what hangs, and close."""
        self._server.stopping.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(timeout=5)
        self._server.server_close()
        self.state.close()

    def __enter__(self) -> "Service":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
