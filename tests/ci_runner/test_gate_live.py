"""Jobs come to their turn in any order: what the gate says of the branch's tip and of what is live."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_runner.context import Target
from ci_runner.gate import live, place, target, tip, unchanged
from ci_runner.github import deployments, marks
from ci_runner.github.client import Client
from ci_runner.model import Live, Override, Permits
from ci_runner.steps import gate, online
from tests.ci_runner.asking import DISPATCH, Scene
from tests.ci_runner.github import TOKEN, github
from tests.git import Git

HELD, SKIPPED = "held", "skipped"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Two projects of one repository, and a GitHub without deployments."""
    with github() as hub:
        yield Scene.at(tmp_path, hub)


class TestAnOlderJobBehindANewerOne:
    def test_nothing_is_left_to_do_where_the_newer_commit_left_the_project_alone(self, scene: Scene) -> None:
        older = scene.merged("shop/a")
        newer = scene.merged("blog/a")
        scene.is_live(newer)
        with scene.asks(older) as asked:
            assert asked.found(tip.refusal) is None
            found = asked.found(live.refusal)
            assert found is not None
            assert (found.outcome.value, found.reason) == (SKIPPED, "superseded")
            assert found.sentence == f"{newer[:10]} is live, is newer and holds the same of this project: there is nothing to deploy"

    @pytest.mark.parametrize("path", ["shop/b", "packages/money/b"], ids=["its own", "a shared path"])
    def test_the_newer_commit_deploys_itself_where_it_changes_the_project(self, scene: Scene, path: str) -> None:
        older = scene.merged("shop/a")
        scene.is_live(scene.merged(path))
        with scene.asks(older) as asked:
            assert asked.answer(tip.refusal) == (SKIPPED, "superseded")

    def test_a_merge_that_takes_a_change_back_changes_the_project(self, scene: Scene) -> None:
        fork = scene.git("rev-parse", "HEAD")
        older = scene.merged("shop/a")
        scene.git("checkout", "--quiet", "-b", "side", fork)
        scene.git.write("blog/b", "b\n")
        scene.git.commit("aside")
        scene.git("merge", "--quiet", "--strategy=ours", "--message", "without the shop's change", older)
        scene.git("push", "--quiet", "origin", "HEAD:main")
        assert scene.git("log", "--format=%H", f"{older}..side", "--", "shop") == "", "git itself lists nothing"
        with scene.asks(older) as asked:
            assert asked.answer(tip.refusal) == (SKIPPED, "superseded")

    @pytest.mark.parametrize(("path", "end"), [("blog/b", (SKIPPED, "superseded")), ("shop/b", (HELD, "older-than-live"))], ids=["the same", "another"])
    def test_a_branch_that_was_set_back_goes_over_nothing_newer(self, scene: Scene, path: str, end: tuple[str, str]) -> None:
        older = scene.merged("shop/a")
        scene.is_live(scene.merged(path))
        scene.git("push", "--quiet", "--force", "origin", f"{older}:main")
        with scene.asks(older) as asked:
            assert asked.found(tip.refusal) is None
            assert asked.answer(live.refusal) == end

    def test_what_may_be_live_is_no_reason_to_leave_in_peace(self, scene: Scene) -> None:
        older = scene.merged("shop/a")
        newer = scene.merged("blog/a")
        perhaps = {"description": f"edgespark-ci: {marks.Says.PERHAPS.value} (shop), run 5.1"}
        scene.hub.deployed(newer, "production", task=marks.task("shop"), statuses=[perhaps])
        with scene.asks(older) as asked:
            assert asked.answer(live.refusal) == (HELD, "live-uncertain")

    def test_a_stranger_is_held_whatever_it_holds(self, scene: Scene) -> None:
        commit = scene.merged("shop/a")
        scene.git("commit", "--quiet", "--amend", "--message", "the same in other words")
        scene.is_live(scene.git("rev-parse", "HEAD"))
        with scene.asks(commit) as asked:
            assert asked.answer(live.refusal) == (HELD, "older-than-live")


