"""What the gate lets through and what it holds, beyond branch and checkout: other projects' commits, rollbacks, overrides, approvals, protection."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_runner.github import marks
from tests.ci_runner.github import TOKEN, GitHub, github
from tests.ci_runner.support import Bench, Ran, Stage, staged
from tests.ci_runner.test_deploy import wrapped
from tests.git import Git
from tests.guestbook import Guestbook

pytestmark = pytest.mark.usefixtures("decisive")
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

    def test_a_later_commit_that_is_live_already_leaves_nothing_to_do(self, inner: Stage, hub: GitHub) -> None:
        older = inner.git("rev-parse", "HEAD")
        Guestbook(inner.rehearsal.repository).write("other/README.md", "not ours\n")
        newer = inner.pushed()
        assert deploy(inner, **asking(hub)).code == 0
        inner.git("checkout", "--quiet", "--detach", older)
        (inner.bench.directory / "receipt.json").unlink()
        ran = deploy(inner, **asking(hub))
        assert (ran.code, ran.receipt["verdict"], ran.receipt["reason"], ran.reached[-1]) == (0, "superseded", "superseded", "gate"), ran.out
        assert (live(inner), len(inner.rehearsal.service.deployments())) == (newer, 1)
        assert [(one["sha"], one["statuses"][0]["state"]) for one in hub.deployments] == [(older, "inactive"), (newer, "success")]
        again = deploy(inner, **asking(hub))
        assert (again.code, again.receipt["reason"], again.receipt["live"]["commit"]) == (0, "superseded", newer), again.out

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
        assert deploy(stage, "--resume", "always").receipt["reason"] == "pinned", "a workflow that always resumes would know no pin"
        resumed = deploy(stage, "--resume", "repaired", **DISPATCH)
        assert (resumed.code, live(stage), resumed.receipt["live"]["pinned"]) == (0, newer, ""), resumed.out

    def test_github_remembers_what_was_live_and_what_is_pinned(self, stage: Stage, hub: GitHub) -> None:
        older = stage.git("rev-parse", "HEAD")
        assert deploy(stage, **asking(hub)).code == 0
        changed(stage)
        assert deploy(stage, **asking(hub)).code == 0
        assert rollback(stage, older, **asking(hub)).code == 0
        assert (hub.deployments[0]["sha"], hub.deployments[0]["statuses"][0]["description"]) == (older, f"{marks.pinned_marker('.')}sign-in fails")
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

    def test_what_does_not_fit_may_go_live_all_the_same_and_that_is_recorded(self, stage: Stage, hub: GitHub) -> None:
        older, proof = proven(stage)
        stage.live_sql("ALTER TABLE guests RENAME COLUMN name TO full_name")
        newer = changed(stage)
        log = "https://github.com/acme/guestbook/actions/runs/77/job/1"
        hub.deployed(newer, "production", statuses=[{"state": "in_progress", "log_url": log}])
        ran = rollback(stage, older, "--proof", proof, "--override", "does-not-fit: the name is not shown any more", **asking(hub))
        assert (ran.code, live(stage)) == (0, older), ran.out
        assert ran.receipt["override"] == {"reason": "does-not-fit", "why": "the name is not shown any more", "used": True}
        assert ran.step("fit")["sentence"].endswith('column "guests.name" is gone [does-not-fit]')

    @pytest.mark.parametrize("blank", ["", " \n"], ids=["empty", "blank"])
    def test_it_needs_a_reason_that_pins_it(self, stage: Stage, blank: str) -> None:
        ran = stage.bench.run("rollback", "HEAD", "--reason", blank, stage.rehearsal.project, environ={**stage.github, **DISPATCH})
        assert (ran.code, ran.err) == (2, "edgespark-ci: --reason needs a reason of yours\n")

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
        hub.deployed(live(behind), "production", statuses=[{"description": marks.live_marker(".")}])
        log = "https://github.com/acme/guestbook/actions/runs/77/job/1"
        hub.deployed(commit, "production", statuses=[{"state": "in_progress", "log_url": log}])
        assert deploy(behind, **DISPATCH, **asking(hub)).receipt["reason"] == "older-than-live"
        hub.deployments[0]["statuses"].append({"state": "in_progress", "log_url": log})
        ran = deploy(behind, "--override", "older-than-live: the later one is broken", **DISPATCH, **asking(hub))
        assert (ran.code, live(behind)) == (0, commit), ran.out
        assert ran.receipt["override"] == {"reason": "older-than-live", "why": "the later one is broken", "used": True}

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

    def test_a_slip_is_told_with_what_may_have_been_meant(self, stage: Stage) -> None:
        ran = deploy(stage, "--override", "older-then-live: please", **DISPATCH)
        assert ran.code == 2
        assert '"older-then-live" cannot be overridden; did you mean "older-than-live"?' in ran.err

    def test_one_that_was_not_needed_is_told(self, stage: Stage, hub: GitHub) -> None:
        log = "https://github.com/acme/guestbook/actions/runs/77/job/1"
        hub.deployed(stage.git("rev-parse", "HEAD"), "production", statuses=[{"state": "in_progress", "log_url": log}])
        summary = stage.bench.directory.parent / "summary.md"
        ran = deploy(stage, "--override", "pinned: it is repaired", **DISPATCH, **asking(hub), GITHUB_STEP_SUMMARY=str(summary))
        assert ran.code == 0, ran.out
        words = "the override of pinned was used by no step: nothing was refused for that reason"
        assert f"warning   {words}" in ran.out
        assert f"**Warning:** {words}." in summary.read_text("utf-8")
        assert ran.receipt["override"] == {"reason": "pinned", "why": "it is repaired", "used": False}

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
        hub.deployed(live(destructive), "production", statuses=[{"description": marks.live_marker(".")}])
        assert deploy(destructive, **asking(hub)).receipt["reason"] == "needs-confirmation"
        hub.approved("production", f"known\n confirm  {code}. ")
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

    @pytest.mark.parametrize("is_known", [False, True], ids=["live is not known", "live is known"])
    def test_what_was_confirmed_lets_nothing_else_through(self, stage: Stage, hub: GitHub, *, is_known: bool) -> None:
        """An earlier loss that was merged and never applied: where the run does not know of it, one word for all migrations is not given."""
        before = stage.was_deployed()
        (stage.bench.directory / "receipt.json").unlink()
        if is_known:
            hub.deployed(before, "production", statuses=[{"description": marks.live_marker(".")}])
        for tag, table in (("0003_forget_guests", "guests"), ("0004_close_the_book", "entries")):
            stage.migrate(tag, f"-- edgespark-ci: ignore[destructive-migration] known\nDELETE FROM {table};\n")
            stage.pushed()
        first = deploy(stage, **asking(hub))
        named = {sentence.split('"')[1] for sentence in first.receipt["losses"]["sentences"]}
        hub.approved("production", f"confirm {first.receipt['losses']['code']}")
        ran = deploy(stage, **asking(hub))
        if is_known:
            assert ("0003_forget_guests" in named, ran.code) == (True, 0), ran.out
        else:
            assert (named, ran.receipt["reason"], ran.reached[-1], live(stage)) == ({"0004_close_the_book"}, "needs-confirmation", "migrate", before), ran.out
            assert "what 0003_forget_guests would lose was not looked at" in ran.step("migrate")["sentence"]

    @pytest.mark.parametrize(("sql", "loses"), [("DELETE FROM guests;", True), ("ALTER TABLE guests ADD note text;", False)], ids=["a loss", "an addition"])
    def test_a_loss_that_was_held_does_not_go_with_the_next_change(self, stage: Stage, sql: str, *, loses: bool) -> None:
        """Where what is live is not known a push is judged against the one before it, which brought the migration and was held."""
        before = stage.was_deployed()
        (stage.bench.directory / "receipt.json").unlink()
        stage.migrate("0003_forget_guests", f"-- edgespark-ci: ignore[destructive-migration] known\n{sql}\n")
        stage.project.replace(".edgespark-ci.yaml", "run:\n", "ignore: [migration-drift, schema-without-migration]\nrun:\n")
        stage.pushed()
        changed(stage)
        ran = deploy(stage)
        assert ran.receipt["losses"] is None
        if loses:
            assert (ran.code, ran.receipt["reason"], ran.reached[-1], live(stage)) == (5, "needs-confirmation", "migrate", before), ran.out
            assert 'all rows of "guests" are deleted' in ran.step("migrate")["excerpt"]
        else:
            assert (ran.code, live(stage)) == (0, stage.git("rev-parse", "HEAD")), ran.out

    @pytest.mark.parametrize("has_key", [True, False], ids=["changed by hand", "no key"])
    def test_where_nobody_can_tell_what_else_waits_no_word_for_all_is_given(self, destructive: Stage, tmp_path: Path, *, has_key: bool) -> None:
        before, rehearsal = live(destructive), destructive.rehearsal
        (destructive.bench.directory / "receipt.json").unlink()
        environ = {**rehearsal.environment, "CI": "", "GITHUB_ACTIONS": ""}
        if has_key:
            destructive.live_sql("CREATE TABLE by_hand (id INTEGER PRIMARY KEY)")
        else:
            wrapped(destructive, tmp_path, f"export EDGESPARK_API_KEY={environ['EDGESPARK_API_KEY']}")
            environ |= {"EDGESPARK_API_KEY": "", "EDGESPARK_CLI": str(tmp_path / "wrapped")}
        code = destructive.bench.run("deploy", rehearsal.project, environ=environ).receipt["losses"]["code"]
        (destructive.bench.directory / "receipt.json").unlink()
        ran = destructive.bench.run("deploy", "--confirm", code, rehearsal.project, environ=environ)
        assert (ran.receipt["reason"], ran.reached[-1], live(destructive)) == ("cannot-verify", "migrate", before), ran.out
        assert "whether more waits than the loss that" in ran.step("migrate")["sentence"]


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
        hub.protected_branches.add("main")
        assert deploy(demanding, **asking(hub)).step("gate")["sentence"] == "nothing shows that this job runs inside the environment production"
        hub.deployed(demanding.git("rev-parse", "HEAD"), "production", statuses=[{"log_url": "https://github.com/acme/guestbook/actions/runs/77/job/1"}])
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
    assert hub.deployments[0]["statuses"][0]["description"] == marks.live_marker(".")
