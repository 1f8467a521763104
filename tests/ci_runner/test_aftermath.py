"""A deploy whose end nobody saw: the platform's state decides, and where that cannot be seen nothing is claimed."""

from pathlib import Path

import pytest

from ci_runner.shown import Sight, sight
from ci_runner.steps import aftermath
from tests.ci_runner.support import Ran, Stage
from tests.ci_runner.test_deploy import wrapped

pytestmark = pytest.mark.usefixtures("decisive")
COMMIT = "4fbc90251db4e6a0a2d2e2b0a3f0b3c1d2e3f405"
OTHER = "0" * 40


def shown(commit: str, deployment: str) -> str:
    return f"project_id: p\nname: guestbook\ndeployment_id: {deployment}\ncommit: {commit}\ndeployed_url: http://a.example/\n"


@pytest.mark.parametrize(
    ("text", "commit", "deployment", "found"),
    [
        pytest.param(shown(COMMIT, "abcd123400"), COMMIT, "", Sight.OURS, id="the sandbox: our commit"),
        pytest.param(shown(COMMIT, "abcd123400"), COMMIT, "abcd1234", Sight.OURS, id="the sandbox: our deployment"),
        pytest.param(shown(COMMIT, "ffff000000"), COMMIT, "abcd1234", Sight.ANOTHER, id="the sandbox: our commit by an earlier deployment"),
        pytest.param(shown(OTHER, "ffff000000"), COMMIT, "", Sight.ANOTHER, id="the sandbox: another commit"),
        pytest.param(shown("-", "-"), COMMIT, "abcd1234", Sight.ANOTHER, id="the sandbox: nothing yet"),
        pytest.param(shown(COMMIT, "-"), "", "abc", Sight.UNTOLD, id="nothing to look for"),
        pytest.param(f"Live since noon: {COMMIT} (production)", COMMIT, "", Sight.OURS, id="elsewhere: our commit"),
        pytest.param("Deployment  abcd1234-55aa  active", COMMIT, "abcd1234", Sight.OURS, id="elsewhere: our deployment"),
        pytest.param("Deployment  abcd1234-55aa  failed", COMMIT, "abcd1234", Sight.UNTOLD, id="elsewhere: a deployment that failed"),
        pytest.param(f"Last commit {COMMIT[:10]}", COMMIT, "", Sight.UNTOLD, id="elsewhere: an abbreviated commit"),
        pytest.param("Version xabcd1234", COMMIT, "abcd1234", Sight.UNTOLD, id="elsewhere: the id inside another word"),
        pytest.param(f"commit: {OTHER}", COMMIT, "abcd1234", Sight.UNTOLD, id="elsewhere: another commit proves nothing"),
    ],
)
def test_what_project_show_proves(text: str, commit: str, deployment: str, found: Sight) -> None:
    assert sight(text, commit, deployment) is found


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aftermath, "PAUSES", (0.0, 0.01))


@pytest.fixture
def live_once(stage: Stage) -> str:
    """The commit that is live; another one, which touches the project, is checked out and pushed."""
    before = stage.was_deployed()
    stage.project.write("server/src/more.ts", "export {};\n")
    stage.pushed()
    return before


def ended(ran: Ran) -> tuple[str, str, list[str]]:
    return ran.step("deploy")["outcome"], ran.step("deploy")["reason"], ran.receipt["unknown"]


def test_a_deploy_that_died_when_it_was_live_is_live(live_once: str, stage: Stage) -> None:
    stage.rehearsal.service.set_fault("crash-after-deploy")
    ran = stage.deploy()
    assert (ran.code, ended(ran)) == (0, ("passed", "deployed-after-all", [])), ran.out
    live = stage.rehearsal.service.live()
    assert live is not None
    assert live.commit == ran.receipt["live"]["commit"] == ran.receipt["commit"] != live_once
    assert live.id.startswith(ran.receipt["live"]["deployment"])
    assert ran.receipt["live"]["url"].endswith(f"/live/{stage.rehearsal.service.project_id}/")
    assert "was killed by signal 9" in ran.step("deploy")["sentence"]
    assert ran.step("verify")["outcome"] == "passed"


