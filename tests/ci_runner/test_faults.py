"""Every step against everything that goes wrong: how it ends, what the receipt claims, and what was not done.

One row is one run of the real pipeline from the step in question on, against the sandbox, with a real child process. The steps before it passed in
other tests; here they would only take time. Before each run the first commit is live, and the second one is to follow it.
"""

import json
import socket
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pytest

from ci_runner import execute, git_repo, pipeline, plan
from ci_runner.model import Stage, Step
from ci_runner.sandbox import settings
from ci_runner.steps import aftermath, verify
from hooks import child
from tests.ci_runner.faulty import FaultyStage
from tests.ci_runner.support import COMMAND, Bench, Ran, child_environ
from tests.guestbook import Guestbook

ASKED = {
    "types": "pull types --check",
    "db-check": "db check",
    "dry-run": "deploy --dry-run",
    "keys": "secret list",
    "migrate": "db migrate",
    "storage": "storage apply",
    "auth": "auth apply",
    "deploy": "deploy",
}
KILLED = "kill -9 $$"
DONE_AND_KILLED = 'real "$@"; kill -9 $$'
DONE_AND_FAILED = 'real "$@"; echo "something else went wrong" >&2; exit 1'
CLAIMED = "echo '✔ Done' >&2; exit 0"
HALF = "printf '✔ Hal' >&2; exit 1"
TOO_MANY = "echo 'API error: 429 Too Many Requests' >&2; exit 6"
DEAF = "trap '' TERM; echo deaf; sleep 60; sleep 60"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step, one fault, and how it must end. `platform` is a fault of the sandbox, `does` what the step's own command does instead.

    `unknown` says that the receipt must name the step as one whose effect nobody knows, `done` that the platform did what the step is for,
    `applied` how many migrations the receipt must claim (None: no word of them), `calls` how often its command ran.
    """

    step: Step
    ends: str
    platform: str = ""
    does: str = ""
    environ: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    unknown: bool = False
    done: bool = False
    applied: int | None = None
    calls: int = 1

    @property
    def code(self) -> int:
        """The exit code that belongs to such an end."""
        return {"passed": 0, "held": 5, "failed": 4}[self.ends.split()[0]]

    @property
    def applied_there(self) -> int:
        """How many migrations the platform has applied behind it."""
        return self.applied if self.applied is not None else 3 if self.step is not M or self.done else 0

    @property
    def steps(self) -> tuple[Step, ...]:
        """What every step needs, the step, and behind it all that a deploy has: none of it may be reached."""
        ours = replace(self.step, seconds=self.seconds) if self.seconds else self.step
        behind = plan.DEPLOY[plan.DEPLOY.index(self.step) + 1 :]
        before = (plan.CHECKS, plan.CLI) if self.step.stage is Stage.PLAN else (plan.CHECKS, plan.CLI, plan.GATE)
        if self.ends.startswith("passed"):
            behind = tuple(step for step in behind if step is plan.GATE)
        return (*before, ours, *behind)


def row(step: Step, what: str, ends: str, **more: object) -> object:
    """A parameter of that name."""
    return pytest.param(Row(step=step, ends=ends, **more), id=f"{step.name}, {what}")  # type: ignore[arg-type]  # passed on as they are


NOBODY = {"EDGESPARK_BASE_URL": "http://127.0.0.1:9"}
T, D, R, K, M, S, A, L = plan.TYPES, plan.DB_CHECK, plan.DRY_RUN, plan.KEYS, plan.MIGRATE, plan.STORAGE, plan.AUTH, plan.DEPLOY_ONCE

ROWS = [
    row(T, "401", "held key-rejected", platform="401"),
    row(T, "403", "held key-rejected", platform="403"),
    row(T, "409", "failed types-not-checked", platform="409"),
    row(T, "429 that tells when to come back", "passed ok", platform="429*1"),
    row(T, "429", "failed unreachable", does=TOO_MANY, calls=3),
    row(T, "500", "failed unreachable", platform="500", calls=3),
    row(T, "503", "failed unreachable", platform="503", calls=3),
    row(T, "nobody there", "failed unreachable", environ=NOBODY, calls=3),
    row(T, "an answer that never comes", "failed time-out", platform="hang", seconds=1),
    row(T, "killed", "failed crashed", does=KILLED),
    row(T, "half an answer", "failed types-not-checked", does=HALF),
    row(D, "401", "held key-rejected", platform="401"),
    row(D, "503", "failed unreachable", platform="503", calls=3),
    row(D, "an answer that never comes", "failed time-out", platform="hang", seconds=1),
    row(D, "killed", "failed crashed", does=KILLED),
    row(D, "half an answer", "failed db-check-failed", does=HALF),
    row(R, "403", "held key-rejected", platform="403"),
    row(R, "500", "failed unreachable", platform="500", calls=3),
    row(R, "a command that ignores the request to end", "failed time-out", does=DEAF, seconds=1),
    row(R, "killed", "failed crashed", does=KILLED),
    row(K, "401", "held key-rejected", platform="401"),
    row(K, "409", "failed keys-not-listed", platform="409"),
    row(K, "503", "failed unreachable", platform="503", calls=3),
    row(K, "killed in the middle of the list", "failed crashed", does=f"echo KEY; {KILLED}"),
    row(K, "half a list", "held missing-keys", does="echo KEY; exit 0"),
    row(M, "401", "held key-rejected", platform="401"),
    row(M, "403", "held key-rejected", platform="403"),
    row(M, "409", "failed migrate-failed", platform="409@/sandbox/migrations", applied=0),
    row(M, "409, and nobody says what is applied", "failed effect-unknown", platform="409", unknown=True),
    row(M, "429", "failed unreachable", does=TOO_MANY, unknown=True, applied=0),
    row(M, "503", "failed unreachable", platform="503", unknown=True),
    row(M, "an answer that never comes", "failed time-out", platform="hang", seconds=2, unknown=True),
    row(M, "an answer that never comes to this call", "failed time-out", platform="hang@/sandbox/migrations", seconds=2, unknown=True, applied=0),
    row(M, "an end that never comes when it was done", "passed applied-after-all", does='real "$@"; sleep 60', seconds=4, applied=3),
    row(M, "killed before it did anything", "failed crashed", does=KILLED, unknown=True, applied=0),
    row(M, "killed half way", "failed crashed", platform="failing-migration", does=DONE_AND_KILLED, unknown=True, applied=2),
    row(M, "killed when it was done", "passed applied-after-all", does=DONE_AND_KILLED, applied=3),
    row(M, "killed unseen", "failed crashed", platform="500@/database/schema/pull", does=DONE_AND_KILLED, unknown=True, done=True),
    row(M, "half a deed", "failed migrate-failed", platform="failing-migration", applied=2),
    row(M, "a claim without a deed", "failed not-applied", does=CLAIMED, applied=0),
    row(M, "a claim of half a deed", "failed not-applied", platform="failing-migration", does='real "$@"; exit 0', applied=2),
    row(M, "a deed behind which it failed", "passed applied-after-all", does=DONE_AND_FAILED, applied=3),
    row(M, "a deed with half a word", "passed ok", does='real "$@" 2>/dev/null; printf "✔ Migr" >&2', applied=3),
    row(M, "a proof that cannot be read", "held unproven", platform="500@/database/schema/pull", unknown=True, done=True),
    row(S, "401", "held key-rejected", platform="401@/sandbox/buckets"),
    row(S, "503", "failed unreachable", platform="503@/sandbox/buckets", unknown=True),
    row(S, "an answer that never comes", "failed time-out", platform="hang@/sandbox/buckets", seconds=2, unknown=True),
    row(S, "killed", "failed crashed", does=KILLED, unknown=True),
    row(S, "killed when it was done", "passed applied-after-all", does=DONE_AND_KILLED, done=True),
    row(S, "a deed behind which it failed", "passed applied-after-all", does=DONE_AND_FAILED, done=True),
    row(S, "a claim without a deed", "failed not-applied", does=CLAIMED),
    row(S, "half an answer", "failed storage-apply-failed", does=HALF),
    row(A, "a claim without a deed", "failed not-applied", does=CLAIMED),
    row(A, "409", "failed auth-apply-failed", does="echo 'API error: 409 Conflict' >&2; exit 6"),
    row(A, "429", "failed unreachable", does=TOO_MANY, unknown=True),
    row(A, "killed when it was done", "passed applied-after-all", does=DONE_AND_KILLED, done=True),
    row(L, "401", "held key-rejected", platform="401"),
    row(L, "403", "failed deploy-failed", platform="403@/deploy/execute"),
    row(L, "409", "failed another-deploy", platform="409@/deploy/execute", unknown=True),
    row(L, "429", "failed unreachable", does=TOO_MANY, unknown=True),
    row(L, "503 before the upload", "failed unreachable", platform="503@/deploy/prepare", unknown=True),
    row(L, "503 behind the upload", "failed effect-unknown", platform="503@/deploy/execute", unknown=True),
    row(L, "503 at the upload", "failed unreachable", platform="503@/upload/", unknown=True),
    row(L, "an answer that never comes", "failed time-out", platform="hang@/deploy/execute", seconds=2, unknown=True),
    row(L, "killed before it did anything", "failed crashed", does=KILLED, unknown=True),
    row(L, "killed behind the upload", "failed crashed", platform="crash-after-upload", unknown=True),
    row(L, "killed when it was done", "passed deployed-after-all", platform="crash-after-deploy", done=True),
    row(L, "a deed behind which it failed", "passed deployed-after-all", does=DONE_AND_FAILED, done=True),
    row(L, "a deed with half a word", "passed deployed-after-all", does='real "$@" 2>/dev/null; printf "✔ Depl" >&2', done=True),
    row(L, "a claim without a deed", "failed effect-unknown", does=CLAIMED, unknown=True),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyStage]:
    """One stage for all: what a run leaves is cleared away before the next."""
    place = tmp_path_factory.mktemp("faults")
    with FaultyStage.at(Guestbook.at(place / "guestbook"), place / "bin") as stage:
        yield stage


@pytest.fixture
def stage(kept: FaultyStage, monkeypatch: pytest.MonkeyPatch) -> FaultyStage:
    """The stage; nobody waits between attempts."""
    monkeypatch.setattr(execute, "_PAUSES", (0.01, 0.01))
    monkeypatch.setattr(aftermath, "PAUSES", (0.0,))
    monkeypatch.setattr(aftermath, "SECONDS", 2.0)
    monkeypatch.setattr(child, "_GRACE_SECONDS", 0.5)
    return kept


def run(stage: FaultyStage, bench: Bench, steps: tuple[Step, ...], **environ: str) -> Ran:
    """`edgespark-ci deploy` with these steps, behind a run that put the first commit live."""
    stage.receipt_before(bench.directory)
    bench.monkeypatch.setattr(pipeline, "planned", lambda _event, _wish: steps)
    return bench.run("deploy", stage.rehearsal.project, environ={**stage.environ, **environ})


def met(stage: FaultyStage, bench: Bench, fault: Row) -> Ran:
    """One run that meets the fault."""
    name = fault.step.name
    stage.again(migrated=fault.step is not M)
    if fault.step is S:
        settings.put_buckets(stage.rehearsal.service.state, stage.rehearsal.service.project_id, {})
    if fault.step is A:
        settings.put_auth(stage.rehearsal.service.state, stage.rehearsal.service.project_id, {})
    stage.command(ASKED[name] if fault.does else "", fault.does)
    stage.rehearsal.service.set_fault(fault.platform or None)
    return run(stage, bench, fault.steps, **fault.environ)


@pytest.mark.parametrize("fault", ROWS)
def test_a_fault_ends_as_it_must_and_the_receipt_is_true(stage: FaultyStage, bench: Bench, fault: Row) -> None:
    name = fault.step.name

    ran = met(stage, bench, fault)
    # On a busy machine a short time may be up before the command came as far as it goes here.
    while 0 < fault.seconds < 100 and (stage.calls[ASKED[name]], stage.applied) != (fault.calls, fault.applied_there):
        fault = replace(fault, seconds=fault.seconds * 5)
        ran = met(stage, bench, fault)

    found = ran.step(name)
    assert (f"{found['outcome']} {found['reason']}", ran.code) == (fault.ends, fault.code), ran.out
    assert ran.receipt["exit_code"] == fault.code
    assert stage.calls[ASKED[name]] == fault.calls
    if fault.code:
        assert (ran.receipt["reason"], ran.reached[-1]) == (found["reason"], name)
    # What the receipt claims …
    assert ran.receipt["unknown"] == ([name] if fault.unknown else [])
    is_live = fault.step is L and fault.code == 0
    assert (ran.receipt["live"] or {}).get("commit") == (None if fault.step is L and fault.unknown else stage.newer if is_live else stage.older)
    claimed = ran.receipt["applied"]
    assert (claimed and len(claimed["migrations"])) == fault.applied
    assert f"{name} may or may not have had its effect" in ran.out or not fault.unknown
    # … and what the platform knows.
    assert stage.applied == fault.applied_there
    if fault.step in {S, A}:
        assert stage.has_settings(fault.step.name) is fault.done
    assert stage.went_live == [stage.older, *([stage.newer] if fault.step is L and fault.done else [])]
    assert stage.is_clean


def test_a_second_working_tree_that_cannot_be_made_ends_the_dry_run(stage: FaultyStage, bench: Bench) -> None:
    stage.again(migrated=True)
    blocked = stage.rehearsal.repository / ".git" / "worktrees"
    blocked.write_text("a file where git wants a directory", encoding="utf-8")
    try:
        ran = run(stage, bench, Row(step=R, ends="failed error").steps)
    finally:
        blocked.unlink()
    assert (ran.code, ran.step("dry-run")["reason"], ran.reached[-1]) == (4, "error", "dry-run"), ran.out
    assert ran.step("dry-run")["sentence"].startswith("no second working tree can be made: ")
    assert (stage.calls["deploy --dry-run"], stage.live, stage.is_clean) == (0, stage.older, True)


@pytest.fixture
def silence() -> Iterator[str]:
    """The address of somebody who takes a call and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def test_a_remote_that_never_answers_is_held(stage: FaultyStage, bench: Bench, silence: str) -> None:
    stage.again(migrated=True)
    bench.monkeypatch.setattr(git_repo, "_REMOTE_SECONDS", 1)
    origin = stage.git("remote", "get-url", "origin")
    stage.git("remote", "set-url", "origin", f"git://{silence}/guestbook")
    try:
        ran = run(stage, bench, (plan.CHECKS, plan.CLI, *plan.DEPLOY[plan.DEPLOY.index(plan.GATE) :]))
    finally:
        stage.git("remote", "set-url", "origin", origin)
    assert (ran.code, ran.receipt["reason"], ran.reached[-1]) == (5, "tip-unknown", "gate"), ran.out
    assert "no answer within 1 seconds" in ran.out
    assert stage.live == stage.older


