"""What encrypted connections are verified by, read once a run: httpx would read all certificates anew for each request, 40 ms every time."""

import ssl
from functools import cache

import httpx

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(url: str) -> bool:
    """Whether `url` leads to this machine: no proxy is asked, no certificate needed."""
    return httpx.URL(url).host in _LOOPBACK


def trusted(url: str) -> ssl.SSLContext:
    """The `verify` of a request to `url`; one to this machine trusts nobody, so that no certificate has to be read."""
    return _nobody() if is_loopback(url) else _certificates()


@cache
def _nobody() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()
