"""Whose policy judges a change: its own, or in a pull request the base's. One rule of the test's own stands for all."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hooks import host, registry
from hooks.errors import ConfigError
from hooks.finding import Diagnostic, Finding, Location, Report, Severity
from hooks.judge import judge, opened
from hooks.policy.config import FILE_NAME
from hooks.project import Project
from hooks.request import Request
from hooks.rule import Group, Rule
from tests.git import Git

BASELINE = ".edgespark-ci-baseline.json"
PULL_REQUEST = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request"}
PUSH = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push"}


def _flag(project: Project) -> Iterator[Finding | Diagnostic]:
    """Finds each line of `flags.txt`; one that begins with `?` it cannot judge."""
    content = project.content(project.path("flags.txt"))
    for number, line in enumerate((content or b"").decode().splitlines(), 1):
        place = Location(project.path("flags.txt"), number)
        yield Diagnostic(f'flag "{line}"', place, line) if line.startswith("?") else Finding(f'flag "{line}"', place, line)


@pytest.fixture(autouse=True)
def _one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    flag = Rule("raised-flag", "no flag is raised", Severity.ERROR, Group.PROJECT, _flag)
    monkeypatch.setattr(registry, "rule_ids", lambda: (flag.id,))
    monkeypatch.setattr(registry, "rule", lambda _rule_id: flag)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """A repository whose `main` has one project, no policy and the flags `old` and `?old`; the branch `feature` is checked out."""
    repository = Git.init(tmp_path / "repository")
    repository.write("edgespark.toml", "")
    repository.write("flags.txt", "old\n?old\n")
    repository.commit()
    repository("checkout", "-q", "-b", "feature")
    return repository


def judged(git: Git, environ: dict[str, str], today: str = "2026-11-23") -> Report:
    return judge(Request(base="main", today=today), git.path, {**os.environ, **environ})


def baseline(*subjects: str) -> str:
    return json.dumps({"version": 1, "entries": [f"raised-flag:.:{subject}" for subject in subjects]})


class TestLoosening:
    @pytest.fixture(
        params=[
            pytest.param("ignore: [raised-flag]", id="ignored"),
            pytest.param("severity: {raised-flag: note}", id="lowered"),
            pytest.param('per-path: {"flags.txt": {ignore: [project]}}', id="not judged there"),
            pytest.param('acknowledge: [{fingerprint: "raised-flag:.:new", reason: later}]', id="acknowledged"),
        ]
    )
    def loose(self, request: pytest.FixtureRequest, git: Git) -> Git:
        """The branch brings one more flag, and a policy that lets it stand."""
        git.write("flags.txt", "old\nnew\n")
        git.write(FILE_NAME, f"{request.param}\n")
        return git

    def test_it_counts_for_its_author(self, loose: Git) -> None:
        assert judged(loose, {}).exit_code == judged(loose, PUSH).exit_code == 0

    def test_but_not_in_a_pull_request(self, loose: Git) -> None:
        report = judged(loose, PULL_REQUEST)
        assert [(finding.subject, finding.severity) for finding in report.findings] == [("old", Severity.WARNING), ("new", Severity.ERROR)]

    def test_once_it_is_merged_it_counts_there_too(self, loose: Git) -> None:
        loose("checkout", "-q", "main", "--", "flags.txt")
        loose.commit()
        loose("branch", "-f", "main")
        loose.write("flags.txt", "old\nnew\n")
        assert judged(loose, PULL_REQUEST).exit_code == 0

    def test_the_caller_may_know_what_happened(self, loose: Git) -> None:
        assert judge(Request(base="main", is_proposal=True), loose.path, {}).exit_code == 1
        assert judge(Request(base="main", is_proposal=False), loose.path, PULL_REQUEST).exit_code == 0


def test_what_tells_about_the_app_counts_at_once(git: Git) -> None:
    git.write(FILE_NAME, "optional-keys: [SENTRY_DSN]\nprojects: {.: [shared]}\nrun: {}\n")
    with opened(Request(base="main"), git.path, PULL_REQUEST) as covered:
        assert (covered.policy.optional_keys, covered.policy.shared_paths) == (frozenset({"SENTRY_DSN"}), {".": ("shared",)})
        assert covered.policy.run is not None


def test_a_comment_counts_at_once(git: Git) -> None:
    git.write("flags.txt", "old\nnew // edgespark-ci: ignore[raised-flag] meant\n")
    assert judged(git, PULL_REQUEST).exit_code == 0


class TestBaseline:
    def test_an_old_project_adopts_the_tool_in_one_pull_request(self, git: Git) -> None:
        assert judged(git, PULL_REQUEST).exit_code == 3
        git.write(BASELINE, baseline("old", "?old"))
        report = judged(git, PULL_REQUEST)
        assert (report.exit_code, report.verdict, report.baselined) == (0, "clean", 2)

    @pytest.mark.parametrize(("flag", "code"), [("new", 1), ("?new", 3)])
    def test_what_is_new_is_told_all_the_same(self, git: Git, flag: str, code: int) -> None:
        git.write("flags.txt", f"old\n?old\n{flag}\n")
        git.write(BASELINE, baseline("old", "?old", flag))
        assert (judged(git, PULL_REQUEST).exit_code, judged(git, {}).exit_code) == (code, 0)

    def test_one_that_the_policy_names_and_that_is_not_there(self, git: Git) -> None:
        git.write(FILE_NAME, "baseline: known.json\n")
        with pytest.raises(ConfigError, match=r'ci.yaml:1:1: there is no file "known.json": write it with `edgespark-ci baseline`'):
            judged(git, {})

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            pytest.param('{"version": 1,\n<<<<<<<', r"json:2:1: not valid JSON: .*\(`edgespark-ci baseline` writes it anew\)", id="a conflict"),
            pytest.param('{"version": 2}', r'"version" must be 1, not 2', id="a later version"),
            pytest.param("[]", r'"version" must be 1, not None', id="a list"),
            pytest.param('{"version": 1, "entries": [1]}', r'"entries" must be a list of fingerprints', id="numbers"),
            pytest.param(b"\xff", "not readable as JSON", id="no text"),
        ],
    )
    def test_mistakes(self, git: Git, text: str | bytes, message: str) -> None:
        git.write(BASELINE, text)
        with pytest.raises(ConfigError, match=message):
            judged(git, {})


class TestBase:
    """The base may be broken, or made for another version; somebody must be able to repair it."""

    @pytest.fixture
    def repairing(self, git: Git) -> Git:
        git("checkout", "-q", "main")
        git.write(FILE_NAME, "ignored: []\n")
        git.write(BASELINE, "<<<<<<<")
        git.commit()
        git("checkout", "-q", "-B", "feature")
        git.write(BASELINE, baseline("old", "?old"))
        git.write(FILE_NAME, "ignore: []\n")
        return git

    def test_an_unreadable_policy_can_be_repaired(self, repairing: Git) -> None:
        report = judged(repairing, PULL_REQUEST)
        assert report.exit_code == 0
        (note,) = report.notes
        assert note.startswith("the policy of the base (commit ")
        assert note.endswith('cannot be read, so this change\'s own decides: .edgespark-ci.yaml:1:1: unknown key "ignored"; did you mean "ignore"?')

    def test_rules_that_are_unknown_here_are_left_out(self, git: Git) -> None:
        git("checkout", "-q", "main")
        git.write(FILE_NAME, "ignore: [rule-of-tomorrow, raised-flag]\n")
        git.commit()
        git("checkout", "-q", "-B", "feature")
        (git.path / FILE_NAME).unlink()
        assert judged(git, PULL_REQUEST).exit_code == 0

    def test_without_a_base_it_is_said_that_its_own_policy_decides(self, git: Git) -> None:
        git.write(FILE_NAME, "ignore: [raised-flag]\n")
        report = judge(Request(base=""), git.path, PULL_REQUEST)
        assert (report.exit_code, report.notes) == (0, ("no base to take the policy from: this change's own decides",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("ignore: [x, raised-flags]", ':1:10: unknown rule "x"', id="ignore"),
        pytest.param("select: [raised-flags]", ':1:10: unknown rule "raised-flags"; did you mean "raised-flag"?', id="select, with the nearest"),
        pytest.param("severity: {project: note}", ':1:12: unknown rule "project"', id="severity, which takes no group"),
        pytest.param('per-path: {"*": {ignore: [flag]}}', ':1:27: unknown rule "flag"', id="per-path"),
        pytest.param('per-path: {"*": {severity: {flag: note}}}', ':1:29: unknown rule "flag"', id="a severity per path"),
        pytest.param("projects: {app: []}", ':1:12: unknown project "app"', id="projects"),
    ],
)
def test_unknown_names(git: Git, text: str, message: str) -> None:
    git.write(FILE_NAME, text)
    with pytest.raises(ConfigError) as error:
        judged(git, {})
    assert str(error.value).startswith(FILE_NAME + message)


class TestLettingThroughOnce:
    def test_it_is_said_in_the_report(self, git: Git) -> None:
        for environ in ({}, PULL_REQUEST):
            report = judged(git, {**environ, host.IGNORE_VARIABLE: "raised-flag"})
            assert (report.exit_code, report.notes) == (0, ("EDGESPARK_CI_IGNORE lets through: raised-flag",))


@pytest.mark.parametrize(
    ("environ", "proposal"),
    [
        pytest.param({}, False, id="a laptop"),
        pytest.param(PUSH, False, id="a push on GitHub"),
        pytest.param(PULL_REQUEST, True, id="a pull request"),
        pytest.param({"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "merge_group"}, True, id="a merge queue"),
        pytest.param({"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request_target"}, True, id="a pull request with the base's secrets"),
        pytest.param({"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "workflow_run"}, True, id="an event that may run on anything"),
        pytest.param({"CI": "true", "GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "merge_request_event"}, True, id="a merge request on GitLab"),
        pytest.param({"CI": "true", "GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "push"}, False, id="a push on GitLab"),
        pytest.param({"CI": "true"}, True, id="an unknown host"),
    ],
)
def test_what_counts_as_a_proposal(environ: dict[str, str], proposal: bool) -> None:
    assert host.is_proposal(environ, base_is_given=True) is proposal
    assert not host.is_proposal({"CI": "true"}, base_is_given=False)


def test_an_acknowledgement_runs_out(git: Git) -> None:
    git.write("flags.txt", "new")
    git.write(FILE_NAME, 'acknowledge: [{fingerprint: "raised-flag:.:new", reason: later, until: 2026-11-23}]')
    assert [judged(git, {}, today).exit_code for today in ("2026-11-23", "2026-11-24")] == [0, 1]
