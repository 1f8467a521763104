"""What every command starts from: the project it runs in, and the platform it talks to."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from ci_runner.sandbox.local import LocalProject
from ci_runner.sandbox.stand_in.client import Client
from ci_runner.sandbox.stand_in.failure import Code, Failed
from ci_runner.sandbox.stand_in.screen import MARK
from hooks import child

_GIT_SECONDS = 30.0


class Session:
    """One call of the command in `directory`."""

    def __init__(self, directory: Path, environ: Mapping[str, str]) -> None:
        self.local = LocalProject(directory)
        self._environ = environ

    @cached_property
    def client(self) -> Client:
        """The API, as the environment says. Raises Failed where something is missing."""
        project = self._environ.get("EDGESPARK_PROJECT_ID") or self.local.toml.project_id
        if not project:
            raise Failed(Code.USAGE, "Project ID required")
        key = self._environ.get("EDGESPARK_API_KEY")
        if not key:
            raise Failed(Code.NO_KEY, "Not authenticated", f"Set EDGESPARK_API_KEY; there is no login here {MARK}")
        base = self._environ.get("EDGESPARK_BASE_URL")
        if not base:
            raise Failed(Code.USAGE, f"EDGESPARK_BASE_URL is not set: no sandbox to talk to {MARK}", "Start one: edgespark-ci sandbox")
        return Client(base, key, project)

    @property
    def commit(self) -> str:
        """The commit that is checked out, empty outside git."""
        return self._git("rev-parse", "--verify", "--quiet", "HEAD")

    def require_default_branch(self) -> None:
        """Raise Failed unless the default branch is here and at HEAD."""
        branch = self.local.toml.migration_branch or self._git("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD").removeprefix("origin/")
        if not branch:
            raise Failed(Code.ERROR, f"Cannot tell the default branch {MARK}", 'Set [db] migration_branch = "main" in edgespark.toml.')
        here = self._git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")
        if not here or here != self.commit:
            raise Failed(Code.ERROR, f"Migrations run on the default branch only: the local branch {branch} is not at HEAD {MARK}")

    def _git(self, *arguments: str) -> str:
        try:
            answer = child.run(("git", *arguments), seconds=_GIT_SECONDS, cwd=self.local.root, env=self._environ)
        except child.NotStarted:
            return ""
        return answer.stdout.decode("utf-8", "replace").strip() if answer.code == 0 else ""
