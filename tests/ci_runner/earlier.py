"""What an earlier run left behind: a commit that is live, and the receipt that says so."""

import json
from pathlib import Path

from ci_runner.sandbox import migrations
from ci_runner.sandbox.api import PRODUCTION, deployed_url
from ci_runner.sandbox.local import LocalProject
from ci_runner.sandbox.rehearsal import Rehearsal
from tests.ci_runner.sandbox.support import put_live


def migrated(rehearsal: Rehearsal) -> None:
    """Apply every migration of the checkout."""
    service = rehearsal.service
    migrations.apply(service.state, service.project_id, PRODUCTION, LocalProject(rehearsal.project).entries, confirmed=True)


def deployed(rehearsal: Rehearsal, commit: str) -> None:
    """Put the commit live."""
    put_live(rehearsal.service, PRODUCTION, commit)


def receipt(rehearsal: Rehearsal, commit: str, directory: Path) -> Path:
    """Write what the run that put the commit live left in `directory`."""
    service = rehearsal.service
    live = {"commit": commit, "url": deployed_url(service.url, service.project_id, PRODUCTION), "deployment": ""}
    content = {"version": 1, "project": ".", "environment": PRODUCTION, "sandbox": False, "live": live, "unknown": [], "steps": []}
    directory.mkdir(exist_ok=True)
    path = directory / "receipt.json"
    path.write_text(json.dumps(content), "utf-8")
    return path
