"""What people may decide at the gate, and how nobody decides it for them: overrides, agreed losses, the environment's protection."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ci_runner.gate import confirmed, overriding, protected
from ci_runner.model import Losses, Override, Permits, StepResult
from ci_runner.results import held, passed
from ci_runner.steps import gate
from tests.ci_runner.asking import DISPATCH, Asked, Scene
from tests.ci_runner.github import github

LOST = Losses("3f2a91c0de5b77aa01c2", ('all rows of "entries" are deleted',), ("0003_close",))
ASKED = Override("older-than-live", "the later one is broken")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Two projects of one repository, and a GitHub without deployments."""
    with github() as hub:
        yield Scene.at(tmp_path, hub)


def losing(asked: Asked) -> Asked:
    """The same run, whose migrations lose something."""
    return asked._replace(receipt=replace(asked.receipt, losses=LOST))


class TestAgreedLosses:
    @pytest.mark.parametrize(
        ("comment", "user", "environment"),
        [
            pytest.param(f"confirm {LOST.code}", "grace", "production", id="the words"),
            pytest.param(f"known to sales\n`Confirm  {LOST.code}`.\n", "grace", "Production", id="a line as people write it"),
        ],
    )
    def test_a_person_who_repeats_the_code_agrees(self, scene: Scene, comment: str, user: str, environment: str) -> None:
        scene.hub.approved(environment, comment, user)
        with scene.asks() as asked:
            assert losing(asked).found(confirmed.refusal) is None
            assert confirmed.word(asked.run, LOST).who == user

    @pytest.mark.parametrize(
        ("comment", "user", "environment"),
        [
            pytest.param("go on", "grace", "production", id="without the code"),
            pytest.param(f"do not confirm {LOST.code}", "grace", "production", id="the opposite"),
            pytest.param(f"confirm {LOST.code}f", "grace", "production", id="a longer code"),
            pytest.param(f"confirm {LOST.code[:-1]}", "grace", "production", id="a shorter code"),
            pytest.param(f"confirm {LOST.code}", "grace", "staging", id="for another environment"),
            pytest.param(f"confirm {LOST.code}", "deployer[bot]", "production", id="by an app"),
        ],
    )
    def test_anything_else_agrees_to_nothing(self, scene: Scene, comment: str, user: str, environment: str) -> None:
        scene.hub.approved(environment, comment, user)
        with scene.asks() as asked:
            assert losing(asked).answer(confirmed.refusal) == ("held", "needs-confirmation")

    def test_who_cannot_be_asked_is_named_with_what_is_missing(self, scene: Scene) -> None:
        scene.hub.approved("production", f"confirm {LOST.code}")
        with scene.asks() as asked:
            scene.hub.refuse = 403
            found = losing(asked).found(confirmed.refusal)
            assert found is not None
            assert found.sentence.startswith("whether somebody confirmed the loss cannot be told: GitHub answered HTTP 403")
            assert "`permissions: actions: read`" in found.sentence

    def test_no_option_agrees_in_ci_and_elsewhere_than_github_the_way_is_told(self, scene: Scene) -> None:
        elsewhere = {"GITHUB_ACTIONS": "", "CI": "", "EDGESPARK_CI_EVENT": "push", "EDGESPARK_CI_BRANCH": "main"}
        with scene.asks(permits=Permits(confirm=LOST.code), environ=elsewhere) as asked:
            found = losing(asked).found(confirmed.refusal)
            assert found is not None
            assert found.todo == (f"on your own machine, at this commit: edgespark-ci deploy --confirm {LOST.code}",)


