"""The few questions that are asked of the platform itself, because no command's text could prove the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

OFFICIAL = "https://api.edgespark.dev"
_SECONDS = 30.0


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

    def schema_sql(self, environment: str) -> str:
        """The SQL of every table that the live database holds. Raises Unanswered."""
        data = self._got("/api/v1/project/database/schema/pull", {"environment": environment})
        sql = data.get("sqlite_schema_sql")
        if not isinstance(sql, str):
            raise Unanswered("the platform's answer holds no sqlite_schema_sql")
        return sql

    def _got(self, path: str, query: Mapping[str, str]) -> Mapping[str, Any]:
        try:
            response = httpx.get(
                self.base.rstrip("/") + path,
                params={"project_id": self.project_id, **query},
                headers={"Authorization": f"Bearer {self.key}", "Accept": "application/json"},
                timeout=_SECONDS,
                trust_env=not _is_loopback(self.base),
            )
        except httpx.HTTPError as error:
            raise Unanswered(f"the platform cannot be reached: {error or type(error).__name__}") from error
        if response.status_code != httpx.codes.OK:
            raise Unanswered(f"the platform answered HTTP {response.status_code}", response.status_code)
        return _data(response)


def _data(response: httpx.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError as error:
        raise Unanswered("the platform's answer is not JSON", response.status_code) from error
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        raise Unanswered("the platform's answer holds no data", response.status_code)
    return data


def _is_loopback(base: str) -> bool:
    return httpx.URL(base).host in {"127.0.0.1", "localhost", "::1"}
