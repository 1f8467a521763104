"""What the gate lets through and what it holds, beyond branch and checkout: other projects' commits, rollbacks, overrides, approvals, protection."""

from collections.abc import Iterator

import pytest

from ci_runner.github import deployments
from tests.ci_runner.github import TOKEN, GitHub, github
from tests.ci_runner.support import Bench, Ran, Stage, staged
from tests.git import Git
from tests.guestbook import Guestbook

DISPATCH = {"GITHUB_EVENT_NAME": "workflow_dispatch"}


@pytest.fixture
def hub() -> Iterator[GitHub]:
    """A GitHub without deployments."""
    with github() as running:
        yield running


def asking(hub: GitHub) -> dict[str, str]:
    """What a job needs to ask it."""
    return {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": hub.url}


def deploy(stage: Stage, *options: str, **environ: str) -> Ran:
    """`edgespark-ci deploy OPTIONS` on a push to main."""
    return stage.bench.run("deploy", *options, stage.rehearsal.project, environ={**stage.github, **environ})


def rollback(stage: Stage, commit: str, *options: str, **environ: str) -> Ran:
    """`edgespark-ci rollback COMMIT`, by hand, in the environment."""
    arguments = ("rollback", commit, "--reason", "sign-in fails", *options, stage.rehearsal.project)
    return stage.bench.run(*arguments, environ={**stage.github, **DISPATCH, **environ})


def live(stage: Stage) -> str:
    """The commit that the platform serves, empty where it serves none."""
    found = stage.rehearsal.service.live()
    return found.commit if found else ""


def changed(stage: Stage, text: str = "more") -> str:
    """One more commit on main, pushed."""
    stage.project.write("server/src/extra.ts", f"export const text = {text!r};\n")
    return stage.pushed(text)


def proven(stage: Stage) -> tuple[str, str]:
    """Put the commit live; gives it, and a receipt that says so."""
    assert deploy(stage).code == 0
    proof = stage.bench.directory / "earlier.json"
    (stage.bench.directory / "receipt.json").rename(proof)
    return live(stage), str(proof)


@pytest.fixture
def inner(guestbook: Guestbook, bench: Bench) -> Iterator[Stage]:
    """A repository whose project lies in a directory of its own."""
    for name in [path.name for path in guestbook.path.iterdir() if path.name not in {".git", ".edgespark-ci.yaml"}]:
        guestbook.move(name, f"shop/{name}")
    Git.init(guestbook.path).commit()
    with staged(guestbook, bench) as stage:
        yield stage


class TestSuperseded:
    def test_a_later_commit_of_another_project_is_no_reason_to_wait(self, inner: Stage) -> None:
        older = inner.git("rev-parse", "HEAD")
        repository = Guestbook(inner.rehearsal.repository)
        repository.write("other/README.md", "not ours\n")
        inner.pushed()
        inner.git("checkout", "--quiet", "--detach", older)
        inner.git("branch", "--delete", "--force", "main")
        ran = deploy(inner)
        assert (ran.code, live(inner)) == (0, older), ran.out

    def test_a_later_commit_of_this_project_deploys_itself(self, inner: Stage) -> None:
        older = inner.git("rev-parse", "HEAD")
        newer = changed(inner)
        inner.git("checkout", "--quiet", "--detach", older)
        ran = deploy(inner)
        assert (ran.code, ran.receipt["reason"], live(inner)) == (0, "superseded", ""), ran.out
        assert ran.step("gate")["sentence"] == f"{newer[:10]} on main changes this project too: its own run deploys that"

    def test_a_branch_that_was_rewritten_is_held(self, stage: Stage) -> None:
        changed(stage, "one")
        mine = stage.git("rev-parse", "HEAD")
        stage.git("reset", "--quiet", "--hard", "HEAD^")
        stage.project.write("server/src/extra.ts", "export {};\n")
        stage.git.commit("two")
        stage.git("push", "--quiet", "--force", "origin", "HEAD:main")
        stage.git("checkout", "--quiet", "--detach", mine)
        assert (deploy(stage).receipt["reason"], live(stage)) == ("rewritten-branch", "")


class TestAlreadyLive:
    def test_a_rerun_deploys_nothing_twice_and_still_verifies(self, stage: Stage) -> None:
        assert deploy(stage).code == 0
        before = len(stage.rehearsal.service.deployments())
        ran = deploy(stage)
        assert (ran.code, ran.step("deploy")["reason"], ran.step("verify")["outcome"]) == (0, "already-live", "passed"), ran.out
        assert len(stage.rehearsal.service.deployments()) == before

    def test_a_manual_run_deploys_again(self, stage: Stage) -> None:
        assert deploy(stage).code == 0
        before = len(stage.rehearsal.service.deployments())
        assert deploy(stage, **DISPATCH).step("deploy")["outcome"] == "passed"
        assert len(stage.rehearsal.service.deployments()) == before + 1

    def test_a_push_that_leaves_the_project_alone_deploys_nothing(self, inner: Stage) -> None:
        assert deploy(inner).code == 0
        Guestbook(inner.rehearsal.repository).write("other/README.md", "not ours\n")
        inner.pushed()
        ran = deploy(inner)
        assert (ran.code, ran.step("deploy")["reason"]) == (0, "already-live"), ran.out


class TestRollback:
    def test_it_puts_an_earlier_commit_live_and_pins_it(self, stage: Stage) -> None:
        older, proof = proven(stage)
        newer = changed(stage)
        assert deploy(stage).code == 0
        back = rollback(stage, older[:12], "--proof", proof)
        assert (back.code, live(stage)) == (0, older), back.out
        assert (back.receipt["live"]["commit"], back.receipt["live"]["pinned"]) == (older, "sign-in fails")
        held = deploy(stage)
        assert (held.code, held.receipt["reason"], live(stage)) == (5, "pinned", older), held.out
        resumed = deploy(stage, "--resume", "repaired")
        assert (resumed.code, live(stage), resumed.receipt["live"]["pinned"]) == (0, newer, ""), resumed.out

    def test_github_remembers_what_was_live_and_what_is_pinned(self, stage: Stage, hub: GitHub) -> None:
        older = stage.git("rev-parse", "HEAD")
        assert deploy(stage, **asking(hub)).code == 0
        changed(stage)
        assert deploy(stage, **asking(hub)).code == 0
        assert rollback(stage, older, **asking(hub)).code == 0
        assert (hub.deployments[0]["sha"], hub.deployments[0]["statuses"][0]["description"]) == (older, f"{deployments.pinned_marker('.')}sign-in fails")
        assert deploy(stage, **asking(hub)).receipt["reason"] == "pinned"

    def test_a_commit_that_was_never_live_is_held(self, stage: Stage) -> None:
        never = stage.git("rev-parse", "HEAD")
        newer = changed(stage)
        assert deploy(stage).code == 0
        ran = rollback(stage, never)
        assert (ran.code, ran.receipt["reason"], live(stage)) == (5, "never-live", newer), ran.out

    def test_an_earlier_receipt_proves_that_it_was(self, stage: Stage) -> None:
        older, proof = proven(stage)
        changed(stage)
        assert deploy(stage).code == 0
        assert (rollback(stage, older, "--proof", proof).code, live(stage)) == (0, older)

    def test_a_commit_that_does_not_fit_the_database_any_more_is_held(self, stage: Stage) -> None:
        older, proof = proven(stage)
        stage.live_sql("ALTER TABLE guests RENAME COLUMN name TO full_name")
        newer = changed(stage)
        ran = rollback(stage, older, "--proof", proof)
        assert (ran.code, ran.receipt["reason"], live(stage)) == (5, "does-not-fit", older), ran.out
        assert 'column "guests.name" is gone' in ran.step("fit")["sentence"]
        assert newer != live(stage)

    def test_a_commit_of_another_branch_is_held(self, stage: Stage) -> None:
        stage.git("checkout", "--quiet", "-b", "feature")
        stage.project.write("README.md", "feature\n")
        strange = stage.git.commit("feature")
        stage.git("checkout", "--quiet", "main")
        assert rollback(stage, strange).receipt["reason"] == "not-in-history"

    def test_an_unknown_commit_is_a_mistake(self, stage: Stage) -> None:
        ran = rollback(stage, "f" * 40)
        assert (ran.code, ran.err) == (2, f'edgespark-ci: no commit "{"f" * 40}" in this clone\n')


class TestOverride:
    @pytest.fixture
    def behind(self, stage: Stage) -> Stage:
        """A branch that was reset to before what is live."""
        older = stage.git("rev-parse", "HEAD")
        changed(stage)
        assert deploy(stage).code == 0
        stage.git("push", "--quiet", "--force", "origin", f"{older}:main")
        stage.git("checkout", "--quiet", "--detach", older)
        stage.git("branch", "--delete", "--force", "main")
        return stage

    def test_a_refusal_is_set_aside_and_recorded(self, behind: Stage, hub: GitHub) -> None:
        commit = behind.git("rev-parse", "HEAD")
        hub.deployed(live(behind), "production", statuses=[{"description": deployments.live_marker(".")}])
        log = "https://github.com/acme/guestbook/actions/runs/77/job/1"
        hub.deployed(commit, "production", statuses=[{"state": "in_progress", "log_url": log}])
        assert deploy(behind, **DISPATCH, **asking(hub)).receipt["reason"] == "older-than-live"
        hub.deployments[0]["statuses"].append({"state": "in_progress", "log_url": log})
        ran = deploy(behind, "--override", "older-than-live: the later one is broken", **DISPATCH, **asking(hub))
        assert (ran.code, live(behind)) == (0, commit), ran.out
        assert ran.receipt["override"] == {"reason": "older-than-live", "why": "the later one is broken"}

    def test_nobody_overrides_on_a_push(self, behind: Stage) -> None:
        ran = deploy(behind, "--override", "older-than-live: please")
        assert (ran.code, ran.receipt["reason"]) == (5, "override-refused"), ran.out

    def test_nobody_overrides_outside_the_environment(self, behind: Stage, hub: GitHub) -> None:
        ran = deploy(behind, "--override", "older-than-live: please", **DISPATCH, **asking(hub))
        assert (ran.code, ran.receipt["reason"]) == (5, "override-refused"), ran.out
        assert "nothing shows that this job runs inside the environment production" in ran.out

    @pytest.mark.parametrize("reason", ["no-key", "needs-confirmation", "not-checked", "not-merged"])
    def test_some_refusals_are_never_set_aside(self, stage: Stage, reason: str) -> None:
        ran = deploy(stage, "--override", f"{reason}: please", **DISPATCH)
        assert ran.code == 2
        assert f'"{reason}" cannot be overridden' in ran.err

    def test_it_needs_a_why(self, stage: Stage) -> None:
        assert deploy(stage, "--override", "pinned", **DISPATCH).code == 2


class TestLosses:
    @pytest.fixture
    def destructive(self, stage: Stage) -> Stage:
        """A live project, and a merged migration that deletes rows; somebody acknowledged it in the SQL."""
        assert deploy(stage).code == 0
        stage.migrate("0003_close_the_book", "-- edgespark-ci: ignore[destructive-migration] the book is closed\nDELETE FROM entries;\n")
        stage.pushed()
        return stage

    def test_an_acknowledged_loss_still_needs_a_human(self, destructive: Stage, hub: GitHub) -> None:
        before = live(destructive)
        ran = deploy(destructive)
        assert (ran.code, ran.receipt["reason"], ran.reached[-1], live(destructive)) == (5, "needs-confirmation", "gate", before), ran.out
        assert ran.receipt["losses"]["code"] in ran.out
        assert 'all rows of "entries" are deleted' in ran.out

    def test_the_approval_that_repeats_the_code_lets_it_through(self, destructive: Stage, hub: GitHub) -> None:
        code = deploy(destructive).receipt["losses"]["code"]
        hub.approved("production", "go on")
        hub.approved("staging", f"confirm {code}")
        hub.deployed(live(destructive), "production", statuses=[{"description": deployments.live_marker(".")}])
        assert deploy(destructive, **asking(hub)).receipt["reason"] == "needs-confirmation"
        hub.approved("production", f"known: confirm  {code}.")
        ran = deploy(destructive, **asking(hub))
        assert (ran.code, ran.receipt["confirmed_by"]) == (0, "grace"), ran.out
        assert live(destructive) == destructive.git("rev-parse", "HEAD")

    def test_no_option_confirms_in_ci(self, destructive: Stage) -> None:
        code = deploy(destructive).receipt["losses"]["code"]
        assert deploy(destructive, "--confirm", code).receipt["reason"] == "needs-confirmation"

    def test_on_a_laptop_whoever_read_the_code_may_say_so(self, destructive: Stage) -> None:
        environ = {**destructive.rehearsal.environment, "CI": "", "GITHUB_ACTIONS": ""}
        first = destructive.bench.run("deploy", destructive.rehearsal.project, environ=environ)
        assert first.receipt["reason"] == "needs-confirmation", first.out
        code = first.receipt["losses"]["code"]
        assert f"to do: edgespark-ci deploy --confirm {code}" in first.out
        ran = destructive.bench.run("deploy", "--confirm", code, destructive.rehearsal.project, environ=environ)
        assert ran.code == 0, ran.out


class TestProtection:
    @pytest.fixture
    def demanding(self, guestbook: Guestbook, bench: Bench) -> Iterator[Stage]:
        guestbook.replace(".edgespark-ci.yaml", "run:\n", "run:\n  protection: [reviewers, branches]\n")
        with staged(guestbook, bench) as stage:
            yield stage

    def test_what_is_demanded_is_asked_of_github(self, demanding: Stage, hub: GitHub) -> None:
        hub.protected("production", reviewers=True)
        ran = deploy(demanding, **asking(hub))
        assert (ran.code, ran.receipt["reason"], live(demanding)) == (5, "unprotected", ""), ran.out
        assert ran.step("gate")["sentence"] == "the environment production does not demand: branches"
        hub.protected("production", reviewers=True, branches=True)
        assert deploy(demanding, **asking(hub)).code == 0

    @pytest.mark.parametrize("with_token", [True, False], ids=["no such environment", "no token"])
    def test_what_cannot_be_verified_is_held(self, demanding: Stage, hub: GitHub, *, with_token: bool) -> None:
        ran = deploy(demanding, **(asking(hub) if with_token else {}))
        assert (ran.code, ran.receipt["reason"], live(demanding)) == (5, "protection-unknown", ""), ran.out


def test_github_that_stumbles_is_asked_again(stage: Stage, hub: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ci_runner.github.client._PAUSES", (0.0, 0.0))
    hub.fail = 2
    ran = deploy(stage, **asking(hub))
    assert ran.code == 0, ran.out
    assert hub.deployments[0]["statuses"][0]["description"] == deployments.live_marker(".")
