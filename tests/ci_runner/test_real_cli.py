"""The same pipeline with `@edgespark/cli` 0.0.9 as npm serves it, against the sandbox's HTTP API. No byte leaves the loopback interface."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ci_runner import execute, pipeline, plan
from ci_runner.edgespark_cli import answered
from ci_runner.redact import Redactor
from ci_runner.sandbox import runtime_keys
from ci_runner.sandbox.runtime_keys import KeyKind
from ci_runner.sandbox.service import Service
from ci_runner.steps import promote
from hooks import child
from tests.ci_runner.remembering import remembering
from tests.ci_runner.support import Bench, Ran
from tests.conftest import NODE_MODULES
from tests.git import Git
from tests.guestbook import Guestbook

pytestmark = pytest.mark.node
_GUARD = Path(__file__).parent / "sandbox" / "loopback_only.cjs"
_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Legacy:
    """A project that 0.0.9 made itself, in a repository with a remote; `refused` is what it reached for beyond loopback."""

    git: Git
    service: Service
    environ: dict[str, str]
    bench: Bench
    refused: Path

    def run(self, *arguments: str, **variables: str) -> Ran:
        pushed = {"GITHUB_SHA": self.git("rev-parse", "HEAD")}
        return self.bench.run(*arguments, self.git.path, environ={**self.environ, **pushed, **variables})

    def pushed(self) -> None:
        """Commit everything and push it."""
        self.git.commit()
        self.git("push", "--quiet", "origin", "main")


def _guarded_cli(directory: Path) -> tuple[Path, Path]:
    """The real command behind the guard against the network, and the guard's log: children get no variables but the allowed ones."""
    command, log, said = directory / "edgespark", directory / "refused.log", directory.parent / "said-by-0.0.9"
    log.touch()
    said.mkdir(exist_ok=True)
    guarded = f'export NODE_OPTIONS="--require {_GUARD}" LOOPBACK_ONLY_LOG="{log}" npm_config_offline=true'
    remembering(command, str(NODE_MODULES / ".bin" / "edgespark"), said, first=guarded)
    return command, log


