"""Deployments: which commit is live, and how this run's own ended.

Source: https://docs.github.com/rest/deployments
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ci_runner.github import marks
from ci_runner.github.client import Client, Refused
from ci_runner.github.marks import Mark, Says
from ci_runner.model import Live, Told

_READ, _WRITE = "deployments: read", "deployments: write"
# Enough to find the last live commit behind a row of held runs, and few enough requests for a gate that asks three times.
_LOOKED_AT = 30
_TOLD_BY = "a GitHub deployment"


def last_told(github: Client, environment: str, project: str) -> Told:
    """What our marks on the newest deployments tell. Raises Refused."""
    over: set[str] = set()
    perhaps: dict[tuple[str, str], Live] = {}
    for live, mark in _marked(github, environment, project, {}):
        if mark.says is Says.LIVE:
            perhaps.pop((live.commit, live.pinned), None)  # deployed again: it is live either way
            return Told(perhaps=(*perhaps.values(), live)) if perhaps else Told(live)
        if mark.says is Says.NOT:
            over.add(mark.run)
        elif mark.run not in over:
            perhaps.setdefault((live.commit, live.pinned), live)
    return Told(perhaps=tuple(perhaps.values()))


def told(github: Client | None, environment: str, project: str) -> Told:
    """The same, and nothing where there is no GitHub to ask or it does not answer; it then says why."""
    if github is None:
        return Told()
    try:
        return last_told(github, environment, project)
    except Refused as error:
        return Told(trouble=str(error), passes=error.passes)


def told_live(github: Client | None, environment: str, project: str) -> Live | None:
    """The commit that is live for sure; None where that cannot be told."""
    return told(github, environment, project).live


def was_live(github: Client, environment: str, project: str, commit: str) -> bool:
    """Whether a run of ours once marked `commit` as live. Raises Refused."""
    return any(mark.says is Says.LIVE for _live, mark in _marked(github, environment, project, {"sha": commit}))


def _marked(github: Client, environment: str, project: str, asked: Mapping[str, str]) -> Iterator[tuple[Live, Mark]]:
    """Our marks and what each is about, the newest first. One on a deployment of ours is found however many came since: pins, and all of a sub-project."""
    own = {"task": marks.task(project)}
    looks: tuple[Mapping[str, str], ...] = (own,) if _shares(project) else ({}, own)
    found = {_number(one): one for look in looks for one in _newest(github, environment, {**asked, **look})}
    for _id, deployment in sorted(found.items(), reverse=True):
        for status, mark in _marks(github, deployment, project):
            yield Live(str(deployment["sha"]), str(status.get("environment_url") or ""), told_by=_TOLD_BY, pinned=mark.pinned), mark


def _newest(github: Client, environment: str, asked: Mapping[str, str], needs: str = _READ) -> list[Mapping[str, Any]]:
    """The deployments worth looking at, the newest first: GitHub does not promise an order."""
    found = sorted(github.listed("deployments", needs, {"environment": environment, **asked}, pages=1), key=_number, reverse=True)
    return found[:_LOOKED_AT]


def _marks(github: Client, deployment: Mapping[str, Any], project: str) -> Iterator[tuple[Mapping[str, Any], Mark]]:
    for status in sorted(github.listed(f"deployments/{deployment['id']}/statuses", _READ, pages=1), key=_number, reverse=True):
        mark = marks.read(str(status.get("description") or ""), project)
        if mark is not None:
            yield status, mark


def _number(entry: Mapping[str, Any]) -> int:
    return int(entry["id"])


def announce(github: Client, commit: str, environment: str, status: Mapping[str, str], payload: Mapping[str, str] | None = None) -> None:
    """Give the commit's deployment a status that tells nothing of what is live: the job's own, or one of ours where the job has no environment. Raises Refused.

    Only one of ours can carry `payload`: GitHub takes none with a status.
    """
    own = next(iter(_newest(github, environment, {"sha": commit}, _WRITE)), None)
    found = own or _created(github, commit, environment, payload=payload)
    add(github, found["id"], environment, status)


def mark(github: Client, commit: str, environment: str, project: str, status: Mapping[str, str], **made: Any) -> int:
    """Give the commit's deployment a status that bears a mark; gives the deployment's id. Raises Refused.

    The newest mark counts, and marks are read from the newest deployment on: where another commit's is newer, one of ours is `made` anew, and so it is
    for what must be found again among many: a pin (`why`), and whatever is said of a project that shares its environment.
    """
    task = marks.task(project)
    found = _newest_of(github, commit, environment, project)
    if found is None or (made.get("why") and found["task"] != task):
        found = _created(github, commit, environment, task=task, **made)
    add(github, found["id"], environment, status)
    return int(found["id"])


def _shares(project: str) -> bool:
    """Whether others deploy to the same environment: a job's own deployment says of none of them whose it is, and theirs would bury it."""
    return project != "."


def add(github: Client, deployment: int, environment: str, status: Mapping[str, str]) -> None:
    """Give that deployment one more status. Raises Refused."""
    github.post(f"deployments/{deployment}/statuses", _WRITE, {**status, "environment": environment})


def _newest_of(github: Client, commit: str, environment: str, project: str) -> Mapping[str, Any] | None:
    """The commit's newest deployment, unless a mark is on a newer one."""
    for deployment in _newest(github, environment, {"task": marks.task(project)} if _shares(project) else {}, _WRITE):
        if deployment["sha"] == commit:
            return deployment
        if any(_marks(github, deployment, project)):
            return None
    return None


def belongs_to_run(github: Client, commit: str, environment: str, run_id: str) -> bool:
    """Whether the job of run `run_id` runs inside `environment`: GitHub then made a deployment whose log is the job's. Raises Refused."""
    for deployment in github.listed("deployments", _READ, {"sha": commit, "environment": environment}, pages=1):
        statuses = github.listed(f"deployments/{deployment['id']}/statuses", _READ, pages=1)
        if any(f"/actions/runs/{run_id}/job" in f"{status.get('log_url') or ''} {status.get('target_url') or ''}" for status in statuses):
            return True
    return False


def _created(
    github: Client, commit: str, environment: str, why: str = "", payload: Mapping[str, str] | None = None, task: str = "edgespark-ci"
) -> Mapping[str, Any]:
    body: dict[str, Any] = {"ref": commit, "environment": environment, "task": task, "required_contexts": [], "auto_merge": False}
    if payload:
        body["payload"] = dict(payload)
    if why:
        body["description"] = why[: marks.MAX_DESCRIPTION]
    created: Mapping[str, Any] = github.post("deployments", _WRITE, body)
    return created