class TestAShallowClone:
    def test_what_it_cannot_show_is_not_called_older(self, scene: Scene) -> None:
        before = scene.git("rev-parse", "HEAD")
        scene.merged("shop/a")
        commit = scene.merged("shop/b")
        scene.is_live(before)
        clone = Git(scene.directory / "clone")
        scene.git("clone", "--quiet", "--depth=1", "--branch=main", (scene.directory / "origin.git").as_uri(), str(clone.path))
        shallow = Scene(clone, scene.directory, scene.hub)
        with shallow.asks(commit) as asked:
            assert asked.found(tip.refusal) is None
            assert asked.answer(live.refusal) == (HELD, "live-unknown-here")
            asked.run.repo.fetch(before)  # as another tool may have
            assert asked.answer(live.refusal) == (HELD, "live-unknown-here")

    def test_the_tip_is_fetched_and_counts(self, scene: Scene) -> None:
        older = scene.merged("shop/a")
        clone = Git(scene.directory / "clone")
        scene.git("clone", "--quiet", "--depth=1", "--branch=main", (scene.directory / "origin.git").as_uri(), str(clone.path))
        scene.merged("packages/money/b")
        with Scene(clone, scene.directory, scene.hub).asks(older) as asked:
            assert asked.answer(tip.refusal) == (SKIPPED, "superseded")


class TestGitHubDoesNotAnswer:
    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ci_runner.github.client._PAUSES", ())

    def test_trouble_that_passes_is_waited_for(self, scene: Scene) -> None:
        scene.hub.refuse = 503
        with scene.asks() as asked:
            assert asked.answer(live.refusal) == (HELD, "live-unknown")

    def test_a_used_up_limit_passes_too(self, scene: Scene) -> None:
        scene.hub.refuse, scene.hub.headers = 403, {"x-ratelimit-remaining": "0"}
        with scene.asks() as asked:
            assert asked.answer(live.refusal) == (HELD, "live-unknown")

    def test_a_permission_that_nobody_gave_is_done_without(self, scene: Scene) -> None:
        scene.hub.refuse = 403
        with scene.asks() as asked:
            assert asked.found(live.refusal) is None

    def test_what_the_run_was_told_at_its_start_still_counts(self, scene: Scene) -> None:
        older = scene.merged("shop/a")
        scene.is_live(scene.merged("shop/b"), pinned="sign-in fails")
        with scene.asks(older) as asked:
            scene.hub.refuse = 503
            assert asked.answer(live.pinned) == (HELD, "pinned")
            assert asked.answer(live.refusal) == (HELD, "older-than-live")


class TestPinned:
    def test_only_a_hand_resumes(self, scene: Scene) -> None:
        scene.is_live(scene.git("rev-parse", "HEAD"), pinned="sign-in fails")
        scene.merged("shop/a")
        resume = Permits(resume="repaired")
        with scene.asks(permits=resume) as asked:
            found = asked.found(live.pinned)
            assert found is not None
            assert found.reason == "pinned"
            assert found.sentence.endswith("pinned there: sign-in fails; --resume is for a manual run, and this is a push to main")
        with scene.asks(permits=resume, environ=DISPATCH) as asked:
            assert asked.found(live.pinned) is None
            assert asked.found(live.refusal) is None

    @pytest.mark.parametrize("permits", [Permits(resume="why"), Permits(override=Override("pinned", "why"))], ids=["resumed", "overridden"])
    def test_who_may_leave_the_pin_may_still_not_go_behind_it(self, scene: Scene, permits: Permits) -> None:
        older = scene.merged("shop/a")
        scene.is_live(scene.merged("shop/b"), pinned="sign-in fails")
        scene.git("push", "--quiet", "--force", "origin", f"{older}:main")
        scene.job_runs_inside("production", older)
        with scene.asks(older, permits, environ=DISPATCH) as asked:
            assert [found.reason for found in gate.refusals(asked.run, asked.receipt) if found.reason in {"pinned", "older-than-live"}][-1] == "older-than-live"

    def test_a_pin_outlasts_whatever_runs_in_the_environment(self, scene: Scene) -> None:
        commit = scene.git("rev-parse", "HEAD")
        github = Client(scene.hub.url, TOKEN, "acme/guestbook")
        scene.hub.deployed(commit, "production")  # its own, of when it went live first
        pin = marks.text(marks.Says.LIVE, "shop", Live(commit, "", pinned="sign-in fails"), "77.1")
        deployments.mark(github, commit, "production", "shop", {"state": "success", "description": pin}, why="sign-in fails")
        scene.merged("shop/a")
        for _job in range(120):
            scene.hub.deployed(commit, "production", statuses=[{"state": "inactive", "description": marks.nothing("blog", "held")}])
        with scene.asks() as asked:
            assert asked.answer(live.pinned) == (HELD, "pinned")

    def test_so_does_what_is_live_of_a_project_that_shares_its_environment(self, scene: Scene) -> None:
        commit = scene.git("rev-parse", "HEAD")
        github = Client(scene.hub.url, TOKEN, "acme/guestbook")
        scene.hub.deployed(commit, "production")  # the job's own
        says = marks.text(marks.Says.LIVE, "shop", Live(commit, ""), "77.1")
        deployments.mark(github, commit, "production", "shop", {"state": "success", "description": says})
        for _job in range(120):
            scene.hub.deployed(commit, "production", statuses=[{"state": "success", "description": marks.live_marker("blog")}])
        assert deployments.last_told(github, "production", "shop").live == Live(commit, "", told_by="a GitHub deployment")
        assert deployments.last_told(github, "production", "blog").live is None


