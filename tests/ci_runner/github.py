"""A GitHub of our own on the loopback interface: deployments and their statuses, and nothing else."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "a-token-for-tests"
_PREFIX = "/repos/acme/guestbook/deployments"


@dataclass
class GitHub:
    """What it holds; `refuse` is the HTTP status of every answer from now on."""

    url: str = ""
    deployments: list[dict[str, Any]] = field(default_factory=list)
    refuse: int = 0

    def deployed(self, sha: str, environment: str, **statuses: Any) -> dict[str, Any]:
        """Put a deployment there, as another run would have; gives it."""
        found = {"id": len(self.deployments) + 1, "sha": sha, "environment": environment, "statuses": [], **statuses}
        self.deployments.insert(0, found)  # newest first, as GitHub lists them
        return found

    def answer(self, method: str, target: str, body: dict[str, Any]) -> tuple[int, Any]:
        split = urlsplit(target)
        asked = {name: values[0] for name, values in parse_qs(split.query).items()}
        if self.refuse:
            return self.refuse, {"message": "Resource not accessible by integration"}
        parts = split.path.removeprefix(_PREFIX).strip("/").split("/")
        if parts == [""] and method == "GET":
            return 200, [one for one in self.deployments if all(asked.get(key, one[key]) == one[key] for key in ("sha", "environment"))]
        if parts == [""]:
            return 201, self.deployed(body["ref"], body["environment"], created_with=body)
        found = next(one for one in self.deployments if str(one["id"]) == parts[0])
        if method == "POST":
            found["statuses"].insert(0, body)
        return 201 if method == "POST" else 200, found["statuses"]


@contextmanager
def github() -> Iterator[GitHub]:
    """Serve one until the end of the block."""
    state = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = json.loads(self.rfile.read(length) or b"{}")
            authorized = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            status, content = state.answer(self.command, self.path, body) if authorized else (401, {"message": "Bad credentials"})
            sent = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = _serve  # noqa: N815 - the names that http.server calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
