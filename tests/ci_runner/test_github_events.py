"""Every event of GitHub through the whole pipeline: what runs, what the pull request is told, and what happens without permission."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from ci_runner.config import Comment
from ci_runner.event import Event, Kind
from ci_runner.finish import commented
from ci_runner.github import comments, marks
from ci_runner.github.client import Client
from ci_runner.redact import Redactor
from tests.ci_runner.github import BOT, TOKEN, GitHub, github
from tests.ci_runner.support import Ran, Stage
from tests.ci_runner.test_report import EMPTY

MARK = comments.marker(".", "production")
SCHEMA = "server/src/defs/db_schema.ts"
HOMEPAGE = 'homepage: text("homepage"),'
OFFLINE = ["checks", "cli", "types", "db-check", "dry-run"]


@pytest.fixture
def hub() -> Iterator[GitHub]:
    """A GitHub that knows nothing yet."""
    with github() as running:
        yield running


def merged(stage: Stage) -> None:
    """Check out what GitHub makes of a pull request: its changes, merged into main."""
    stage.git("checkout", "--quiet", "-b", "feature")
    stage.project.write("README.md", "a feature\n")
    stage.git.commit("a feature")
    stage.git("checkout", "--quiet", "--detach", "main")
    stage.git("merge", "--quiet", "--no-ff", "--message", "Merge", "feature")


def run(stage: Stage, hub: GitHub, name: str, payload: Mapping[str, Any], **environ: str) -> Ran:
    """`edgespark-ci run`, as the event `name` starts it."""
    file = stage.bench.directory.parent / "event.json"
    file.write_text(json.dumps({"repository": {"default_branch": "main"}, **payload}), encoding="utf-8")
    asking = {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": hub.url, "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file)}
    return stage.bench.run("run", stage.rehearsal.project, environ={**stage.github, "GITHUB_REF": "", **asking, **environ})


def pull_request(stage: Stage, hub: GitHub, origin: str = "acme/guestbook", **environ: str) -> Ran:
    """A run of pull request 7, whose branch lies in the repository `origin`."""
    repositories = {"base": {"ref": "main", "repo": {"full_name": "acme/guestbook"}}, "head": {"ref": "feature", "repo": {"full_name": origin}}}
    return run(stage, hub, "pull_request", {"number": 7, "pull_request": repositories}, **environ)


def changed(stage: Stage) -> None:
    """A pull request that adds a column and forgets the migration."""
    stage.project.replace(SCHEMA, HOMEPAGE, f'{HOMEPAGE}\n    bio: text("bio"),')
    merged(stage)


class TestPullRequest:
    def test_it_plans_and_tells_what_a_reviewer_should_know(self, stage: Stage, hub: GitHub) -> None:
        changed(stage)
        ran = pull_request(stage, hub)
        assert (ran.code, ran.reached) == (1, OFFLINE), ran.out
        (comment,) = hub.comments
        body = comment["body"]
        assert body.startswith(f"{MARK}\n\n## Failed: acme/guestbook at ")
        told = ("| checks | failed (`findings`)", "| error | server/src/defs/db\\_schema.ts:", '| add | column "guests.bio" | untouched |', 'text bio "added"')
        assert sorted(map(body.index, told)) == list(map(body.index, told))
        assert ran.receipt["schema_changes"] == ['column "guests.bio"']
        assert hub.deployments == []

    def test_the_comment_is_brought_up_to_date_when_all_is_well_again(self, stage: Stage, hub: GitHub) -> None:
        merged(stage)
        hub.commented(f"{MARK}\n\nan earlier run", BOT, "Bot")
        ran = pull_request(stage, hub)
        assert (ran.code, len(hub.comments)) == (0, 1), ran.out
        assert "## Passed: acme/guestbook" in hub.comments[0]["body"]

    def test_a_run_that_says_nothing_writes_no_comment(self, stage: Stage, hub: GitHub) -> None:
        merged(stage)
        ran = pull_request(stage, hub)
        assert (ran.code, hub.comments, "warning" in ran.out) == (0, [], False), ran.out

    def test_a_warning_is_told_to_whoever_brings_it_and_to_nobody_behind(self, stage: Stage, hub: GitHub) -> None:
        unused = ("server/src/defs/runtime.ts", '"GUESTBOOK_TITLE"', '"GUESTBOOK_TITLE"\n  | "NOBODY_READS_THIS"')
        stage.project.replace(*unused)
        merged(stage)
        ran = pull_request(stage, hub)
        assert (ran.code, len(hub.comments)) == (0, 1), ran.out
        assert "NOBODY" in hub.comments.pop()["body"]

        stage.git("branch", "--quiet", "--force", "main", "HEAD")
        stage.git("checkout", "--quiet", "main")
        stage.git("push", "--quiet", "origin", "main")
        stage.git("branch", "--quiet", "--delete", "--force", "feature")
        stage.project.write("server/src/more.ts", "export {};\n")
        merged(stage)
        ran = pull_request(stage, hub)
        assert (ran.code, hub.comments, "1 warning" in ran.out) == (0, [], True), ran.out

    @pytest.mark.parametrize(("wanted", "count"), [("always", 1), ("never", 0)])
    def test_the_policy_says_when(self, stage: Stage, hub: GitHub, wanted: str, count: int) -> None:
        stage.project.replace(".edgespark-ci.yaml", "run:\n", f"run:\n  comment: {wanted}\n")
        stage.pushed()  # a proposal cannot change what is done with it
        merged(stage)
        ran = pull_request(stage, hub)
        assert (ran.code, len(hub.comments)) == (0, count), ran.out
        assert any("comments" in asked for asked in hub.asked) is bool(count)


def test_a_cancelled_run_leaves_the_comment_to_the_later_one(hub: GitHub) -> None:
    event = Event(kind=Kind.PULL_REQUEST, commit="c" * 40, host="github", pull_request=7)
    receipt = replace(EMPTY, event=event, interrupted="SIGTERM", finished=True)
    assert commented(receipt, Comment.ALWAYS, Client(hub.url, TOKEN, "acme/guestbook"), Redactor()) == ""
    assert hub.asked == []


class TestWithoutPermission:
    """Nothing fails; one line says why there is no comment; the summary has it all."""

    def told(self, stage: Stage, ran: Ran, why: str) -> None:
        (line,) = [line for line in ran.out.splitlines() if line.startswith("warning")]
        assert line.startswith("warning   no comment, but all of it is in the step summary: ")
        assert why in line
        assert (ran.code, ran.receipt["reason"]) == (1, "findings"), ran.out
        assert 'column "guests.bio"' in (stage.bench.directory / "summary.md").read_text(encoding="utf-8")

    def test_a_fork_is_not_even_asked_for(self, stage: Stage, hub: GitHub) -> None:
        changed(stage)
        ran = pull_request(stage, hub, "mallory/guestbook", GITHUB_STEP_SUMMARY="summary.md")
        self.told(stage, ran, "a run on a fork's code may not comment")
        assert [asked for asked in hub.asked if not asked.startswith("GET deployments")] == []

    def test_dependabot_has_no_secrets_and_may_only_read(self, stage: Stage, hub: GitHub) -> None:
        changed(stage)
        hub.read_only = True
        ran = pull_request(stage, hub, GITHUB_ACTOR="dependabot[bot]", EDGESPARK_API_KEY="", GITHUB_STEP_SUMMARY="summary.md")
        self.told(stage, ran, "Resource not accessible by integration; the job needs `permissions: pull-requests: write`")
        assert ran.step("types")["reason"] == "no-key-here"

    def test_no_token(self, stage: Stage, hub: GitHub) -> None:
        changed(stage)
        self.told(stage, pull_request(stage, hub, GITHUB_TOKEN="", GITHUB_STEP_SUMMARY="summary.md"), "the job has no GITHUB_TOKEN")

    @pytest.mark.parametrize("header", ["X-RateLimit-Remaining: 0", "Retry-After: 60"], ids=["primary", "secondary"])
    def test_a_rate_limit(self, stage: Stage, hub: GitHub, header: str) -> None:
        changed(stage)
        name, value = header.split(": ")
        hub.refuse, hub.headers = 403, {name: value}
        self.told(stage, pull_request(stage, hub, GITHUB_STEP_SUMMARY="summary.md"), "the token's limit is used up for now")


def test_a_merge_group_plans_against_its_base_and_comments_nowhere(stage: Stage, hub: GitHub) -> None:
    base = stage.git("rev-parse", "HEAD")
    changed(stage)
    ran = run(stage, hub, "merge_group", {"merge_group": {"base_sha": base, "base_ref": "refs/heads/main"}})
    assert (ran.code, ran.reached, ran.receipt["base"]) == (1, OFFLINE, base), ran.out
    assert (hub.comments, hub.deployments, stage.rehearsal.service.live()) == ([], [], None)


@pytest.mark.parametrize("name", ["push", "workflow_dispatch"])
def test_a_merge_and_a_run_by_hand_deploy_and_say_so(stage: Stage, hub: GitHub, name: str) -> None:
    before = stage.git("rev-parse", "HEAD")
    stage.project.write("README.md", "more\n")
    commit = stage.pushed()
    ran = run(stage, hub, name, {"before": before}, GITHUB_REF="refs/heads/main")
    assert ran.code == 0, ran.out
    (made,) = hub.deployments
    status = made["statuses"][0]
    assert made["created_with"]["payload"] == ran.receipt["digests"]
    assert (made["sha"], status["state"], status["description"]) == (commit, "success", marks.live_marker("."))
    assert hub.comments == []


def test_a_held_run_leaves_no_deployment_that_looks_live(stage: Stage, hub: GitHub) -> None:
    stage.project.write("README.md", "more\n")
    stage.pushed()
    ran = run(stage, hub, "push", {}, GITHUB_REF="refs/heads/main", EDGESPARK_API_KEY="")
    assert (ran.code, ran.receipt["reason"]) == (5, "no-key"), ran.out
    assert [status["state"] for status in hub.deployments[0]["statuses"]] == ["inactive"]
