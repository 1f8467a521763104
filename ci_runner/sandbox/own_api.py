"""What our stand-in asks for and nobody outside has seen the platform answer: calls of our own, below `/api/v1/sandbox/`."""

from collections.abc import Mapping
from typing import Any

from ci_runner.sandbox import deployments, migrations, projects, runtime_keys, settings
from ci_runner.sandbox.api import PRODUCTION, deployed_url, project_of
from ci_runner.sandbox.exchange import ApiError, Data, Request, Route, World
from ci_runner.sandbox.fault import Kind
from ci_runner.sandbox.migrations import Entry
from ci_runner.sandbox.runtime_keys import KeyKind


def _project(world: World, request: Request) -> Data:
    project = project_of(world, request)
    live = deployments.live(world.state, project, PRODUCTION)
    return {
        "project_id": project,
        "name": projects.name_of(world.state, project),
        "environment": PRODUCTION,
        "deployment_id": live.id if live else None,
        "commit": live.commit if live else None,
        "deployed_url": deployed_url(request.base, project, PRODUCTION) if live else None,
    }


def _ledger(world: World, request: Request) -> Data:
    lines = migrations.ledger(world.state, project_of(world, request), PRODUCTION)
    return {
        "applied": [{"tag": line.tag, "when": line.when, "sha256": line.sha256} for line in lines],
        "pending_fails": world.faults.standing(Kind.PENDING_FAILS) is not None,
    }


def _migrate(world: World, request: Request) -> Data:
    project, entries = project_of(world, request), _entries(request)
    waiting = migrations.pending(migrations.ledger(world.state, project, PRODUCTION), entries)
    if world.faults.standing(Kind.SILENT_MIGRATE):
        return {"applied": [entry.tag for entry in waiting], "losses": [], "failed": "", "error": ""}
    if waiting and world.faults.standing(Kind.FAILING_MIGRATION):
        entries = (*waiting[:-1], Entry(waiting[-1].tag, waiting[-1].when, f"{waiting[-1].sql}\n;\nSELECT edgespark_ci_sandbox_fault()"))
    outcome = migrations.apply(world.state, project, PRODUCTION, entries, confirmed=request.body.get("confirm_dangerous") is True)
    return {"applied": list(outcome.applied), "losses": list(outcome.losses), "failed": outcome.failed, "error": outcome.error}


def _entries(request: Request) -> tuple[Entry, ...]:
    try:
        return tuple(Entry(str(item["tag"]), int(item["when"]), str(item["sql"])) for item in request.body["entries"])
    except (KeyError, TypeError, ValueError) as error:
        raise ApiError(400, "entries must be a list of {tag, when, sql}") from error


def _list_vars(world: World, request: Request) -> Data:
    keys = runtime_keys.shown(world.state, project_of(world, request), PRODUCTION, KeyKind.VAR, world.faults.standing(Kind.MISSING_KEY))
    return {"vars": [{"key": key.name, "value": key.value, "created_at": key.created, "updated_at": key.updated} for key in keys]}


def _set_var(world: World, request: Request) -> Data:
    project, name = project_of(world, request), request.text("key")
    runtime_keys.put(world.state, project, PRODUCTION, KeyKind.VAR, name, request.text("value", ""))
    return {"key": name}


def _buckets(world: World, request: Request) -> Data:
    return {"buckets": settings.buckets(world.state, project_of(world, request))}


def _apply_buckets(world: World, request: Request) -> Data:
    project, declared = project_of(world, request), _mapping(request, "buckets")
    before = settings.buckets(world.state, project)
    removed = sorted(set(before) - set(declared))
    if removed and request.body.get("confirm_dangerous") is not True:
        return {"added": [], "removed": [], "refused": removed}
    settings.put_buckets(world.state, project, {str(name): str(text) for name, text in declared.items()})
    return {"added": sorted(set(declared) - set(before)), "removed": removed, "refused": []}


def _auth(world: World, request: Request) -> Data:
    return {"document": settings.auth(world.state, project_of(world, request))}


def _apply_auth(world: World, request: Request) -> Data:
    settings.put_auth(world.state, project_of(world, request), _mapping(request, "document"))
    return {}


def _mapping(request: Request, name: str) -> Mapping[str, Any]:
    value = request.body.get(name)
    if not isinstance(value, dict):
        raise ApiError(400, f"{name} must be an object")
    return value


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/api/v1/sandbox/project"): _project,
    ("GET", "/api/v1/sandbox/migrations"): _ledger,
    ("POST", "/api/v1/sandbox/migrations"): _migrate,
    ("GET", "/api/v1/sandbox/vars"): _list_vars,
    ("POST", "/api/v1/sandbox/vars"): _set_var,
    ("GET", "/api/v1/sandbox/buckets"): _buckets,
    ("POST", "/api/v1/sandbox/buckets"): _apply_buckets,
    ("GET", "/api/v1/sandbox/auth"): _auth,
    ("POST", "/api/v1/sandbox/auth"): _apply_auth,
}
