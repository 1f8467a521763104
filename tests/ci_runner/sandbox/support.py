"""Ways to talk to a sandbox in a test."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from ci_runner.sandbox import deployments
from ci_runner.sandbox.rehearsal import Rehearsal
from ci_runner.sandbox.service import Service
from hooks import child

SECONDS = 120.0
# The guestbook's migrations.
TAGS = ["0000_open_the_book", "0001_add_reactions", "0002_add_pictures"]


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer: its status, its headers and its body as JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def data(self) -> Any:
        return self.body["data"]


def call(
    url: str, *, key: str = "", body: object = None, content: bytes | None = None, headers: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> Reply:
    """One request; a body makes it a POST. An HTTP error is an answer like any other."""
    sent = content if body is None else json.dumps(body).encode()
    request = Request(url, sent, {"Authorization": f"Bearer {key}", **(headers or {})})  # noqa: S310 - the autouse guard lets loopback through only
    try:
        with urlopen(request, timeout=seconds) as response:  # noqa: S310
            return _reply(response.status, dict(response.headers), response.read())
    except HTTPError as error:
        with error:
            return _reply(error.code, dict(error.headers), error.read())


def _reply(status: int, headers: Mapping[str, str], content: bytes) -> Reply:
    return Reply(status, headers, json.loads(content) if content else None)


def get(service: Service, path: str, **query: str) -> Reply:
    """A question to the API of the service's project."""
    asked = "&".join(f"{name}={value}" for name, value in {"project_id": service.project_id, **query}.items())
    return call(f"{service.url}/api/v1/{path}?{asked}", key=service.key)


def post(service: Service, path: str, **body: object) -> Reply:
    """A call to the API of the service's project."""
    return call(f"{service.url}/api/v1/{path}", key=service.key, body={"project_id": service.project_id, **body})


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def ended(argv: tuple[str, ...], directory: object, environ: Mapping[str, str], seconds: float = SECONDS) -> Ended:
    """Run a command to its end."""
    answer = child.run(argv, seconds=seconds, cwd=str(directory), env=environ)
    assert not answer.timed_out, f"{argv} ran longer than {seconds} s: {answer.stderr.decode()}"
    return Ended(answer.code, answer.stdout.decode(), answer.stderr.decode())


def edgespark(rehearsed: Rehearsal, *arguments: str, **variables: str) -> Ended:
    """Run the stand-in in a rehearsal, found on its PATH."""
    return ended(("edgespark", *arguments), rehearsed.project, {**os.environ, **rehearsed.environment, **variables})


def applied(rehearsed: Rehearsal) -> list[str]:
    """The tags of the applied migrations."""
    return [line.tag for line in rehearsed.service.ledger()]


def change(rehearsed: Rehearsal, path: str, old: str, new: str) -> None:
    """Change the one place of the copy where `old` stands."""
    file = rehearsed.project / path
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def put_live(service: Service, environment: str, commit: str = "") -> None:
    """Let an environment of the first project serve something that was deployed before."""
    made = deployments.prepare(service.state, service.project_id, environment, commit=commit)
    deployments.upload(service.state, made, b"before")
    deployments.go_live(service.state, made)
