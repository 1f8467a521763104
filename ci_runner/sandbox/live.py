"""The deployed app. Nothing of it runs: the URL tells which deployment it would be."""

import time
from typing import Any

from ci_runner.sandbox import deployments, traces
from ci_runner.sandbox.api import PRODUCTION, STAGING
from ci_runner.sandbox.state import State

PREFIX = "/live/"


def answer(state: State, method: str, path: str, url: str, *, throws: bool) -> tuple[int, dict[str, Any]]:
    """Answer a request to a deployed URL with its status and JSON body, and log it. 404 before the first deployment, 500 where it `throws`."""
    project, environment = _addressed(path)
    deployment = deployments.live(state, project, environment)
    if deployment is None:
        return 404, {"served_by": "edgespark-ci sandbox", "error": f"nothing is deployed to {environment}"}
    body = {
        "served_by": "edgespark-ci sandbox",
        "project_id": project,
        "environment": environment,
        "deployment_id": deployment.id,
        "commit": deployment.commit or None,
        "bundle_sha256": deployment.digest,
    }
    traces.add(state, project, environment, _trace(method, url, throws=throws))
    return (500, {**body, "error": "the app threw"}) if throws else (200, body)


def _addressed(path: str) -> tuple[str, str]:
    name = path.removeprefix(PREFIX).partition("/")[0]
    suffix = f"--{STAGING}"
    return (name.removesuffix(suffix), STAGING) if name.endswith(suffix) else (name, PRODUCTION)


def _trace(method: str, url: str, *, throws: bool) -> dict[str, Any]:
    now = time.time_ns() // 1_000_000
    thrown = {"timestamp": now, "name": "TypeError", "message": "edgespark-ci sandbox was told to throw", "stack": ""}
    return {
        "logs": [{"timestamp": now, "level": "info", "message": ["edgespark-ci sandbox answered"]}],
        "exceptions": [thrown] if throws else [],
        "request": {"method": method, "url": url},
        "response": {"status": 500 if throws else 200},
        "wall_time": 1,
        "cpu_time": 1,
    }
