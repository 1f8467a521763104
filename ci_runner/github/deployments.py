"""Deployments: which commit is live, and how this run's own ended.

A status of ours says so in its description, so that nobody else's success is taken for ours.
Source: https://docs.github.com/rest/deployments
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ci_runner.github.client import Client, Refused
from ci_runner.model import Live

_READ, _WRITE = "deployments: read", "deployments: write"
_MAX_DESCRIPTION = 140
# Enough to find the last live commit behind a row of held runs, and few enough requests for a gate that asks three times.
_LOOKED_AT = 30
_TOLD_BY = "a GitHub deployment"


def live_marker(project: str) -> str:
    """How a status says that its commit is live."""
    return f"edgespark-ci: live ({project})"


def pinned_marker(project: str) -> str:
    """How a status says that its commit is live by a rollback, and stays so until somebody resumes."""
    return f"edgespark-ci: pinned ({project}): "


def description(project: str, verdict: str, live: Live | None) -> str:
    """The status's text, within what GitHub takes; `live` is what the run put live."""
    if live is None:
        return f"edgespark-ci: {verdict} ({project})"[:_MAX_DESCRIPTION]
    return (pinned_marker(project) + live.pinned if live.pinned else live_marker(project))[:_MAX_DESCRIPTION]


def last_live(github: Client, environment: str, project: str) -> Live | None:
    """The newest commit that a run of ours marked as live; None where there is none among the newest deployments. Raises Refused."""
    return next(_marked(github, environment, project, {}), None)


def told_live(github: Client | None, environment: str, project: str) -> Live | None:
    """The same, and None too where there is no GitHub to ask or it does not answer."""
    if github is None:
        return None
    try:
        return last_live(github, environment, project)
    except Refused:
        return None


def was_live(github: Client, environment: str, project: str, commit: str) -> bool:
    """Whether a run of ours once marked `commit` as live. Raises Refused."""
    return any(live.commit == commit for live in _marked(github, environment, project, {"sha": commit}))


def _marked(github: Client, environment: str, project: str, asked: Mapping[str, str]) -> Iterator[Live]:
    for count, deployment in enumerate(github.listed("deployments", _READ, {"environment": environment, **asked}), start=1):
        if count > _LOOKED_AT:
            return
        for status in github.listed(f"deployments/{deployment['id']}/statuses", _READ, pages=1):
            text = str(status.get("description") or "")
            if text == live_marker(project) or text.startswith(pinned_marker(project)):
                pinned = text.removeprefix(pinned_marker(project)) if text != live_marker(project) else ""
                yield Live(str(deployment["sha"]), str(status.get("environment_url") or ""), told_by=_TOLD_BY, pinned=pinned)
                break


def announce(github: Client, commit: str, environment: str, status: Mapping[str, str], payload: Mapping[str, str] | None = None) -> None:
    """Give the commit's deployment a status; the deployment is the job's own, or one of ours where the job has no environment. Raises Refused.

    Only one of ours can carry `payload`: GitHub takes none with a status.
    """
    own = next(github.listed("deployments", _WRITE, {"sha": commit, "environment": environment}), None)
    found = own or _created(github, commit, environment, payload=payload)
    github.post(f"deployments/{found['id']}/statuses", _WRITE, {**status, "environment": environment})


def announce_other(github: Client, commit: str, environment: str, status: Mapping[str, str], *, why: str) -> None:
    """The same for a commit that is not the job's own: always a deployment of ours, since the newest one tells what is live. Raises Refused."""
    made = _created(github, commit, environment, why)
    github.post(f"deployments/{made['id']}/statuses", _WRITE, {**status, "environment": environment})


def belongs_to_run(github: Client, commit: str, environment: str, run_id: str) -> bool:
    """Whether the job of run `run_id` runs inside `environment`: GitHub then made a deployment whose log is the job's. Raises Refused."""
    for deployment in github.listed("deployments", _READ, {"sha": commit, "environment": environment}, pages=1):
        statuses = github.listed(f"deployments/{deployment['id']}/statuses", _READ, pages=1)
        if any(f"/actions/runs/{run_id}/job" in f"{status.get('log_url') or ''} {status.get('target_url') or ''}" for status in statuses):
            return True
    return False


def _created(github: Client, commit: str, environment: str, why: str = "", payload: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    body: dict[str, Any] = {"ref": commit, "environment": environment, "task": "edgespark-ci", "required_contexts": [], "auto_merge": False}
    if payload:
        body["payload"] = dict(payload)
    if why:
        body["description"] = why[:_MAX_DESCRIPTION]
    created: Mapping[str, Any] = github.post("deployments", _WRITE, body)
    return created
