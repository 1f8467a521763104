"""One repository's REST API: the only HTTP that goes to GitHub.

Source: https://docs.github.com/rest
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from ci_runner.tls import trusted

_SECONDS = 20.0
_API_VERSION = "2022-11-28"
_PAUSES = (1.0, 4.0)
_PAGE = 100
_MOST_PAGES = 10


class Refused(Exception):  # noqa: N818 - it names a state
    """GitHub did not do what was asked; carries the reason in words, and the HTTP status (0: it was not reached).

    `passes`: the trouble is GitHub's or the network's, or a limit that is used up for now, and no permission that somebody has to give.
    """

    def __init__(self, message: str, status: int = 0, *, passes: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.passes = passes or status == 0 or status >= httpx.codes.INTERNAL_SERVER_ERROR


@dataclass(frozen=True, slots=True)
class Client:
    """GitHub's REST API for one repository (`owner/name`). Every call raises Refused."""

    base: str
    token: str
    repository: str

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Client | None":
        """The API that a workflow was given, or None where it was given no token."""
        token, repository = environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN"), environ.get("GITHUB_REPOSITORY")
        return cls(environ.get("GITHUB_API_URL", "https://api.github.com"), token, repository) if token and repository else None

    def get(self, path: str, needs: str, params: Mapping[str, str] | None = None) -> Any:
        """What lies at `path` of the repository; `needs` is the permission that a refusal may be for (`deployments: read`)."""
        return self._answered("GET", path, needs, params=params).json()

    def listed(self, path: str, needs: str, params: Mapping[str, str] | None = None, *, key: str = "", pages: int = _MOST_PAGES) -> Iterator[Mapping[str, Any]]:
        """Every entry of a list, page by page, at most `pages`; `key` names the list where the answer wraps it."""
        for page in range(1, pages + 1):
            answer = self.get(path, needs, {**(params or {}), "per_page": str(_PAGE), "page": str(page)})
            entries = answer.get(key) if key and isinstance(answer, dict) else answer
            if not isinstance(entries, list):
                raise Refused(f"GitHub's answer to GET {path} is no list")
            yield from entries
            if len(entries) < _PAGE:
                return

    def post(self, path: str, needs: str, body: Mapping[str, Any]) -> Any:
        """Make what `body` describes."""
        return self._answered("POST", path, needs, body=body).json()

    def patch(self, path: str, needs: str, body: Mapping[str, Any]) -> Any:
        """Change what lies at `path`."""
        return self._answered("PATCH", path, needs, body=body).json()

    def content(self, path: str, needs: str) -> bytes:
        """The bytes that `path` leads to, wherever GitHub keeps them."""
        return self._answered("GET", path, needs).content

    def login(self) -> str:
        """The user whose token it is; one of Actions or of an app has none, and is refused."""
        return str(self._answered("GET", "/user", "the token of a user").json().get("login") or "")

    def _answered(
        self, method: str, path: str, needs: str, *, params: Mapping[str, str] | None = None, body: Mapping[str, Any] | None = None
    ) -> httpx.Response:
        """The answer; one of 5xx is asked for again, since a list that GitHub could not give just now is not an empty one."""
        for pause in _PAUSES:
            try:
                response = self._sent(method, path, params, body)
            except Refused as error:
                # What was sent may have been carried out; and silence was long enough once.
                if method != "GET" or isinstance(error.__cause__, httpx.TimeoutException):
                    raise
            else:
                if not response.is_server_error:
                    break
            time.sleep(pause)
        else:
            response = self._sent(method, path, params, body)
        if response.is_error:
            words = f"GitHub answered HTTP {response.status_code} to {method} {path}: {_why(response, needs)}"
            raise Refused(words, response.status_code, passes=_is_limited(response))
        return response

    def _sent(self, method: str, path: str, params: Mapping[str, str] | None, body: Mapping[str, Any] | None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": _API_VERSION}
        place = path if path.startswith("/") else f"/repos/{self.repository}/{path}".rstrip("/")
        url = f"{self.base.rstrip('/')}{place}"
        try:
            return httpx.request(
                method, url, params=params, json=body, headers=headers, timeout=_SECONDS, follow_redirects=method == "GET", verify=trusted(url)
            )
        except httpx.HTTPError as error:
            raise Refused(f"GitHub cannot be reached: {error or type(error).__name__}") from error


def _why(response: httpx.Response, needs: str) -> str:
    try:
        message = response.json().get("message")
    except (ValueError, AttributeError):
        message = None
    if _is_limited(response):
        return f"{message or 'too many requests'}; the token's limit is used up for now"
    if response.status_code in {httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND}:
        return f"{message or 'not allowed'}; the job needs `permissions: {needs}`"
    return str(message or "no reason given")


def _is_limited(response: httpx.Response) -> bool:
    """Whether the token has asked too much; `retry-after` comes with "secondary" limits."""
    limits = response.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in response.headers
    return limits or response.status_code == httpx.codes.TOO_MANY_REQUESTS
