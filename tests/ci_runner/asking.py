"""Single demands of the gate, asked without a platform: in a real repository of two projects with a remote, beside a GitHub."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ci_runner import plan
from ci_runner.assembly import Subject, Wanted, context
from ci_runner.context import Context, Target
from ci_runner.github import marks
from ci_runner.model import Permits, Receipt, StepResult
from ci_runner.pipeline import begun
from ci_runner.redact import Redactor
from ci_runner.steps.gate import Demand
from tests.ci_runner.github import TOKEN, GitHub
from tests.git import Git

DISPATCH = {"GITHUB_EVENT_NAME": "workflow_dispatch"}
_POLICY = "projects:\n  shop: [packages/money]\nrun:\n  protection: [reviewers, branches]\n"


class Asked(NamedTuple):
    """What a run knows when it comes to the gate."""

    run: Context
    receipt: Receipt

    def answer(self, demand: Demand) -> tuple[str, str] | None:
        """Outcome and reason of what the demand finds; None where it finds nothing."""
        found = self.found(demand)
        return (found.outcome.value, found.reason) if found else None

    def found(self, demand: Demand) -> StepResult | None:
        """What the demand finds."""
        return demand(self.run, self.receipt)


@dataclass(frozen=True, slots=True)
class Scene:
    """A clone whose remote has what is pushed. The project that is asked about is the shop; it shares `packages/money`."""

    git: Git
    directory: Path
    hub: GitHub

    @classmethod
    def at(cls, directory: Path, hub: GitHub) -> "Scene":
        """Both projects, merged and pushed."""
        Git.init(directory / "origin.git", "--bare")
        git = Git.init(directory / "work")
        for name in ("shop", "blog"):
            git.write(f"{name}/edgespark.toml", f'project_id = "prj_{name}"\n')
        git.write(".edgespark-ci.yaml", _POLICY)
        git("remote", "add", "origin", (directory / "origin.git").as_uri())
        scene = cls(git, directory, hub)
        scene.merged()
        return scene

    def merged(self, *paths: str) -> str:
        """Another commit on main, which changes these paths; gives it."""
        for path in paths:
            self.git.write(path, f"{len(self.git('log', '--format=%H', '--all'))}\n")
        commit = self.git.commit(", ".join(paths) or "nothing")
        self.git("push", "--quiet", "--force", "origin", "HEAD:main")
        return commit

    def is_live(self, commit: str, *, pinned: str = "") -> None:
        """Let GitHub have been told that the commit is live."""
        says = marks.pinned_marker("shop") + pinned if pinned else marks.live_marker("shop")
        self.hub.deployed(commit, "production", task=marks.task("shop"), statuses=[{"state": "success", "description": says}])

    def job_runs_inside(self, environment: str, commit: str | None = None) -> None:
        """Let GitHub have made its deployment for this very job."""
        log = "https://github.com/acme/guestbook/actions/runs/77/job/1"
        self.hub.deployed(commit or self.git("rev-parse", "HEAD"), environment, statuses=[{"state": "in_progress", "log_url": log}])

    @contextmanager
    def asks(
        self, commit: str = "HEAD", permits: Permits | None = None, target: Target | None = None, environ: Mapping[str, str] | None = None
    ) -> Iterator[Asked]:
        """The run of a push to main, at `commit`, as GitHub would have started it."""
        self.git("checkout", "--quiet", "--detach", commit)
        told = {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_SHA": self.git("rev-parse", "HEAD"),
            "GITHUB_REPOSITORY": "acme/guestbook",
            "GITHUB_RUN_ID": "77",
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_API_URL": self.hub.url,
            "EDGESPARK_API_KEY": "a key for tests",
            **(environ or {}),
        }
        subject = Subject.at(self.git.path / "shop", told, kind=None)
        steps = plan.ROLLBACK if target else plan.DEPLOY
        with subject.repo:
            wanted = Wanted(receipt=self.directory / "receipt.json", descriptor=0, permits=permits or Permits(), target=target)
            run = context(subject, steps, told, Redactor(), wanted)
            yield Asked(run, begun(run))