def _environ(service: Service, command: Path) -> dict[str, str]:
    return {**service.environment, "EDGESPARK_CLI": str(command), "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `edgespark init` makes, its types pulled; not to be changed."""
    top = tmp_path_factory.mktemp("made")
    command, log = _guarded_cli(top)
    with Service(top / "state") as service:
        for arguments, directory in ((("init", "app", "--scaffold"), top), (("pull", "types"), top / "app")):
            answer = child.run((str(command), *arguments), seconds=_SECONDS, cwd=directory, env={**os.environ, **_environ(service, command)})
            assert answer.code == 0, answer.stderr.decode()
    assert log.read_text() == ""
    return top / "app"


@pytest.fixture
def legacy(made: Path, bench: Bench, tmp_path: Path) -> Iterator[Legacy]:
    """A server-only project of that generation, pushed to a bare remote."""
    command, log = _guarded_cli(tmp_path)
    with Service(tmp_path / "state") as service:
        shutil.copytree(made, tmp_path / "app")
        git = Git.init(tmp_path / "app")
        git.write("edgespark.toml", f'project_id = "{service.project_id}"\n')
        git.write(".gitignore", "node_modules\ndist/\n.edgespark/\n.env*\n")
        (tmp_path / "app" / "node_modules").symlink_to(NODE_MODULES)
        git.commit()
        Git.init(tmp_path / "origin.git", "--bare")
        git("remote", "add", "origin", str(tmp_path / "origin.git"))
        git("push", "--quiet", "origin", "main")
        pushed = {"GITHUB_REF": "refs/heads/main", "GITHUB_REPOSITORY": "acme/app"}
        yield Legacy(git, service, {**_environ(service, command), **pushed}, bench, log)
        assert log.read_text() == ""


def test_a_project_of_its_generation_goes_live_in_production(legacy: Legacy) -> None:
    ran = legacy.run("deploy")
    assert ran.code == 0, ran.out
    live = legacy.service.live("production")
    assert live is not None
    assert legacy.service.live("staging") is None
    assert live.id.startswith(ran.receipt["live"]["deployment"])
    assert ran.receipt["live"]["url"].endswith(f"/live/{legacy.service.project_id}/")
    assert ran.receipt["versions"]["edgespark"] == "0.0.9"
    outcomes = dict(line.split() for line in ran.outcomes)
    assert outcomes == {
        "checks": "passed",
        "cli": "passed",
        "types": "passed",
        "db-check": "passed",
        "dry-run": "passed",
        "gate": "passed",
        "keys": "passed",
        "migrate": "skipped",
        "storage": "skipped",
        "auth": "skipped",
        "deploy": "passed",
        "verify": "skipped",
    }


def test_staging_is_verified_and_watched_before_production_gets_the_same(legacy: Legacy) -> None:
    """The bundle is built in two places, and is the same but for the way to the packages."""
    legacy.git.write(".edgespark-ci.yaml", "run: {promote: true, verify: [{path: /}], watch: {seconds: 3}}\n")
    legacy.pushed()
    ran = legacy.run("deploy")
    assert ran.code == 0, ran.out
    staged, live = legacy.service.live("staging"), legacy.service.live("production")
    assert staged is not None
    assert live is not None
    assert live.promoted_from == staged.id
    ends = [step for step in ran.receipt["steps"][-5:] if step["step"] != "migrate"]
    assert [(step["step"], step["outcome"], step["reason"]) for step in ends] == [(name, "passed", "ok") for name in ("deploy", "verify", "promote", "verify")]
    assert live.id.startswith(ran.receipt["live"]["deployment"])
    assert (ran.receipt["live"]["commit"], ran.receipt["staged"]) == (ran.receipt["commit"], None)
    assert ran.receipt["live"]["url"].endswith(f"/live/{legacy.service.project_id}/")
    assert ran.receipt["bundle"].startswith("sha256-")
    for verified in (ends[1], ends[3]):
        assert verified["sentence"] == "answers as expected: / → 200; in 3 s: 1 request, 0 exceptions, 0 answers of 500 or more"


def test_each_environment_gets_the_migrations_before_the_code(legacy: Legacy, monkeypatch: pytest.MonkeyPatch) -> None:
    """0.0.9 cannot migrate: the command that is shown applies the file to the environment that comes next, and not before its turn."""
    legacy.git.write(".edgespark-ci.yaml", "run: {promote: true}\nselect: [broken-journal]\n")
    entry = {"idx": 0, "version": "6", "when": 1, "tag": "0000_notes", "breakpoints": True}
    legacy.git.write("drizzle/meta/_journal.json", json.dumps({"version": "7", "dialect": "sqlite", "entries": [entry]}))
    legacy.git.write("drizzle/0000_notes.sql", "CREATE TABLE notes (id integer PRIMARY KEY);\n")
    legacy.pushed()
    steps = (plan.CHECKS, plan.CLI, plan.GATE, plan.MIGRATE, plan.DEPLOY_TO_STAGING, plan.MIGRATE, plan.PROMOTE)
    monkeypatch.setattr(pipeline, "configured", lambda _steps, _config: steps)
    first = legacy.run("deploy")
    shown = 'edgespark db sql "$(cat drizzle/0000_notes.sql)" --environment {} --no-pull'
    assert (first.code, first.receipt["reason"], first.receipt["applied"]) == (5, "no-db-migrate", None), first.out
    assert (first.step("migrate")["todo"][0], legacy.service.deployments()) == (shown.format("staging"), ())
    argv = ("sh", "-c", shown.format("staging").replace("edgespark", legacy.environ["EDGESPARK_CLI"], 1))
    assert child.run(argv, seconds=_SECONDS, cwd=legacy.git.path, env={**os.environ, **legacy.environ}).code == 0
    second = legacy.run("deploy")
    assert (second.code, second.receipt["reason"], second.reached[-2:]) == (5, "no-db-migrate", ["deploy", "migrate"]), second.out
    assert (second.step("migrate")["todo"][0], second.receipt["applied"]["migrations"]) == (shown.format("production"), [])
    assert second.receipt["staged"]["commit"] == second.receipt["commit"]
    assert legacy.service.live("production") is None


def test_keys_must_be_set_in_every_environment_that_the_code_comes_to(legacy: Legacy, monkeypatch: pytest.MonkeyPatch) -> None:
    legacy.git.write(".edgespark-ci.yaml", "run: {promote: true}\n")
    legacy.git.write("src/defs/runtime.ts", 'export type VarKey = never;\nexport type SecretKey = "ONE" | "TWO";\n')
    legacy.pushed()
    for environment, name in (("staging", "ONE"), ("staging", "TWO"), ("production", "TWO")):
        runtime_keys.put(legacy.service.state, legacy.service.project_id, environment, KeyKind.SECRET, name)
    monkeypatch.setattr(pipeline, "configured", lambda _steps, _config: (plan.CLI, plan.KEYS))
    ran = legacy.run("deploy")
    assert (ran.code, ran.step("keys")["sentence"]) == (5, "not set in production: ONE"), ran.out
    assert ran.step("keys")["todo"] == ["set the secret ONE of production on the project's page: this CLI has no `secret set`"]


@pytest.mark.parametrize(
    ("fault", "reason"), [pytest.param(None, "not-in-staging", id="nothing there"), pytest.param("409@/deploy/promote", "another-deploy", id="409")]
)
def test_a_refused_promotion_is_told(legacy: Legacy, fault: str | None, reason: str) -> None:
    legacy.service.set_fault(fault)
    command = ("deploy", "promote")
    answer = child.run((legacy.environ["EDGESPARK_CLI"], *command), seconds=_SECONDS, cwd=legacy.git.path, env={**os.environ, **legacy.environ})
    assert promote.refused(answered(command, answer, Redactor())).reason == reason
    assert legacy.service.live("production") is None


def test_stale_types_are_told_from_a_platform_that_does_not_answer(legacy: Legacy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "_PAUSES", ())  # the command itself has tried three times
    told = {}
    for fault in ("stale-types", "500"):
        legacy.service.set_fault(fault)
        types = legacy.run("deploy").step("types")
        told[fault] = (types["outcome"], types["reason"])
    assert told == {"stale-types": ("failed", "stale-types"), "500": ("failed", "unreachable")}
    assert legacy.service.deployments() == ()


def test_a_type_error_fails_the_dry_run_and_leaves_the_checkout_alone(legacy: Legacy) -> None:
    legacy.bench.without("types", "db-check")
    entry = legacy.git.path / "src" / "index.ts"
    entry.write_text(f"{entry.read_text()}\nconst wrong: number = 'text';\n")
    legacy.pushed()
    ran = legacy.run("deploy")
    assert (ran.code, ran.step("dry-run")["reason"]) == (4, "dry-run-failed"), ran.out
    assert "TypeScript errors (1)" in ran.step("dry-run")["excerpt"]
    assert legacy.git("status", "--porcelain") == ""
    assert legacy.service.deployments() == ()


def test_on_todays_layout_it_is_held_as_too_old(guestbook: Guestbook, bench: Bench, tmp_path: Path) -> None:
    command, log = _guarded_cli(tmp_path)
    git = Git.init(guestbook.path)
    git.commit()
    with Service(tmp_path / "state") as service:
        environ = {**_environ(service, command), "GITHUB_REF": "refs/heads/main", "GITHUB_SHA": git("rev-parse", "HEAD")}
        ran = bench.run("deploy", guestbook.path, environ=environ)
        assert (ran.code, ran.receipt["reason"], ran.reached) == (5, "cli-too-old", ["checks", "cli"]), ran.out
        assert "npm serves only @edgespark/cli 0.0.9 today" in ran.step("cli")["todo"][0]
        assert "0.0.17 or newer" in ran.step("cli")["todo"][1]
        assert service.deployments() == ()
    assert log.read_text() == ""


def test_without_a_key_our_own_build_is_the_dry_run(guestbook: Guestbook, bench: Bench) -> None:
    """What is installed is linked in, types are checked, and the checkout stays as it was."""
    (guestbook.path / "server" / "node_modules").symlink_to(NODE_MODULES)
    git = Git.init(guestbook.path)
    git.write(".gitignore", "node_modules\n")
    git.commit()
    ran = bench.run("plan", guestbook.path, environ={"EDGESPARK_CLI": "no-such-command"})
    assert (ran.code, ran.step("dry-run")["outcome"]) == (0, "passed"), ran.out
    assert ran.step("dry-run")["sentence"].startswith("dependencies as installed here, types check, bundles")
    guestbook.replace("server/src/index.ts", "const app = new Hono();", "const app: number = new Hono();")
    git.commit()
    broken = bench.run("plan", guestbook.path, environ={"EDGESPARK_CLI": "no-such-command"})
    assert (broken.code, broken.step("dry-run")["reason"]) == (4, "type-errors"), broken.out
    assert "src/index.ts" in broken.step("dry-run")["excerpt"]
    assert git("status", "--porcelain") == ""
