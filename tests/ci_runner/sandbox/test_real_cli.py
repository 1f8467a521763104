"""`@edgespark/cli` 0.0.9 as npm serves it, on a project that it made itself, against the sandbox. No byte leaves the loopback interface."""

import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ci_runner.sandbox import runtime_keys
from ci_runner.sandbox.deployments import Status
from ci_runner.sandbox.runtime_keys import KeyKind
from ci_runner.sandbox.service import Service
from hooks import child
from hooks.checks import stale_types
from hooks.finding import Diagnostic, Finding
from hooks.platform import edgespark
from hooks.platform.edgespark import TypesVerdict
from hooks.platform.layout import Layout, layout_of
from hooks.policy import config
from hooks.project import Project, Surroundings
from hooks.trees.tree import WorkTree
from tests.ci_runner.remembering import remembering
from tests.ci_runner.sandbox.support import Ended, call, ended, put_live
from tests.conftest import NODE_MODULES

pytestmark = pytest.mark.node
_GUARD = Path(__file__).with_name("loopback_only.cjs")
_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class App:
    """A project of the legacy layout, the command that it runs, and everything that the command may know."""

    path: Path
    command: str
    environ: dict[str, str]

    def run(self, *arguments: str, **variables: str) -> Ended:
        return ended((self.command, *arguments), self.path, {**self.environ, **variables}, _SECONDS)

    @property
    def refused(self) -> str:
        """Every host beyond loopback that was reached for."""
        return Path(self.environ["LOOPBACK_ONLY_LOG"]).read_text()


def _environ(service: Service, node: Path) -> dict[str, str]:
    """All that the command gets; `node` is where Node writes to."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(node / "home"),
        "NODE_OPTIONS": f"--require {_GUARD}",
        "LOOPBACK_ONLY_LOG": str(node / "refused.log"),
        "npm_config_offline": "true",
        **service.environment,
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `edgespark init` makes, its types pulled; not to be changed."""
    top = tmp_path_factory.mktemp("made")
    command = str(NODE_MODULES / ".bin" / "edgespark")
    with Service(top / "state") as service:
        environ = _environ(service, top)
        for arguments, directory in ((("init", "app", "--scaffold"), top), (("pull", "types"), top / "app")):
            answer = ended((command, *arguments), directory, environ, _SECONDS)
            assert answer.code == 0, answer.err
    assert not Path(environ["LOOPBACK_ONLY_LOG"]).exists()
    return top / "app"


@pytest.fixture
def app(service: Service, made: Path, tmp_path: Path) -> Iterator[App]:
    """A copy of the made project, with the pinned tools for its dependencies."""
    shutil.copytree(made, tmp_path / "app")
    (tmp_path / "app" / "node_modules").symlink_to(NODE_MODULES)
    (tmp_path / "app" / "edgespark.toml").write_text(f'project_id = "{service.project_id}"\n')
    (tmp_path / "refused.log").touch()
    copied = App(tmp_path / "app", str(NODE_MODULES / ".bin" / "edgespark"), _environ(service, tmp_path))
    yield copied
    assert copied.refused == ""


def _verdict(app: App, **variables: str) -> tuple[int, TypesVerdict]:
    answer = child.run((app.command, "pull", "types", "--check"), seconds=_SECONDS, cwd=app.path, env={**app.environ, **variables})
    return answer.code, edgespark.types_verdict(answer)


def test_the_guard_refuses_what_leaves_the_machine(app: App) -> None:
    script = "fetch('http://192.0.2.1/').catch(() => require('node:dns').lookup('example.com', () => {}))"
    done = ended(("node", "-e", script), app.path, app.environ)
    assert (done.code, app.refused) == (1, "192.0.2.1\nexample.com\n")
    Path(app.environ["LOOPBACK_ONLY_LOG"]).write_text("")


def test_pulled_types_are_fresh_until_the_platform_has_newer_ones(app: App, service: Service) -> None:
    assert _verdict(app) == (0, TypesVerdict.FRESH)
    service.set_fault("stale-types")
    assert _verdict(app) == (1, TypesVerdict.STALE)
    (app.path / "src/__generated__/.checksums.json").unlink()
    service.set_fault(None)
    assert _verdict(app) == (1, TypesVerdict.STALE)


@pytest.mark.parametrize(
    ("fault", "code", "verdict"),
    [
        pytest.param("401", 6, TypesVerdict.UNAUTHENTICATED, id="401"),
        pytest.param("403", 6, TypesVerdict.UNAUTHENTICATED, id="403"),
        pytest.param("500", 6, TypesVerdict.UNREACHABLE, id="500"),
        pytest.param("429*1", 0, TypesVerdict.FRESH, id="429 once: it tries again itself"),
    ],
)
def test_an_http_error_is_told_from_stale_types(app: App, service: Service, fault: str, code: int, verdict: TypesVerdict) -> None:
    service.set_fault(fault)
    assert _verdict(app) == (code, verdict)


