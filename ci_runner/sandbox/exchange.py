"""What the parts of the server hand each other: a request, the world that it meets, and an error that has a status."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ci_runner.sandbox.fault import Faults
from ci_runner.sandbox.state import State

Data = Mapping[str, Any]
TAIL_PATH = "/api/v1/project/observability/log/tail"
CRASH_HEADER = "X-Edgespark-Sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call of the API: its query, its JSON body, and the address that the client reached us by."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    base: str = ""

    def text(self, name: str, default: str | None = None) -> str:
        """A parameter of the body or the query. Raises ApiError where it is missing and there is no default."""
        value = self.body.get(name, self.query.get(name, default))
        if not isinstance(value, str) or (value == "" and default is None):
            raise ApiError(400, f"{name} is required")
        return value


@dataclass(frozen=True, slots=True)
class World:
    """What a call may read and change."""

    state: State
    faults: Faults


Route = Callable[[World, Request], Data]


class ApiError(Exception):
    """The call is answered with `status` and this message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Crash(Exception):  # noqa: N818 - it names what the client is to do
    """Answer with `data`, and let our own stand-in die at this point as if it had been killed."""

    def __init__(self, data: Data) -> None:
        super().__init__("crash")
        self.data = data
