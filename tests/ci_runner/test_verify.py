"""What a URL answers, against what is expected of it: also where the answer has no end."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from ci_runner.config import Expectation
from ci_runner.steps.verify import unmet

_SECONDS = 0.5


class _App(BaseHTTPRequestHandler):
    """Answers `/drip` without end, `/silence` with a head and nothing more, anything else with a page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"" if self.path == "/silence" else b"hello, world")
        self.wfile.flush()
        end = time.monotonic() + 8 * _SECONDS
        while self.path in {"/drip", "/silence"} and time.monotonic() < end:
            time.sleep(_SECONDS / 10)
            if self.path == "/drip":
                self.wfile.write(b".")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server calls
        """Say nothing."""


@pytest.fixture(scope="module")
def app() -> Iterator[str]:
    """Its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _App) as server:
        server.daemon_threads, server.block_on_close = True, False
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("expectation", "words"),
    [
        pytest.param(Expectation("/"), "", id="the status"),
        pytest.param(Expectation("/", contains="world"), "", id="a text"),
        pytest.param(Expectation("/", contains="moon"), "/ does not contain 'moon'", id="another text"),
        pytest.param(Expectation("/", 302), "/ answered 200 instead of 302", id="another status"),
        pytest.param(Expectation("/drip", contains="world"), "", id="a text at the beginning of a body without end"),
        pytest.param(Expectation("/drip", contains="moon"), "/drip does not contain 'moon'", id="a text that a body without end does not bring"),
        pytest.param(Expectation("/silence"), "", id="the status of a body that never comes"),
        pytest.param(Expectation("/silence", contains="moon"), "/silence timed out", id="a text of a body that never comes"),
    ],
)
def test_an_answer_is_read_as_far_as_needed_and_no_longer(app: str, expectation: Expectation, words: str) -> None:
    began = time.monotonic()
    assert unmet(app, expectation, _SECONDS) == words
    assert time.monotonic() - began < 6 * _SECONDS