@pytest.mark.parametrize(
    ("variables", "code", "verdict"),
    [
        pytest.param({"EDGESPARK_API_KEY": ""}, 3, TypesVerdict.UNAUTHENTICATED, id="no key"),
        pytest.param({"EDGESPARK_API_KEY": "wrong"}, 6, TypesVerdict.UNAUTHENTICATED, id="a rejected key"),
        pytest.param({"EDGESPARK_PROJECT_ID": "other"}, 6, TypesVerdict.UNKNOWN, id="a project that is not there"),
        pytest.param({"EDGESPARK_BASE_URL": "http://127.0.0.1:9"}, 6, TypesVerdict.UNREACHABLE, id="nobody at the address"),
    ],
)
def test_a_wrong_setting_is_told_from_stale_types(app: App, variables: dict[str, str], code: int, verdict: TypesVerdict) -> None:
    assert _verdict(app, **variables) == (code, verdict)


def test_the_rule_asks_0_0_9_about_its_own_layout(app: App, service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    remembering(tmp_path / "edgespark", app.command, tmp_path)
    for name, value in {**app.environ, "EDGESPARK_CLI": str(tmp_path / "edgespark")}.items():
        monkeypatch.setenv(name, value)

    def results() -> list[Finding | Diagnostic]:
        tree = WorkTree(app.path)
        project = Project(tree, ".", Surroundings(config.policy(tree)))
        assert layout_of(project) is Layout.LEGACY
        return list(stale_types.check(project))

    assert results() == []
    service.set_fault("stale-types")
    (found,) = results()
    assert isinstance(found, Finding)
    assert found.fix is not None
    assert found.fix.commands[1] == ("git", "add", "src/__generated__")


def test_a_dry_run_compiles_and_uploads_nothing(app: App, service: Service) -> None:
    answer = app.run("deploy", "--dry-run")
    assert (answer.code, "Dry run complete" in answer.err) == (0, True), answer.err
    assert service.deployments() == ()
    assert (app.path / "dist" / "bundle.js").is_file()


def test_a_dry_run_fails_on_a_type_error(app: App) -> None:
    entry = app.path / "src" / "index.ts"
    entry.write_text(f"{entry.read_text()}\nconst wrong: number = 'text';\n")
    answer = app.run("deploy", "--dry-run")
    assert (answer.code, "TypeScript errors (1)" in answer.err) == (1, True)


def test_a_deploy_goes_live_in_staging_and_is_promoted(app: App, service: Service) -> None:
    answer = app.run("deploy")
    assert (answer.code, "Deployed successfully" in answer.err) == (0, True), answer.err
    url = answer.err.partition("URL: ")[2].split()[0]
    staged = service.live("staging")
    assert staged is not None
    assert staged.bundle == (app.path / "dist" / "bundle.js").read_bytes()
    assert call(url).body["deployment_id"] == staged.id
    assert service.live("production") is None
    promoted = app.run("deploy", "promote")
    assert (promoted.code, "Promoted successfully" in promoted.err) == (0, True), promoted.err
    live = service.live("production")
    assert live is not None
    assert live.promoted_from == staged.id


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        pytest.param("409@/deploy/promote", 1, "Another deployment is in progress", id="409"),
        pytest.param(None, 1, "No active staging deployment", id="nothing to promote"),
    ],
)
def test_a_promotion_that_cannot_be_is_exit_1(app: App, service: Service, fault: str | None, code: int, words: str) -> None:
    service.set_fault(fault)
    answer = app.run("deploy", "promote")
    assert (answer.code, words in answer.err) == (code, True)


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        pytest.param("500@/deploy/prepare", 6, None, id="prepare: 6"),
        pytest.param("500@/upload/", 6, Status.PREPARED, id="upload: 6"),
        pytest.param("500@/deploy/execute", 1, Status.UPLOADED, id="execute: 1"),
    ],
)
def test_a_deploy_that_breaks_off_leaves_nothing_live(app: App, service: Service, fault: str, code: int, status: Status | None) -> None:
    service.set_fault(fault)
    assert app.run("deploy").code == code
    assert service.live("staging") is None
    assert [each.status for each in service.deployments()] == ([] if status is None else [status])


def test_secrets_are_listed_by_name(app: App, service: Service) -> None:
    assert "No secrets found" in app.run("secret", "list").err
    runtime_keys.put(service.state, service.project_id, "staging", KeyKind.SECRET, "SALT")
    answer = app.run("secret", "list")
    assert (answer.code, "SALT" in answer.out) == (0, True)


def test_logs_are_streamed_until_a_signal(app: App, service: Service) -> None:
    put_live(service, "staging")
    process = child.start((app.command, "log", "tail"), cwd=app.path, env=app.environ)
    assert process.stderr is not None
    assert process.stdout is not None
    try:
        while b"Connected" not in (line := process.stderr.readline()):
            assert line
        call(f"{service.url}/live/{service.project_id}--staging/api/public/hello")
        said = ""
        while "GET" not in said:
            line = process.stdout.readline()
            assert line
            said += line.decode()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=_SECONDS)
    finally:
        child.end_group(process)
    assert "INF edgespark-ci sandbox answered" in said
    assert (process.returncode, "Stopped (1 events received)" in err.decode()) == (0, True)


def test_a_lost_stream_is_exit_6(app: App, service: Service) -> None:
    service.set_fault("dropped-log")
    answer = app.run("log", "tail")
    assert (answer.code, "Connection closed unexpectedly" in answer.err) == (6, True)