def test_a_deploy_that_died_with_its_bundle_uploaded_may_still_become_live(live_once: str, stage: Stage) -> None:
    """The platform shows what was live before, so far."""
    stage.rehearsal.service.set_fault("crash-after-upload")
    ran = stage.deploy()
    assert (ran.code, ended(ran)) == (4, ("failed", "crashed", ["deploy"])), ran.out
    assert ran.step("deploy")["sentence"].endswith("so far `edgespark project show` shows what was live before")
    assert (ran.receipt["live"], [live["commit"] for live in ran.receipt["may_be_live"]]) == (None, [ran.receipt["commit"], live_once])


def test_a_request_that_was_never_answered_leaves_it_open(live_once: str, stage: Stage) -> None:
    """What was live before is shown, and the platform may still be at work."""
    stage.project.replace(".edgespark-ci.yaml", "run:\n", "run:\n  time-limits: {deploy: 4}\n")
    stage.pushed()
    stage.rehearsal.service.set_fault("hang@/deploy/execute")
    ran = stage.deploy()
    assert (ran.code, ended(ran), ran.receipt["live"]) == (4, ("failed", "time-out", ["deploy"]), None), ran.out


@pytest.mark.parametrize(
    ("instead", "expected"),
    [
        pytest.param("$REAL deploy; exit 1", (0, ("passed", "deployed-after-all", [])), id="an error after it went live"),
        pytest.param("$REAL deploy >/dev/null 2>&1; exit 0", (0, ("passed", "deployed-after-all", [])), id="no word of success"),
        pytest.param("echo Bundle uploaded; exit 1", (4, ("failed", "effect-unknown", ["deploy"])), id="an error behind the upload"),
        pytest.param("echo Bundle uploaded; echo API error: 403 Forbidden; exit 1", (4, ("failed", "deploy-failed", [])), id="a refusal behind the upload"),
        pytest.param(
            "echo API error: 403; echo Bundle uploaded; echo API error: 502; exit 1", (4, ("failed", "effect-unknown", ["deploy"])), id="no last word"
        ),
        pytest.param("echo Bundle uploaded; echo API error: 409 Conflict; exit 1", (4, ("failed", "another-deploy", ["deploy"])), id="another deploy at work"),
        pytest.param("exit 0", (4, ("failed", "effect-unknown", ["deploy"])), id="a claim of success that nothing shows"),
        pytest.param("echo no; exit 1", (4, ("failed", "deploy-failed", [])), id="an error before anything began"),
    ],
)
def test_an_end_that_the_command_chose_is_not_believed(stage: Stage, tmp_path: Path, instead: str, expected: object) -> None:
    wrapped(stage, tmp_path, f'REAL={stage.rehearsal.environment["EDGESPARK_CLI"]}; case "$*" in deploy) {instead};; esac')
    ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ended(ran)) == expected, ran.out


def test_of_words_that_nobody_has_seen_exit_0_has_to_do(stage: Stage, tmp_path: Path) -> None:
    wrapped(stage, tmp_path, 'case "$*" in deploy) echo Done.; exit 0;; project*) exit 2;; esac')
    ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ran.step("deploy")["outcome"], ran.step("deploy")["reason"]) == (0, "passed", "unsaid"), ran.out
    assert (ran.receipt["live"]["commit"], ran.step("verify")["reason"]) == (ran.receipt["commit"], "no-url")


def test_a_cli_that_cannot_show_the_project_leaves_it_open(stage: Stage, tmp_path: Path) -> None:
    wrapped(stage, tmp_path, 'case "$*" in deploy) echo Bundle uploaded; exit 1;; project*) exit 2;; esac')
    ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ended(ran), ran.receipt["live"]) == (4, ("failed", "effect-unknown", ["deploy"]), None), ran.out
    assert "deploy may or may not have had its effect" in ran.out