class TestARollback:
    def test_at_an_old_tip_it_is_held_and_not_left_in_peace(self, scene: Scene) -> None:
        target = scene.git("rev-parse", "HEAD")
        older = scene.merged("shop/a")
        scene.merged("shop/b")
        with scene.asks(older, target=Target(target, "why"), environ=DISPATCH) as asked:
            found = asked.found(tip.refusal)
            assert found is not None
            assert (found.outcome.value, found.reason) == (HELD, "superseded")
            assert found.todo == ("start it anew: a run that is run again keeps its old commit",)

    def test_that_nobody_can_be_asked_is_said(self, scene: Scene) -> None:
        before = scene.git("rev-parse", "HEAD")
        scene.merged("shop/a")
        with scene.asks(target=Target(before, "why"), environ=DISPATCH) as asked:
            assert asked.answer(target.refusal) == (HELD, "never-live")
            scene.is_live(before)
            assert asked.answer(target.refusal) == (HELD, "already-live")
            scene.is_live(scene.git("rev-parse", "HEAD"))
            assert asked.found(target.refusal) is None
            scene.hub.refuse = 403
            found = asked.found(target.refusal)
            assert found is not None
            assert found.sentence.startswith(f"nothing shows that {before[:10]} was ever live: GitHub answered HTTP 403")


class TestPlace:
    @pytest.mark.parametrize(
        ("environ", "reason"),
        [
            pytest.param({"GITHUB_REF": "refs/tags/main"}, "wrong-branch", id="a tag of the branch's name"),
            pytest.param({"GITHUB_REF": "refs/heads/feature"}, "wrong-branch", id="a merged commit on its old branch"),
            pytest.param({"GITHUB_REF": "refs/heads/refs/heads/main"}, "wrong-branch", id="a branch named like a ref"),
            pytest.param({"GITHUB_EVENT_NAME": "merge_group"}, "not-merged", id="the merge queue"),
            pytest.param({"GITHUB_EVENT_NAME": "pull_request_target"}, "not-merged", id="a proposal with the base's secrets"),
            pytest.param({"GITHUB_EVENT_NAME": "workflow_run"}, "not-merged", id="another workflow's end"),
            pytest.param({"GITHUB_EVENT_NAME": "schedule"}, "not-merged", id="the clock"),
        ],
    )
    def test_elsewhere_nothing_is_deployed(self, scene: Scene, environ: dict[str, str], reason: str) -> None:
        with scene.asks(environ=environ) as asked:
            assert asked.answer(place.refusal) == (HELD, reason)

    @pytest.mark.parametrize("identity", ["", "prj_shop"], ids=["not named again", "named again"])
    def test_here_it_may_be(self, scene: Scene, identity: str) -> None:
        with scene.asks(environ={"EDGESPARK_PROJECT_ID": identity}) as asked:
            assert asked.found(place.refusal) is None

    def test_the_job_of_one_project_aims_at_no_other(self, scene: Scene) -> None:
        with scene.asks(environ={"EDGESPARK_PROJECT_ID": "prj_blog"}) as asked:
            found = asked.found(place.refusal)
            assert found is not None
            assert (found.reason, found.sentence) == ("another-project", "EDGESPARK_PROJECT_ID names prj_blog, and shop/edgespark.toml names prj_shop")

    @pytest.mark.parametrize(("path", "reason"), [("packages/money/a", "uncommitted-changes"), ("blog/a", "not-checked")], ids=["shared", "another's"])
    def test_what_the_project_shares_is_deployed_as_it_was_merged(self, scene: Scene, path: str, reason: str) -> None:
        with scene.asks() as asked:
            scene.git.write(path, "not merged\n")
            assert asked.answer(unchanged.refusal) == (HELD, reason)

    @pytest.mark.parametrize("key", ["", " ", "\n"], ids=["empty", "a space", "a line's end"])
    def test_a_key_of_nothing_is_no_key(self, scene: Scene, key: str) -> None:
        with scene.asks(environ={"EDGESPARK_API_KEY": key}) as asked:
            found = online.refusal(asked.run)
            assert found is not None
            assert found.reason == "no-key"
