"""What a run tells GitHub, and asks of it."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_runner.github import deployments, marks
from ci_runner.github.client import Client, Refused
from ci_runner.github.marks import Mark, Says
from ci_runner.model import Live, Told
from tests.ci_runner import earlier
from tests.ci_runner.github import TOKEN, GitHub, github
from tests.ci_runner.support import NOT_DECISIVE, Stage
from tests.ci_runner.test_deploy import wrapped

ONE, TWO = "1" * 40, "2" * 40


@pytest.fixture
def hub() -> Iterator[GitHub]:
    """A GitHub without deployments."""
    with github() as running:
        yield running


def api(hub: GitHub, token: str = TOKEN) -> Client:
    return Client(hub.url, token, "acme/guestbook")


def test_without_a_token_or_a_repository_there_is_no_api() -> None:
    assert Client.of({"GITHUB_REPOSITORY": "acme/guestbook"}) is None
    assert Client.of({"GITHUB_TOKEN": TOKEN}) is None
    assert Client.of({"GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "a/b"}) == Client("https://api.github.com", TOKEN, "a/b")


def test_the_jobs_own_deployment_gets_the_status(hub: GitHub) -> None:
    own = hub.deployed(ONE, "production")
    deployments.announce(api(hub), ONE, "production", {"state": "success", "description": "x"})
    assert hub.deployments == [own]
    assert own["statuses"] == [{"state": "success", "description": "x", "environment": "production"}]


def test_without_one_a_deployment_is_made_that_waits_for_nothing(hub: GitHub) -> None:
    hub.deployed(TWO, "production")
    hub.deployed(ONE, "staging")
    deployments.announce(api(hub), ONE, "production", {"state": "inactive"})
    made = hub.deployments[0]
    assert made["created_with"] == {"ref": ONE, "environment": "production", "task": "edgespark-ci", "required_contexts": [], "auto_merge": False}
    assert [status["state"] for status in made["statuses"]] == ["inactive"]


def test_the_last_live_commit_is_the_newest_that_we_marked(hub: GitHub) -> None:
    mine = {"state": "success", "description": marks.live_marker("."), "environment_url": "https://a.example/"}
    assert deployments.last_told(api(hub), "production", ".") == Told()
    hub.deployed(ONE, "production", statuses=[{"state": "inactive", "description": ""}, mine])
    hub.deployed(TWO, "production", statuses=[{"state": "success", "description": "somebody else's"}])
    hub.deployed(TWO, "production", statuses=[{"state": "inactive", "description": marks.nothing(".", "held")}])
    hub.deployed(TWO, "production", statuses=[{"state": "success", "description": marks.live_marker("apps/shop")}])
    assert deployments.last_told(api(hub), "production", ".") == Told(Live(ONE, "https://a.example/", told_by="a GitHub deployment"))
    assert deployments.last_told(api(hub), "staging", ".") == Told()


def word(says: Says, run: str = "7.1", project: str = ".", pinned: str = "") -> dict[str, str]:
    """A status that bears a mark."""
    return {"state": "in_progress", "description": marks.text(says, project, Live("", "", pinned=pinned), run)}


LIVE, PERHAPS, NOT = word(Says.LIVE), word(Says.PERHAPS), word(Says.NOT)
HELD = {"state": "inactive", "description": marks.nothing(".", "held")}


@pytest.mark.parametrize(
    ("on_one", "on_two", "sure", "perhaps"),
    [
        pytest.param([LIVE], [PERHAPS], "", [TWO, ONE], id="nobody saw the end"),
        pytest.param([LIVE], [HELD, PERHAPS], "", [TWO, ONE], id="nor did a run that was held then"),
        pytest.param([], [PERHAPS], "", [TWO], id="nor that of the first deploy"),
        pytest.param([LIVE], [LIVE, PERHAPS], TWO, [], id="it is live"),
        pytest.param([LIVE], [NOT, PERHAPS], ONE, [], id="it changed nothing"),
        pytest.param([LIVE], [NOT, PERHAPS, word(Says.PERHAPS, "6.1")], "", [TWO, ONE], id="it changed nothing, and nobody saw the end of an earlier one"),
        pytest.param([LIVE], [word(Says.NOT, "7.2"), PERHAPS], "", [TWO, ONE], id="another attempt changed nothing"),
        pytest.param([LIVE, word(Says.PERHAPS, "5.1")], [word(Says.PERHAPS, "8.1"), PERHAPS], "", [TWO, ONE], id="twice nobody saw the end"),
        pytest.param([], [PERHAPS, word(Says.LIVE, "6.1")], TWO, [], id="what was live is deployed again"),
        pytest.param([LIVE], [word(Says.PERHAPS, project="apps/shop")], ONE, [], id="another project"),
        pytest.param([LIVE], [word(Says.PERHAPS, project="..")], ONE, [], id="a project of a like name"),
    ],
)
def test_what_nobody_saw_the_end_of_may_be_live(hub: GitHub, on_one: list[dict[str, str]], on_two: list[dict[str, str]], sure: str, perhaps: list[str]) -> None:
    hub.deployed(ONE, "production", statuses=on_one)
    hub.deployed(TWO, "production", statuses=on_two)
    told = deployments.last_told(api(hub), "production", ".")
    assert (told.live.commit if told.live else "", [live.commit for live in told.perhaps]) == (sure, perhaps)


def test_a_rollback_that_may_be_done_may_have_pinned(hub: GitHub) -> None:
    hub.deployed(ONE, "production", statuses=[word(Says.PERHAPS, pinned="sign-in fails, pinned: yes")])
    assert [live.pinned for live in deployments.last_told(api(hub), "production", ".").perhaps] == ["sign-in fails, pinned: yes"]


@pytest.mark.parametrize("says", Says)
def test_a_mark_is_read_as_it_was_written_however_long_the_names_are(says: Says) -> None:
    project = "apps/" + "a" * 200
    text = marks.text(says, project, Live(ONE, ""), "12345678901.12")
    assert len(text) <= 140
    assert marks.read(text, project) == Mark(says, "" if says is Says.LIVE else "12345678901.12")
    assert marks.read(text, project + "b") is None
    assert len(marks.text(says, project, Live(ONE, "", pinned="b" * 200), "12345678901.12")) <= 140


def test_a_mark_stands_on_the_newest_deployment_since_the_newest_counts(hub: GitHub) -> None:
    own = hub.deployed(ONE, "production", statuses=[])
    hub.deployed(TWO, "production", statuses=[HELD])
    assert deployments.mark(api(hub), ONE, "production", ".", LIVE) == own["id"], "nothing newer bears a mark"
    hub.deployments[0]["statuses"].insert(0, LIVE)
    made = deployments.mark(api(hub), ONE, "production", ".", LIVE, why="rolled back")
    assert (made, hub.deployments[0]["sha"], hub.deployments[0]["created_with"]["description"]) == (3, ONE, "rolled back")
    live = deployments.told_live(api(hub), "production", ".")
    assert live is not None
    assert live.commit == ONE


def test_a_refusal_says_why_and_what_is_missing(hub: GitHub) -> None:
    hub.refuse = 403
    with pytest.raises(Refused, match=r"HTTP 403 to GET deployments: Resource not accessible by integration; the job needs `permissions: deployments: write`"):
        deployments.announce(api(hub), ONE, "production", {})
    hub.refuse = 0
    with pytest.raises(Refused, match="Bad credentials"):
        deployments.announce(api(hub, "another"), ONE, "production", {})
    with pytest.raises(Refused, match="GitHub cannot be reached"):
        deployments.last_told(Client("http://127.0.0.1:9", TOKEN, "a/b"), "production", ".")


def test_a_question_whose_connection_breaks_is_asked_again_and_an_order_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ci_runner.github.client._PAUSES", (0.0,))
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        serving = threading.Thread(target=_breaking_twice, args=(server,))
        serving.start()
        client = Client(f"http://127.0.0.1:{server.getsockname()[1]}", TOKEN, "a/b")
        with pytest.raises(Refused, match="GitHub cannot be reached"):
            client.post("deployments", "deployments: write", {})
        assert client.get("deployments", "deployments: read") == []
        serving.join()


def _breaking_twice(server: socket.socket) -> None:
    """Hang up on the first two who call, and answer the third."""
    for _each in range(2):
        server.accept()[0].close()
    call, _address = server.accept()
    with call:
        call.recv(65_536)
        call.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]")


def test_a_deploy_tells_github_what_is_live_and_refuses_to_go_behind_it(hub: GitHub, stage: Stage) -> None:
    environ = {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": hub.url}
    older = stage.git("rev-parse", "HEAD")
    stage.project.write("README.md", "more\n")
    newer = stage.pushed()
    ran = stage.deploy(**environ)
    assert ran.code == 0, ran.out
    (made,) = hub.deployments
    status = made["statuses"][0]
    assert (made["sha"], status["state"], status["description"]) == (newer, "success", marks.live_marker("."))
    assert [(one["state"], one["description"]) for one in reversed(made["statuses"])] == [
        ("in_progress", "edgespark-ci: perhaps live (.), run 77.1"),
        ("in_progress", marks.live_marker(".")),
        ("success", marks.live_marker(".")),
    ]
    assert status["environment_url"] == ran.receipt["live"]["url"]
    assert status["log_url"] == "https://github.com/acme/guestbook/actions/runs/77"
    (stage.bench.directory / "receipt.json").unlink()
    stage.git("push", "--quiet", "--force", "origin", f"{older}:main")
    stage.git("checkout", "--quiet", "--detach", older)
    behind = stage.deploy(**environ)
    assert (behind.code, behind.receipt["reason"], behind.receipt["live"]["told_by"]) == (5, "older-than-live", "a GitHub deployment"), behind.out
    assert [(one["sha"], one["statuses"][0]["state"]) for one in hub.deployments] == [(older, "inactive"), (newer, "success")]


def test_a_missing_permission_never_fails_a_deploy_that_succeeded(hub: GitHub, stage: Stage) -> None:
    hub.refuse = 403
    ran = stage.deploy(GITHUB_TOKEN=TOKEN, GITHUB_API_URL=hub.url)
    assert ran.code == 0, ran.out
    assert "warning   the deployment's status could not be set: GitHub answered HTTP 403" in ran.out


@pytest.mark.parametrize(
    ("does", "end", "last"),
    [
        pytest.param("echo no; exit 1", "deploy-failed", ("failure", "not live"), id="a deploy that failed is taken back"),
        pytest.param("echo Bundle uploaded; exit 1", "effect-unknown", ("in_progress", "perhaps live"), id="one that may be live is not"),
    ],
)
def test_what_a_failed_deploy_came_to_is_told(hub: GitHub, stage: Stage, tmp_path: Path, does: str, end: str, last: tuple[str, str]) -> None:
    stage.bench.without(*NOT_DECISIVE)
    wrapped(stage, tmp_path, f'case "$*" in deploy) {does};; project*) exit 2;; esac')
    ran = stage.deploy(GITHUB_TOKEN=TOKEN, GITHUB_API_URL=hub.url, EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ran.step("deploy")["reason"]) == (4, end), ran.out
    (made,) = hub.deployments
    told = [(one["state"], one["description"]) for one in made["statuses"]]
    before = (last[0], f"edgespark-ci: {last[1]} (.), run 77.1")
    assert told[:2] == [("failure", "edgespark-ci: failed (.)" if end == "deploy-failed" else before[1]), before]


def test_a_held_run_does_not_hide_that_its_commit_is_live(hub: GitHub, stage: Stage) -> None:
    stage.bench.without(*NOT_DECISIVE)
    own = hub.deployed(stage.git("rev-parse", "HEAD"), "production", statuses=[LIVE])
    ran = stage.deploy(GITHUB_TOKEN=TOKEN, GITHUB_API_URL=hub.url, EDGESPARK_API_KEY="")
    assert (ran.code, ran.receipt["reason"]) == (5, "no-key"), ran.out
    assert (own["statuses"][0]["state"], own["statuses"][0]["description"]) == ("success", marks.live_marker("."))


def test_what_the_platform_shows_of_a_lost_deploy_is_told_by_the_run_that_asked(hub: GitHub, stage: Stage) -> None:
    stage.bench.without(*NOT_DECISIVE)
    lost = stage.was_deployed()
    (stage.bench.directory / "receipt.json").unlink()
    hub.deployed(lost, "production", statuses=[PERHAPS])
    stage.git("commit", "--quiet", "--allow-empty", "--message", "nothing of this project")
    stage.git("push", "--quiet", "origin", "HEAD:main")
    ran = stage.deploy(GITHUB_TOKEN=TOKEN, GITHUB_API_URL=hub.url)
    assert (ran.code, ran.step("deploy")["reason"]) == (0, "already-live"), ran.out
    assert deployments.last_told(api(hub), "production", ".") == Told(Live(lost, ran.receipt["live"]["url"], told_by="a GitHub deployment"))


def test_a_superseded_run_leaves_no_deployment_that_looks_live(hub: GitHub, stage: Stage) -> None:
    older = stage.git("rev-parse", "HEAD")
    stage.project.write("README.md", "more\n")
    stage.pushed()
    stage.git("checkout", "--quiet", "--detach", older)
    ran = stage.deploy(GITHUB_TOKEN=TOKEN, GITHUB_API_URL=hub.url)
    assert (ran.code, ran.receipt["reason"]) == (0, "superseded"), ran.out
    assert [(one["state"], one["description"]) for one in hub.deployments[0]["statuses"]] == [("inactive", "edgespark-ci: superseded (.)")]


@pytest.mark.parametrize("told", range(3))
def test_a_github_that_takes_no_more_ends_no_deploy(hub: GitHub, stage: Stage, told: int) -> None:
    """Of the three statuses of a deploy it takes as many as are `told`."""
    stage.bench.without(*NOT_DECISIVE)
    earlier.migrated(stage.rehearsal)
    hub.writes, hub.headers = told + 1, {"x-ratelimit-remaining": "0"}  # the first makes the deployment
    ran = stage.deploy(GITHUB_TOKEN=TOKEN, GITHUB_API_URL=hub.url)
    assert (ran.code, ran.step("deploy")["outcome"]) == (0, "passed"), ran.out
    words = "warning   the deployment's status could not be set: GitHub answered HTTP 403 to POST deployments/1/statuses"
    assert words in ran.out
    live = deployments.last_told(api(hub), "production", ".")
    assert (live.live is not None, bool(live.perhaps)) == [(False, False), (False, True), (True, False)][told]
