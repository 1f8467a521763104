"""Whether GitHub vouches for a receipt: anybody can write a file, and only the run itself can upload one as its artifact.

Sources: https://docs.github.com/rest/actions/workflow-runs and https://docs.github.com/rest/actions/artifacts
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from ci_runner.github.client import Client, Refused

_READ = "actions: read"
_TRUSTED_EVENTS = frozenset({"push", "workflow_dispatch", "schedule"})
_LARGEST_ARTIFACT = 5_000_000


def doubts(github: Client, receipt: Mapping[str, Any], content: bytes) -> Iterator[str]:
    """Why the run that a receipt names does not vouch for it, in words; nothing where it does. Raises Refused."""
    event = receipt["event"]
    if event.get("host") != "github" or not event.get("run_id"):
        yield "it names no run on GitHub"
        return
    if event.get("repository") != github.repository:
        yield f"it is about {event.get('repository')}, not about {github.repository}"
        return
    run = github.get(f"actions/runs/{event['run_id']}", _READ)
    yield from _strange(run, receipt, str(github.get("", "metadata: read").get("default_branch")))
    if not _uploaded(github, str(event["run_id"]), content):
        yield "no artifact of that run holds this very file"


def _strange(run: Mapping[str, Any], receipt: Mapping[str, Any], default_branch: str) -> Iterator[str]:
    if run.get("head_sha") != receipt["commit"]:
        yield f"that run was about the commit {str(run.get('head_sha'))[:10]}"
    if run.get("head_branch") != default_branch:
        yield f"that run was on {run.get('head_branch')}, not on {default_branch}"
    if run.get("event") not in _TRUSTED_EVENTS:
        yield f"that run was a {run.get('event')}"
    if int(run.get("run_attempt") or 1) < int(receipt["event"].get("attempt") or 1):
        yield "that run had no such attempt"


def _uploaded(github: Client, run_id: str, content: bytes) -> bool:
    for artifact in github.listed(f"actions/runs/{run_id}/artifacts", _READ, key="artifacts"):
        if not artifact.get("expired") and int(artifact.get("size_in_bytes") or 0) <= _LARGEST_ARTIFACT and content in _files(github, artifact["id"]):
            return True
    return False


def _files(github: Client, artifact: object) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(github.content(f"actions/artifacts/{artifact}/zip", _READ))) as archive:
            for entry in archive.infolist():
                if entry.file_size <= _LARGEST_ARTIFACT:
                    yield archive.read(entry)
    except zipfile.BadZipFile as error:
        raise Refused(f"the artifact {artifact} is no archive") from error
