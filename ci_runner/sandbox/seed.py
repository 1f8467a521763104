"""What the sandbox's platform knows of a project before anything is deployed.

A fresh sandbox project has been set up as a team would set up a real one: its types are the project's own, every declared var and secret has a
value, its buckets and its auth configuration are applied. Nothing is migrated or deployed. A project that the state already knows keeps what it has,
but for types and missing keys: a rehearsal is about the change, not about a forgotten key (the fault `missing-key` is).
"""

from collections.abc import Mapping

from ci_runner.sandbox import projects, runtime_keys, settings
from ci_runner.sandbox.api import ENVIRONMENTS
from ci_runner.sandbox.local import LocalProject
from ci_runner.sandbox.runtime_keys import KeyKind
from ci_runner.sandbox.state import State


def plant_all(state: State, known: Mapping[str, LocalProject | None]) -> None:
    """Let the platform know every project."""
    for project, local in known.items():
        _plant(state, project, local)


def _plant(state: State, project: str, local: LocalProject | None) -> None:
    """Let the platform know `project` as it stands in `local`; without files it is empty and keeps what it had."""
    fresh = not projects.exists(state, project)
    if local is None:
        if fresh:
            projects.create(state, project, name=project)
        return
    projects.create(state, project, name=local.root.name, types=local.types)
    _put_missing_keys(state, project, local)
    if fresh:
        settings.put_buckets(state, project, local.buckets)
        if local.auth is not None:
            settings.put_auth(state, project, local.auth)


def _put_missing_keys(state: State, project: str, local: LocalProject) -> None:
    keys = local.keys
    for environment in ENVIRONMENTS:
        runtime_keys.put_missing(state, project, environment, KeyKind.VAR, keys.vars)
        runtime_keys.put_missing(state, project, environment, KeyKind.SECRET, keys.secrets)
