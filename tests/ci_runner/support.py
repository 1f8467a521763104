"""Ways to run the pipeline in a test: on a rehearsal's repository, as GitHub or a laptop would, with the stand-in as its real child process."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ci_runner import pipeline, plan
from ci_runner.assembly import Wanted
from ci_runner.cli import main
from ci_runner.model import Permits
from ci_runner.sandbox import database
from ci_runner.sandbox.rehearsal import Rehearsal, rehearsal
from tests.ci_runner import canary, earlier
from tests.ci_runner.receipt_schema import problems
from tests.git import Git
from tests.guestbook import ROOT, Guestbook

# The steps that say the same of every commit; without them a run decides what goes live, and does it.
NOT_DECISIVE = ("types", "db-check", "dry-run", "keys", "migrate", "storage", "auth", "verify")
# Secrets of a run besides the canaries.
_KEYS = ("EDGESPARK_API_KEY", "GITHUB_TOKEN")
COMMAND = (sys.executable, "-c", "from ci_runner.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended: exit code, what it printed, and its receipt (empty where there is none)."""

    code: int
    out: str
    err: str
    receipt: Mapping[str, Any]

    def step(self, name: str) -> Mapping[str, Any]:
        """The newest result of that step that was reached."""
        found: Mapping[str, Any] = next(step for step in reversed(self.receipt["steps"]) if step["step"] == name and step["reason"] != "not-reached")
        return found

    @property
    def outcomes(self) -> list[str]:
        """Each step's outcome, in order."""
        return [f"{step['step']} {step['outcome']}" for step in self.receipt["steps"]]

    @property
    def reached(self) -> list[str]:
        """The steps that were carried out."""
        return [step["step"] for step in self.receipt["steps"] if step["reason"] != "not-reached"]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where runs happen: the caller's directory, and how a test watches them."""

    directory: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: object, environ: Mapping[str, str] | None = None) -> Ran:
        """Run the command line in this process, from the caller's directory; its children are real."""
        self.directory.mkdir(exist_ok=True)
        with self.monkeypatch.context() as patch:
            patch.chdir(self.directory)
            for name, value in (environ or {}).items():
                patch.setenv(name, value)
            self.capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main([str(argument) for argument in arguments])
        out, err = self.capsys.readouterr()
        for place, text in {"standard output": out, "standard error": err}.items():
            canary.walk(place, text, *((environ or {}).get(name, "") for name in _KEYS))
        assert not self.receipt or problems(self.receipt) == []
        return Ran(int(ended.value.code or 0), out, err, self.receipt)

    def without(self, *names: str) -> None:
        """Leave the steps of these names out of every run from now on."""
        planned = plan.planned
        self.monkeypatch.setattr(pipeline, "planned", lambda event, wish: tuple(step for step in planned(event, wish) if step.name not in names))

    @property
    def receipt(self) -> Mapping[str, Any]:
        """The receipt that lies in the caller's directory."""
        path = self.directory / "receipt.json"
        found: Mapping[str, Any] = json.loads(path.read_bytes()) if path.exists() else {}
        return found


@dataclass(frozen=True, slots=True)
class Stage:
    """A repository with a remote, and a platform that serves it."""

    rehearsal: Rehearsal
    bench: Bench

    @property
    def git(self) -> Git:
        """The checkout."""
        return Git(self.rehearsal.repository)

    @property
    def project(self) -> Guestbook:
        """The project's files."""
        return Guestbook(self.rehearsal.project)

    @property
    def github(self) -> dict[str, str]:
        """The environment of a push to main, as GitHub would set it."""
        return {
            **self.rehearsal.environment,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_SHA": self.git("rev-parse", "HEAD"),
            "GITHUB_REPOSITORY": "acme/guestbook",
            "GITHUB_ACTOR": "ada",
            "GITHUB_RUN_ID": "77",
        }

    def deploy(self, **environ: str) -> Ran:
        """`edgespark-ci deploy` on a push to main; a variable given as an empty text is empty there."""
        return self.bench.run("deploy", self.rehearsal.project, environ={**self.github, **environ})

    def was_deployed(self) -> str:
        """Let an earlier run have put the commit live that is checked out, without the time that a run takes; gives the commit."""
        commit = self.git("rev-parse", "HEAD")
        earlier.migrated(self.rehearsal)
        earlier.deployed(self.rehearsal, commit)
        earlier.receipt(self.rehearsal, commit, self.bench.directory)
        return commit

    def migrate(self, tag: str, sql: str) -> None:
        """Add a migration that leaves the schema as it is, as `db generate --custom` would."""
        drizzle = "server/drizzle"
        journal = json.loads(self.project.read(f"{drizzle}/meta/_journal.json"))
        last = journal["entries"][-1]
        number = last["idx"] + 1
        snapshot = json.loads(self.project.read(f"{drizzle}/meta/{last['idx']:04}_snapshot.json"))
        snapshot = {**snapshot, "id": f"{number:08}-0000-4000-8000-000000000000", "prevId": snapshot["id"]}
        journal["entries"].append({**last, "idx": number, "when": last["when"] + 1, "tag": tag})
        self.project.write(f"{drizzle}/{tag}.sql", sql)
        self.project.write(f"{drizzle}/meta/{number:04}_snapshot.json", json.dumps(snapshot, indent=2))
        self.project.write(f"{drizzle}/meta/_journal.json", json.dumps(journal, indent=2))

    def live_sql(self, statement: str) -> None:
        """Do something to the live database behind everybody's back."""
        service = self.rehearsal.service
        with database.opened(service.state.database(service.project_id, "production")) as connection:
            connection.execute(statement)

    def pushed(self, message: str = "a change") -> str:
        """Commit everything and push it."""
        commit = self.git.commit(message)
        self.git("push", "--quiet", "origin", "HEAD:main")
        return commit


@contextmanager
def staged(guestbook: Guestbook, bench: Bench, *, fault: str | None = None) -> Iterator[Stage]:
    """The guestbook on a stage, its dependencies as good as installed."""
    with rehearsal(guestbook.path) as running:
        (running.project / "server" / "node_modules").mkdir()
        running.service.set_fault(fault)
        yield Stage(running, bench)


def wanted(directory: Path, descriptor: int = 0) -> Wanted:
    """What a plain command line asks for, its receipt in `directory`."""
    return Wanted(receipt=directory / "receipt.json", descriptor=descriptor, permits=Permits())


def child_environ(**more: str) -> dict[str, str]:
    """The environment for a run in a process of its own."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}
