"""The few questions that are asked of the platform itself, because no command's text could prove the answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from ci_runner.tls import is_loopback, trusted
from hooks.errors import UsageError

OFFICIAL = "https://api.edgespark.dev"
_SECONDS = 30.0
# Nothing of an address that two readers could understand in two ways: `http://evil.example\\@127.0.0.1` leads a browser's parser to the former.
_THIS_MACHINE = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?(?:/[\w./-]*)?", re.ASCII)


class Unanswered(Exception):  # noqa: N818 - it names a state
    """The platform did not answer as it should; `status` is the HTTP status, 0 where there was none."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class EdgesparkApi:
    """The platform's HTTP API for one project, read only. Source of the calls: `@edgespark/cli` 0.0.9."""

    base: str
    key: str
    project_id: str

    def schema_sql(self, environment: str, seconds: float = _SECONDS) -> str:
        """The SQL of every table that the live database holds; no silence of the platform's may last longer than `seconds`. Raises Unanswered."""
        data = self._got("/api/v1/project/database/schema/pull", {"environment": environment}, seconds)
        sql = data.get("sqlite_schema_sql")
        if not isinstance(sql, str):
            raise Unanswered("the platform's answer holds no sqlite_schema_sql")
        return sql

    def storage_schema(self, environment: str) -> str:
        """The storage schema, as TypeScript, that the platform hands out. Raises Unanswered."""
        text = self._got("/api/v1/project/storage/schema/pull", {"environment": environment}).get("storage_schema_ts")
        if not isinstance(text, str):
            raise Unanswered("the platform's answer holds no storage_schema_ts")
        return text

    def _got(self, path: str, query: Mapping[str, str], seconds: float = _SECONDS) -> Mapping[str, Any]:
        try:
            response = httpx.get(
                self.base.rstrip("/") + path,
                params={"project_id": self.project_id, **query},
                headers={"Authorization": f"Bearer {self.key}", "Accept": "application/json"},
                timeout=min(seconds, _SECONDS),
                trust_env=not is_loopback(self.base),
                verify=trusted(self.base),
            )
        except httpx.HTTPError as error:
            raise Unanswered(f"the platform cannot be reached: {error or type(error).__name__}") from error
        if response.status_code != httpx.codes.OK:
            raise Unanswered(f"the platform answered HTTP {response.status_code}", response.status_code)
        return _data(response)


def base(environ: Mapping[str, str], permitted: str) -> str:
    """Where the platform answers. Raises UsageError for an address that is neither EdgeSpark's, nor this machine's, nor the permitted one.

    Whoever can set EDGESPARK_BASE_URL in a job would otherwise be sent its key.
    """
    asked = environ.get("EDGESPARK_BASE_URL") or OFFICIAL
    if asked.rstrip("/") in {OFFICIAL, permitted.rstrip("/") or OFFICIAL} or _THIS_MACHINE.fullmatch(asked):
        return asked
    raise UsageError(f'EDGESPARK_BASE_URL is "{asked}", and the key would go there: if that is meant, say so as `run: base-url:` in .edgespark-ci.yaml')


def _data(response: httpx.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError as error:
        raise Unanswered("the platform's answer is not JSON", response.status_code) from error
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        raise Unanswered("the platform's answer holds no data", response.status_code)
    return data