class TestOverride:
    def test_it_is_for_the_commit_of_its_run(self, scene: Scene) -> None:
        about = scene.merged("shop/a")
        other = scene.merged("shop/b")
        scene.job_runs_inside("production", other)
        permits = Permits(override=Override("rewritten-branch", "why"))
        with scene.asks(other, permits, environ=DISPATCH) as asked:
            assert overriding.refusal(asked.run) is None
        with scene.asks(other, permits, environ={**DISPATCH, "GITHUB_SHA": about}) as asked:
            found = overriding.refusal(asked.run)
            assert found is not None
            assert found.sentence == f"an override is for the commit of its run, {about[:10]}, and {other[:10]} is checked out"

    def test_another_jobs_deployment_shows_nothing(self, scene: Scene) -> None:
        scene.job_runs_inside("production")
        with scene.asks(permits=Permits(override=ASKED), environ={**DISPATCH, "GITHUB_RUN_ID": "7"}) as asked:
            found = overriding.refusal(asked.run)
            assert found is not None
            assert found.reason == "override-refused"

    def test_whichever_step_uses_it_records_it_and_the_first_says_so(self, scene: Scene) -> None:
        found = held("older-than-live", "a newer one is live")
        with scene.asks(permits=Permits(override=ASKED), environ=DISPATCH) as asked:
            first = overriding.recorded(asked.run, asked.receipt, passed("done"), (found,))
            assert first.sentence == "done; set aside by an override: a newer one is live [older-than-live]"
            after = asked.receipt.after(first)
            again = overriding.recorded(asked.run, after, passed("done"), (found,))
            assert (first.override, again.override, again.sentence) == (replace(ASKED, used=True), replace(ASKED, used=True), "done")
            assert replace(after, finished=True).unused_override == ""
            assert overriding.recorded(asked.run, asked.receipt, passed("done"), ()).override is None

    def test_a_refusal_that_comes_up_later_is_recorded_too(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        found = held("older-than-live", "a newer one is live")
        monkeypatch.setattr(gate, "DEMANDS", (lambda _context, _receipt: found,))
        with scene.asks(permits=Permits(override=ASKED), environ=DISPATCH) as asked:
            assert gate.guarded(asked.run, asked.receipt, lambda: passed("deployed")).override == replace(ASKED, used=True)
        with scene.asks() as asked:
            assert gate.guarded(asked.run, asked.receipt, lambda: passed("deployed")) == found

    @pytest.mark.parametrize(
        ("results", "words"),
        [
            pytest.param((), "the override of older-than-live was used by no step: nothing was refused for that reason", id="nothing was refused"),
            pytest.param((held("override-refused", "not here"),), "", id="it was refused itself"),
        ],
    )
    def test_one_that_let_nothing_through_is_told(self, scene: Scene, results: tuple[StepResult, ...], words: str) -> None:
        with scene.asks(permits=Permits(override=ASKED), environ=DISPATCH) as asked:
            assert asked.receipt.override == ASKED
            assert asked.receipt.unused_override == "", "the run is not over"
            assert replace(asked.receipt, steps=results, finished=True).unused_override == words


class TestProtection:
    @pytest.mark.parametrize(
        ("patterns", "protected_branches", "missing"),
        [
            pytest.param([], {"main"}, "", id="protected branches"),
            pytest.param([], set(), "branches", id="protected branches, and none is"),
            pytest.param(["main", "release/*"], set(), "", id="branches by name"),
            pytest.param(["main", "*"], set(), "branches", id="a pattern for all"),
            pytest.param(["**/*"], set(), "branches", id="another pattern for all"),
        ],
    )
    def test_branches_are_limited_or_they_are_not(self, scene: Scene, patterns: list[str], protected_branches: set[str], missing: str) -> None:
        scene.hub.patterns, scene.hub.protected_branches = patterns, protected_branches
        scene.hub.protected("production", reviewers=True, branches=True)
        scene.job_runs_inside("production")
        with scene.asks() as asked:
            found = asked.found(protected.refusal)
            assert (found.sentence if found else "") == (f"the environment production does not demand: {missing}" if missing else "")

    @pytest.mark.parametrize(("inside", "end"), [("production", None), ("staging", ("held", "unprotected"))])
    def test_it_protects_only_the_job_that_runs_inside(self, scene: Scene, inside: str, end: Any) -> None:
        scene.hub.protected_branches.add("main")
        scene.hub.protected("production", reviewers=True, branches=True)
        scene.job_runs_inside(inside)
        with scene.asks() as asked:
            assert asked.answer(protected.refusal) == end
