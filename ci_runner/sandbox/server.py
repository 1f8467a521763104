"""The sandbox's HTTP edge: who may call, which fault strikes, and how an answer is wrapped. Listens on the loopback interface only."""

import contextlib
import hmac
import json
import secrets
import sys
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ci_runner.sandbox import api, live, own_api, tail, traces, uploads
from ci_runner.sandbox.exchange import CRASH_HEADER, TAIL_PATH, ApiError, Crash, Request, World
from ci_runner.sandbox.fault import Kind

_UPLOAD = "/upload/"
_MAX_BODY = 64_000_000
_ROUTES = {**api.ROUTES, **own_api.ROUTES}
_PHRASES = {401: "invalid API key", 403: "this key may not do that", 409: "another deployment is in progress", 429: "too many requests"}


class Server(ThreadingHTTPServer):
    """One sandbox, serving `world` to whoever knows `key`."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, world: World, key: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.world = world
        self.key = key
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        """The address of the API, to be used as `EDGESPARK_BASE_URL`."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours, nor is what an ending server can no longer answer; anything else is shown."""
        if not self.stopping.is_set() and not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60

    def _dispatch(self) -> None:
        path = urlsplit(self.path).path
        try:
            body = self._body()
            if self._struck(path):
                return
            if path.startswith(live.PREFIX):
                throws = self.server.world.faults.standing(Kind.THROWING_APP) is not None
                self._json(*live.answer(self.server.world.state, self.command, path, f"{self.server.url}{path}", throws=throws))
            elif path.startswith(_UPLOAD):
                self._upload(path.removeprefix(_UPLOAD), body)
            else:
                self._api(path, body)
        except ApiError as error:
            self._refuse(error)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _dispatch  # noqa: N815 - the names that http.server calls

    def _struck(self, path: str) -> bool:
        """Whether a fault took the request away for good. Raises ApiError where it answers with a status."""
        kind = self.server.world.faults.strike(path)
        if kind is None:
            return False
        if kind is Kind.HANG:
            self.server.stopping.wait()
            self.close_connection = True
            return True
        status = int(kind.value)
        raise ApiError(status, _PHRASES.get(status, "sandbox fault"))

    def _api(self, path: str, body: bytes) -> None:
        if not hmac.compare_digest(self.headers.get("Authorization", "").encode(), f"Bearer {self.server.key}".encode()):
            raise ApiError(401, _PHRASES[401])
        request = Request(query=dict(parse_qsl(urlsplit(self.path).query)), body=_parsed(body), base=self.server.url)
        if path == TAIL_PATH and self.command == "GET":
            self._tail(request)
            return
        route = _ROUTES.get((self.command, path))
        if route is None:
            raise ApiError(404, f"the sandbox has no {self.command} {path}")
        try:
            self._json(200, _envelope(route(self.server.world, request)))
        except Crash as crash:
            self._json(200, _envelope(crash.data), {CRASH_HEADER: "crash"})

    def _upload(self, identity: str, body: bytes) -> None:
        uploads.accept(self.server.world.state, identity, uploads.parsed(self.headers.get("Content-Type", ""), body))
        self.send_response(204)
        self.end_headers()

    def _tail(self, request: Request) -> None:
        world = self.server.world
        project, environment = api.project_of(world, request), api.environment_of(request)
        last = self.headers.get("Last-Event-ID", "")
        after = int(last) if last.isdecimal() else traces.newest(world.state)
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(tail.opening())
            if world.faults.standing(Kind.DROPPED_LOG):
                return
            for event in tail.events(world.state, project, environment, after, self.server.stopping):
                self.wfile.write(event)

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _MAX_BODY:
            self.close_connection = True
            raise ApiError(413, f"a body needs a length of at most {_MAX_BODY} bytes")
        return self.rfile.read(int(length))

    def _refuse(self, error: ApiError) -> None:
        headers = {"Retry-After": "1"} if error.status == int(Kind.RATE_LIMITED.value) else {}
        self._json(error.status, _envelope(None, error.status, error.message), headers)

    def _json(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server calls
        """Say nothing: the terminal belongs to the command that is being rehearsed."""


def _envelope(data: Mapping[str, Any] | None, code: int = 0, message: str = "ok") -> dict[str, Any]:
    return {"data": data, "request_id": secrets.token_hex(8), "code": code, "message": message}


def _parsed(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        parsed = json.loads(body)
    except ValueError as error:
        raise ApiError(400, "the body is not valid JSON") from error
    if not isinstance(parsed, dict):
        raise ApiError(400, "the body must be a JSON object")
    return parsed
