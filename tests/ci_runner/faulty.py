"""A stage whose `edgespark` can go wrong by itself: the stand-in behind a shell script that keeps count of its calls."""

import fcntl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ci_runner.sandbox import seed, settings
from ci_runner.sandbox.api import PRODUCTION
from ci_runner.sandbox.deployments import Status
from ci_runner.sandbox.local import LocalProject
from ci_runner.sandbox.rehearsal import Rehearsal, rehearsal
from tests.ci_runner import earlier
from tests.ci_runner.remembering import remembering
from tests.git import Git
from tests.guestbook import Guestbook

_KEPT = ("deployment", "migration", "runtime_key", "bucket", "auth", "trace")
_COUNTS = """echo "$*" >> {place}/calls
real() {{ {real} "$@"; }}"""


def script(command: Path, place: Path, real: str, faults: str = "") -> None:
    """Write the command; what it remembers lies in `place`."""
    remembering(command, real, place, first=_COUNTS.format(place=place, real=real), faults=faults)


@dataclass(frozen=True, slots=True)
class FaultyStage:
    """A repository of two commits, the first of them live, on a platform and with a command that a test can let go wrong."""

    rehearsal: Rehearsal
    place: Path

    @classmethod
    @contextmanager
    def at(cls, guestbook: Guestbook, place: Path) -> Iterator["FaultyStage"]:
        """The guestbook with one more commit, pushed."""
        place.mkdir()
        with rehearsal(guestbook.path) as running:
            (running.project / "server" / "node_modules").mkdir()
            Guestbook(running.project).write("server/src/more.ts", "export {};\n")
            Git(running.repository).commit("more")
            Git(running.repository)("push", "--quiet", "origin", "main")
            yield cls(running, place)

    @property
    def git(self) -> Git:
        """The checkout."""
        return Git(self.rehearsal.repository)

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a push to main on a runner of nobody in particular, whose `edgespark` is the script."""
        return {
            **self.rehearsal.environment,
            "EDGESPARK_CLI": str(self.place / "edgespark"),
            "CI": "true",
            "EDGESPARK_CI_EVENT": "push",
            "EDGESPARK_CI_BRANCH": "main",
        }

    def again(self, *, migrated: bool) -> None:
        """As at the beginning: the first commit live, with its migrations applied or not; no trouble."""
        service, project = self.rehearsal.service, self.rehearsal.service.project_id
        service.set_fault(None)
        for table in _KEPT:
            service.state.write(f"DELETE FROM {table}")  # noqa: S608 - names of our own
        service.state.database(project, PRODUCTION).unlink(missing_ok=True)
        local = LocalProject(self.rehearsal.project)
        seed.plant_all(service.state, {project: local})
        settings.put_buckets(service.state, project, local.buckets)
        settings.put_auth(service.state, project, local.auth or {})
        if migrated:
            earlier.migrated(self.rehearsal)
        earlier.deployed(self.rehearsal, self.older)
        self.command()

    @property
    def older(self) -> str:
        """The commit that was live before."""
        return self.git("rev-parse", "HEAD~1")

    @property
    def newer(self) -> str:
        """The commit that is deployed."""
        return self.git("rev-parse", "HEAD")

    def command(self, words: str = "", does: str = "") -> None:
        """Let `edgespark WORDS` do that, in shell: `real "$@"` is what the stand-in does."""
        faults = f'  "{words}")\n    {does}; exit;;' if words else ""
        script(self.place / "edgespark", self.place, self.rehearsal.environment["EDGESPARK_CLI"], faults)
        (self.place / "calls").write_text("", "utf-8")

    def receipt_before(self, directory: Path) -> Path:
        """What the run that put the first commit live left in `directory`."""
        return earlier.receipt(self.rehearsal, self.older, directory)

    def outlived(self) -> None:
        """Wait until a command that outlives its runner has ended: it holds the checkout until then."""
        with (self.rehearsal.repository / ".git" / "edgespark-ci.lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_EX)

    @property
    def calls(self) -> Counter[str]:
        """How often each command was called."""
        return Counter((self.place / "calls").read_text("utf-8").splitlines())

    @property
    def live(self) -> str:
        """The commit that the platform serves."""
        found = self.rehearsal.service.live()
        return found.commit if found else ""

    @property
    def went_live(self) -> list[str]:
        """Every commit that was ever live, oldest first."""
        return [one.commit for one in self.rehearsal.service.deployments() if one.status in {Status.LIVE, Status.SUPERSEDED}]

    @property
    def applied(self) -> int:
        """How many migrations the platform has applied."""
        return len(self.rehearsal.service.ledger())

    def has_settings(self, step: str) -> bool:
        """Whether the platform has any buckets (`storage`), or an auth config (`auth`)."""
        service = self.rehearsal.service
        kept = settings.buckets if step == "storage" else settings.auth
        return bool(kept(service.state, service.project_id))

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left in the checkout or beside it."""
        worktrees = self.git("worktree", "list", "--porcelain").count("worktree ")
        return worktrees == 1 and self.git("status", "--porcelain") == ""
