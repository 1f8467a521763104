"""HTTP to a sandbox on this machine. Whatever address it is given, it talks to the loopback interface only, through no proxy."""

import ipaddress
import json
import os
import secrets
import signal
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPException, HTTPResponse
from typing import Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from ci_runner.sandbox.exchange import CRASH_HEADER
from ci_runner.sandbox.stand_in.failure import Code, Failed
from ci_runner.sandbox.stand_in.screen import MARK

_SECONDS = 60.0
# As in 0.0.9, but sooner: nobody learns from waiting.
_RETRIED = frozenset({429, 502, 503, 504})
_DELAYS = (0.1, 0.2, 0.4)
_LONGEST_DELAY = 10.0


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        """A redirect could lead off this machine: it is an error like any other status."""


_OPENER = build_opener(ProxyHandler({}), _NoRedirect())


class Client:
    """The API at `base` for one project. Every method raises Failed."""

    def __init__(self, base: str, key: str, project: str) -> None:
        _require_loopback(base)
        self.project = project
        self._base = base.rstrip("/")
        self._key = key

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """The data that a question is answered with."""
        return self._data(self._request(path, query=query))

    def post(self, path: str, **body: object) -> dict[str, Any]:
        """The data that a call which may change something is answered with."""
        content = json.dumps({"project_id": self.project, **body}).encode()
        return self._data(self._request(path, content=content))

    def upload(self, url: str, fields: Mapping[str, str], file: bytes) -> None:
        """Send a file with the form's fields before it."""
        _require_loopback(url)
        boundary = secrets.token_hex(16)
        content = b"".join(_parts({**fields, "Content-Type": "application/javascript"}, file, boundary))
        _sent(Request(url, content, {"Content-Type": f"multipart/form-data; boundary={boundary}"}), _SECONDS).close()  # noqa: S310 - loopback, checked

    def stream(self, path: str, *, silence: float, **query: str) -> HTTPResponse:
        """An open stream of lines that fails after `silence` seconds without a byte."""
        return _sent(self._request(path, query=query), silence)

    def _request(self, path: str, *, query: Mapping[str, str] | None = None, content: bytes | None = None) -> Request:
        asked = "" if query is None else f"?{urlencode({'project_id': self.project, **query})}"
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        return Request(f"{self._base}{path}{asked}", content, headers)  # noqa: S310 - loopback, checked

    def _data(self, request: Request) -> dict[str, Any]:
        with _sent(request, _SECONDS) as response:
            crash = response.headers.get(CRASH_HEADER) == "crash"
            data = json.load(response)["data"]
        if crash:
            _die()
        return dict(data)


def _die() -> NoReturn:
    """End as a machine that loses its power does: no message, no exit code of ours."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit(Code.ERROR)


def _require_loopback(url: str) -> None:
    host = urlsplit(url).hostname or ""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise Failed(
            Code.USAGE,
            f"refused to talk to {host or 'no host at all'} {MARK}",
            "This is the stand-in of the edgespark-ci sandbox: it talks to a sandbox on this machine only.",
        )


def _sent(request: Request, seconds: float) -> HTTPResponse:
    for delay in (*_DELAYS, None):
        try:
            return _OPENER.open(request, timeout=seconds)  # type: ignore[no-any-return]  # an opener without a handler for anything but http
        except HTTPError as error:
            with error:
                if delay is None or error.code not in _RETRIED:
                    text = error.read().decode("utf-8", "replace")
                    raise Failed(Code.NETWORK, f"API error: {error.code} {error.reason} - {text}") from error
                time.sleep(min(float(error.headers.get("Retry-After") or delay), _LONGEST_DELAY))
        except TimeoutError as error:
            raise Failed(Code.NETWORK, f"Request timed out after {seconds:g}s") from error
        except (URLError, HTTPException, OSError) as error:
            raise Failed(Code.NETWORK, f"cannot reach the sandbox: {error} {MARK}") from error
    raise AssertionError("the last attempt returns or raises")


def _parts(fields: Mapping[str, str], file: bytes, boundary: str) -> Iterator[bytes]:
    for name, value in fields.items():
        yield f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    yield f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="bundle.js"\r\nContent-Type: application/javascript\r\n\r\n'.encode()
    yield file
    yield f"\r\n--{boundary}--\r\n".encode()