@pytest.mark.parametrize(
    ("platform", "words"),
    [
        pytest.param("503@/live/", "/api/public/health answered 503 instead of 200", id="503"),
        pytest.param("hang@/live/", "/api/public/health timed out", id="an answer that never comes"),
    ],
)
def test_a_url_that_does_not_answer_fails_the_run_and_it_is_live(stage: FaultyStage, bench: Bench, platform: str, words: str) -> None:
    stage.again(migrated=True)
    stage.rehearsal.service.set_fault(platform)
    bench.monkeypatch.setattr(verify, "_REQUEST_SECONDS", 0.5 if platform.startswith("hang") else 60.0)
    ran = run(stage, bench, (plan.CHECKS, plan.CLI, plan.GATE, L, replace(plan.VERIFY, seconds=1)))
    assert (ran.code, ran.step("verify")["reason"]) == (4, "not-as-expected"), ran.out
    assert words in ran.step("verify")["sentence"]
    assert (ran.receipt["live"]["commit"], ran.receipt["unknown"], stage.went_live) == (stage.newer, [], [stage.older, stage.newer])


FULL = "import resource; resource.prlimit($PPID, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))"


@pytest.mark.parametrize(("step", "last"), [(K, "var list"), (M, "db migrate"), (L, "deploy")], ids=["behind keys", "behind migrate", "behind deploy"])
def test_a_disk_that_fills_up_ends_the_run_and_the_last_receipt_is_true(stage: FaultyStage, bench: Bench, step: Step, last: str) -> None:
    """The step's last command fills the disk under the runner, as far as the runner can tell."""
    stage.again(migrated=False)
    stage.command(last, f'real "$@"; {sys.executable} -c "{FULL}"')
    receipt = stage.receipt_before(bench.directory)
    answer = child.run((*COMMAND, "deploy", str(stage.rehearsal.project)), seconds=180, cwd=bench.directory, env=child_environ(**stage.environ))
    assert answer.code == 4, answer.stderr.decode()
    assert b"failed by finish: no-receipt" in answer.stdout, answer.stdout.decode()
    left = json.loads(receipt.read_bytes())
    assert (left["finished"], left["in_progress"]) == (False, step.name)
    assert left["unknown"] == ([step.name] if step.changes else [])
    assert (stage.applied, stage.live) == (0 if step is K else 3, stage.newer if step is L else stage.older)


def test_an_output_that_cannot_be_written_does_not_end_the_run(stage: FaultyStage, bench: Bench) -> None:
    """Standard output is a log file on a full disk."""
    stage.again(migrated=False)
    receipt = stage.receipt_before(bench.directory)
    code = "import os; os.dup2(os.open('/dev/full', os.O_WRONLY), 1); from ci_runner.cli import main; main()"
    argv = (sys.executable, "-c", code, "deploy", str(stage.rehearsal.project))
    answer = child.run(argv, seconds=180, cwd=bench.directory, env=child_environ(**stage.environ))
    assert (answer.code, answer.stderr) == (0, b"")
    assert (json.loads(receipt.read_bytes())["verdict"], stage.live) == ("passed", stage.newer)


def test_there_are_enough_of_them() -> None:
    assert len(ROWS) >= 40
