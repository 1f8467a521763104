"""A rehearsal: a copy of a project, a platform that never saw it, and a stand-in command that talks to that platform."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ci_runner.sandbox import launcher, place, replica
from ci_runner.sandbox.fault import Fault
from ci_runner.sandbox.local import LocalProject
from ci_runner.sandbox.service import Service
from hooks.errors import UsageError
from hooks.project import PROJECT_FILE, projects_below
from hooks.trees.tree import WorkTree

FAULT_VARIABLE = "EDGESPARK_SANDBOX_FAULT"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Where the copy lies, and what a command needs to run in it. `environment` holds the sandbox's key: never print it.

    `repository` is the copy's root, `project` the directory of its `edgespark.toml`.
    """

    repository: Path
    project: Path
    environment: Mapping[str, str]
    service: Service


@contextmanager
def rehearsal(path: Path, *, state: Path | None = None, fault: Fault | None = None) -> Iterator[Rehearsal]:
    """Copy the project at `path` into a repository of its own and serve it a sandbox, until the end of the block.

    The sandbox's state lies beside the copy and goes with it, unless `state` names a directory to keep it in. Without `fault` the variable
    EDGESPARK_SANDBOX_FAULT may name one. Raises UsageError unless `path` is a project, or the top of a repository that holds exactly one.
    """
    _require_place(path)
    fault = fault or _fault(os.environ.get(FAULT_VARIABLE, ""))
    with place.temporary() as top:
        repository = top / (path.resolve().name or "project")
        repository.mkdir()
        replica.copy(path.resolve(), repository)
        root = _only_root(repository, path)
        project = LocalProject((repository / root).resolve())
        replica.commit(repository, top / "origin.git", os.environ)
        command = launcher.write(top / "bin")
        with Service(state or top / "state", projects={_identity(root, project): project}, fault=fault) as service:
            yield Rehearsal(repository, project.root, _environment(service, command), service)


def _fault(text: str) -> Fault | None:
    return Fault.parsed(text) if text else None


def _require_place(path: Path) -> None:
    """Nothing is searched or copied below a directory that is neither a project nor the top of a repository: it may hold anything."""
    if not (path / PROJECT_FILE).is_file() and not (path / ".git").exists():
        raise UsageError(f"no EdgeSpark project at {path}: looked for {PROJECT_FILE} there, and below only the top of a repository is searched")


def _only_root(repository: Path, path: Path) -> str:
    """The one project in the copy of `path`. Raises UsageError where there is none, or more than one."""
    roots, _notes = projects_below((), WorkTree(repository))
    if not roots:
        raise UsageError(f"no EdgeSpark project at {path}: looked for {PROJECT_FILE} there and below")
    if len(roots) > 1:
        raise UsageError(f"several projects below {path}: name one of {', '.join(roots)}")
    return roots[0]


def known_projects(top: Path) -> dict[str, LocalProject]:
    """Every project below `top` by its id, in the order of their paths; one inside another is left out, as everywhere."""
    roots, _notes = projects_below((), WorkTree(top))
    projects = {root: LocalProject((top / root).resolve()) for root in roots}
    return {_identity(root, project): project for root, project in projects.items()}


def _identity(root: str, project: LocalProject) -> str:
    """The id in `edgespark.toml`; for a placeholder one that nobody takes for real."""
    if project.toml.project_id and project.toml.names_a_project:
        return project.toml.project_id
    return f"sandbox-{project.root.name if root == '.' else root.replace('/', '-')}"


def _environment(service: Service, command: Path) -> dict[str, str]:
    """PATH with the stand-in first, and what points it at the sandbox."""
    path = f"{command.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**service.environment, "PATH": path, "EDGESPARK_CLI": str(command)}
