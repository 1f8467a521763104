"""The HTTP API that `@edgespark/cli` 0.0.9 uses, call by call. Requests and answers were confirmed with that release."""

import json
import sqlite3
from typing import Any

from ci_runner.sandbox import database, deployments, projects, runtime_keys, settings
from ci_runner.sandbox.deployments import Deployment, Status
from ci_runner.sandbox.exchange import ApiError, Crash, Data, Request, Route, World
from ci_runner.sandbox.fault import Kind
from ci_runner.sandbox.runtime_keys import KeyKind

PRODUCTION, STAGING = "production", "staging"
ENVIRONMENTS = (PRODUCTION, STAGING)


def project_of(world: World, request: Request) -> str:
    """The project that the call is about. Raises ApiError where there is none of that id."""
    project = request.text("project_id")
    if not projects.exists(world.state, project):
        raise ApiError(404, f"project {project} not found")
    return project


def environment_of(request: Request) -> str:
    """The environment that the call is about; staging where it does not say, as in 0.0.9. Raises ApiError."""
    environment = request.text("environment", STAGING)
    if environment not in ENVIRONMENTS:
        raise ApiError(400, f"environment must be one of {', '.join(ENVIRONMENTS)}")
    return environment


def deployed_url(base: str, project: str, environment: str) -> str:
    """Where the sandbox serves what was deployed."""
    return f"{base}/live/{project}/" if environment == PRODUCTION else f"{base}/live/{project}--{environment}/"


def _current_types(world: World, project: str) -> projects.Types:
    types = projects.types_of(world.state, project)
    return types.newer if world.faults.standing(Kind.STALE_TYPES) else types


def _pull_types(world: World, request: Request) -> Data:
    types = _current_types(world, project_of(world, request))
    return {"content": types.content, "hash": types.hash}


def _check_artifacts(world: World, request: Request) -> Data:
    current = _current_types(world, project_of(world, request)).hash
    artifacts = request.body.get("artifacts")
    if not isinstance(artifacts, list):
        raise ApiError(400, "artifacts is required")
    outdated = [item for item in artifacts if isinstance(item, dict) and item.get("type") == "server_types" and item.get("hash") != current]
    return {"outdated": [{"type": item["type"]} for item in outdated]}


def _pull_database(world: World, request: Request) -> Data:
    project, environment = project_of(world, request), environment_of(request)
    return {
        # Rendering tables as Drizzle code is drizzle-kit's work: the sandbox only says what is there, in SQL.
        "schema_ts": "// edgespark-ci sandbox: tables are not rendered as Drizzle code\nexport {};\n",
        "relations_ts": "// edgespark-ci sandbox: relations are not rendered as Drizzle code\nexport {};\n",
        "sqlite_schema_sql": database.schema_sql(world.state.database(project, environment)),
    }


def _pull_storage(world: World, request: Request) -> Data:
    applied = settings.buckets(world.state, project_of(world, request))
    lines = [
        f"export const {name.replace('-', '_')} = {{ bucket_name: {json.dumps(name)}, description: {json.dumps(text)} }} as const;\n"
        for name, text in applied.items()
    ]
    return {"storage_schema_ts": "// edgespark-ci sandbox\n" + ("".join(lines) or "export {};\n")}


def _execute_sql(world: World, request: Request) -> Data:
    path = world.state.database(project_of(world, request), environment_of(request))
    try:
        with database.opened(path) as connection:
            results = database.run(connection, database.statements(request.text("sql")))
    except sqlite3.Error as error:
        return {"success": False, "error": str(error), "results": []}
    return {
        "success": True,
        "results": [{"success": True, "rows": list(one.rows), "meta": {"changes": one.changes, "duration": 0}} for one in results],
    }


def _prepare(world: World, request: Request) -> Data:
    project, environment = project_of(world, request), environment_of(request)
    if not isinstance(request.body.get("bundled_script_file_info"), dict):
        raise ApiError(400, "bundled_script_file_info is required")
    deployment = deployments.prepare(world.state, project, environment, commit=request.text("commit", ""))
    return {
        "deployment_id": deployment.id,
        "bundled_script_upload": {
            "post_url": f"{request.base}/upload/{deployment.id}",
            "form_data": {"key": f"{deployment.id}/bundle.js", "token": deployment.token},
            "method": "POST",
            "expires_at": "2100-01-01T00:00:00.000Z",
        },
    }


def _execute(world: World, request: Request) -> Data:
    project, environment = project_of(world, request), environment_of(request)
    deployment = _uploaded(world, request.text("deployment_id"), project, environment)
    if world.faults.standing(Kind.CRASH_AFTER_UPLOAD):
        raise Crash({})
    deployments.go_live(world.state, deployment)
    answer = {"deployed_url": deployed_url(request.base, project, environment)}
    if world.faults.standing(Kind.CRASH_AFTER_DEPLOY):
        raise Crash(answer)
    return answer


def _uploaded(world: World, identity: str, project: str, environment: str) -> Deployment:
    deployment = deployments.find(world.state, identity)
    if deployment is None or (deployment.project, deployment.environment) != (project, environment):
        raise ApiError(404, "deployment not found")
    if deployment.status is not Status.UPLOADED:
        raise ApiError(400, f"deployment is {deployment.status.value}, not uploaded")
    return deployment


def _promote(world: World, request: Request) -> Data:
    project, wanted = project_of(world, request), request.text("staging_deployment_id", "")
    source = deployments.find(world.state, wanted) if wanted else deployments.live(world.state, project, STAGING)
    if source is None or (source.project, source.environment) != (project, STAGING) or not source.bundle:
        raise ApiError(404, "no staging deployment found")
    promoted = deployments.promote(world.state, source, PRODUCTION)
    return {
        "production_deployment_id": promoted.id,
        "promoted_from_deployment_id": source.id,
        "deployed_url": deployed_url(request.base, project, PRODUCTION),
    }


def _list_secrets(world: World, request: Request) -> Data:
    project, environment = project_of(world, request), environment_of(request)
    keys = runtime_keys.shown(world.state, project, environment, KeyKind.SECRET, world.faults.standing(Kind.MISSING_KEY))
    start, count = _number(request, "offset", 0), _number(request, "limit", len(keys))
    listed: list[dict[str, Any]] = [{"key": key.name, "created_at": key.created, "updated_at": key.updated} for key in keys]
    return {"secrets": listed[start : start + count], "total": len(keys)}


def _number(request: Request, name: str, default: int) -> int:
    text = request.text(name, str(default))
    if not text.isdecimal():
        raise ApiError(400, f"{name} must be a number")
    return int(text)


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/api/v1/project/sdk/server-types/pull"): _pull_types,
    ("POST", "/api/v1/project/artifact/check"): _check_artifacts,
    ("GET", "/api/v1/project/database/schema/pull"): _pull_database,
    ("GET", "/api/v1/project/storage/schema/pull"): _pull_storage,
    ("POST", "/api/v1/project/database/sql/execute"): _execute_sql,
    ("POST", "/api/v1/project/deploy/prepare"): _prepare,
    ("POST", "/api/v1/project/deploy/execute"): _execute,
    ("POST", "/api/v1/project/deploy/promote"): _promote,
    ("GET", "/api/v1/project/secret/list"): _list_secrets,
}
