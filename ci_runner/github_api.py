"""The little that a run tells GitHub and asks of it: which commit is live, as Deployments. Without a token nothing of it happens.

Source: https://docs.github.com/rest/deployments
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from ci_runner.model import Live

_SECONDS = 20.0
_MAX_DESCRIPTION = 140
_LOOKED_AT = 20
_API_VERSION = "2022-11-28"


class Refused(Exception):  # noqa: N818 - it names a state
    """GitHub did not do what was asked; carries the reason in words."""


@dataclass(frozen=True, slots=True)
class GithubApi:
    """GitHub's REST API for one repository (`owner/name`)."""

    base: str
    token: str
    repository: str

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "GithubApi | None":
        """The API that a workflow was given, or None where it was given no token."""
        token, repository = environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN"), environ.get("GITHUB_REPOSITORY")
        return cls(environ.get("GITHUB_API_URL", "https://api.github.com"), token, repository) if token and repository else None

    def last_live(self, environment: str, project: str) -> Live | None:
        """The newest commit that a run of ours marked as live; None where there is none among the newest deployments. Raises Refused."""
        listed = self._asked("GET", "deployments", params={"environment": environment, "per_page": str(_LOOKED_AT)})
        for deployment in listed if isinstance(listed, list) else []:
            for status in self._asked("GET", f"deployments/{deployment['id']}/statuses", params={"per_page": "100"}):
                if str(status.get("description", "")).startswith(marker(project)):
                    return Live(str(deployment["sha"]), str(status.get("environment_url") or ""), told_by="a GitHub deployment")
        return None

    def announce(self, commit: str, environment: str, status: Mapping[str, str]) -> None:
        """Give the commit's deployment a status; the deployment is the job's own, or one of ours where the job has no environment. Raises Refused."""
        listed = self._asked("GET", "deployments", params={"sha": commit, "environment": environment, "per_page": "1"})
        found = listed[0] if isinstance(listed, list) and listed else self._created(commit, environment)
        self._asked("POST", f"deployments/{found['id']}/statuses", body={**status, "environment": environment})

    def _created(self, commit: str, environment: str) -> Mapping[str, Any]:
        body = {"ref": commit, "environment": environment, "task": "edgespark-ci", "required_contexts": [], "auto_merge": False}
        created: Mapping[str, Any] = self._asked("POST", "deployments", body=body)
        return created

    def _asked(self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: Mapping[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": _API_VERSION}
        url = f"{self.base.rstrip('/')}/repos/{self.repository}/{path}"
        try:
            response = httpx.request(method, url, params=params, json=body, headers=headers, timeout=_SECONDS)
        except httpx.HTTPError as error:
            raise Refused(f"GitHub cannot be reached: {error or type(error).__name__}") from error
        if response.is_error:
            raise Refused(f"GitHub answered HTTP {response.status_code} to {method} {path.split('?', maxsplit=1)[0]}: {_why(response)}")
        return response.json()


def marker(project: str) -> str:
    """How a status says that its commit is live, so that nobody else's success is taken for ours."""
    return f"edgespark-ci: live ({project})"


def description(project: str, verdict: str, *, deployed: bool) -> str:
    """The status's text, within what GitHub takes."""
    return (marker(project) if deployed else f"edgespark-ci: {verdict} ({project})")[:_MAX_DESCRIPTION]


def _why(response: httpx.Response) -> str:
    try:
        message = response.json().get("message")
    except (ValueError, AttributeError):
        message = None
    if response.status_code in {httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND}:
        return f"{message or 'not allowed'}; the job needs `permissions: deployments: write`"
    return str(message or "no reason given")
