"""What a status of ours says about a deployment, in its description: so nobody else's success is taken for ours. Pure.

Whoever is about to deploy says so first: should the runner die, that commit may be live, and the next run knows it.
"""

import hashlib
from dataclasses import dataclass
from enum import Enum

from ci_runner.event import Event
from ci_runner.model import Live

# As much as GitHub takes: https://docs.github.com/rest/deployments/statuses
MAX_DESCRIPTION = 140
# A project's directory may be as long as it likes; the words around it need the rest.
_LONGEST_NAME = 80


class Says(Enum):
    """What became of a deploy, as far as its run could tell."""

    LIVE = "live"
    PERHAPS = "perhaps live"
    NOT = "not live"


@dataclass(frozen=True, slots=True)
class Mark:
    """One word of ours: `run` is whose, empty where the word stands for itself; `pinned` is why a rollback holds the project there."""

    says: Says
    run: str = ""
    pinned: str = ""


def live_marker(project: str) -> str:
    """How a status says that its commit is live."""
    return f"edgespark-ci: live ({_named(project)})"


def pinned_marker(project: str) -> str:
    """How a status says that its commit is live by a rollback, and stays so until somebody resumes."""
    return f"edgespark-ci: pinned ({_named(project)}): "


def task(project: str) -> str:
    """What a deployment of ours that bears a mark is for: by it they are listed apart from the many that bear none."""
    return f"edgespark-ci:{_named(project)}"


def run_of(event: Event) -> str:
    """The run as marks name it: its word is taken back by nobody else's."""
    return f"{event.run_id}.{event.attempt}"


def text(says: Says, project: str, live: Live, run: str) -> str:
    """The description of a status that says this of `live`; `run` is whose word it is."""
    if says is Says.LIVE:
        return (pinned_marker(project) + live.pinned if live.pinned else live_marker(project))[:MAX_DESCRIPTION]
    pinned = f", pinned: {live.pinned}" if live.pinned and says is Says.PERHAPS else ""
    return f"{_of_run(says, project)}{run}{pinned}"[:MAX_DESCRIPTION]


def nothing(project: str, verdict: str) -> str:
    """The description for a run that has nothing to say about what is live."""
    return f"edgespark-ci: {verdict} ({_named(project)})"


def read(description: str, project: str) -> Mark | None:
    """What a status says of the project; None where it says nothing."""
    if description == live_marker(project):
        return Mark(Says.LIVE)
    if description.startswith(pinned_marker(project)):
        return Mark(Says.LIVE, pinned=description.removeprefix(pinned_marker(project)))
    for says in (Says.PERHAPS, Says.NOT):
        if description.startswith(_of_run(says, project)):
            run, _, pinned = description.removeprefix(_of_run(says, project)).partition(", pinned: ")
            return Mark(says, run, pinned)
    return None


def _of_run(says: Says, project: str) -> str:
    return f"edgespark-ci: {says.value} ({_named(project)}), run "


def _named(project: str) -> str:
    if len(project) <= _LONGEST_NAME:
        return project
    return f"{project[: _LONGEST_NAME - 11]}…{hashlib.sha256(project.encode()).hexdigest()[:10]}"
