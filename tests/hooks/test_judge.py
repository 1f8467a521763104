"""Which tree is judged, which projects it holds, and what they are compared with. One rule of the test's own stands for all."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hooks import registry
from hooks.errors import UsageError
from hooks.finding import Diagnostic, Finding, Location, Report, Severity
from hooks.judge import judge, opened
from hooks.project import Project
from hooks.request import Request
from hooks.rule import Group, Rule
from tests.git import Git


def _flag(project: Project) -> Iterator[Finding | Diagnostic]:
    """Finds each line of `flags.txt`."""
    content = project.content(project.path("flags.txt"))
    for number, line in enumerate((content or b"").decode().splitlines(), 1):
        yield Finding(f'flag "{line}"', Location(project.path("flags.txt"), number), line)


@pytest.fixture(autouse=True)
def _one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    flag = Rule("raised-flag", "no flag is raised", Severity.ERROR, Group.PROJECT, _flag)
    monkeypatch.setattr(registry, "rule_ids", lambda: (flag.id,))
    monkeypatch.setattr(registry, "rule", lambda _rule_id: flag)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    repository = Git.init(tmp_path / "repository")
    repository.write("edgespark.toml", "")
    return repository


def judged(git: Git, request: Request = Request(), **environ: str) -> Report:  # noqa: B008 - an immutable record
    return judge(request, git.path, {**os.environ, **environ})


def subjects(report: Report) -> list[str]:
    return [f"{finding.subject} {finding.severity.value}" for finding in report.findings if finding.severity]


class TestTree:
    def test_working_tree_by_default(self, git: Git) -> None:
        git.commit()
        git.write("flags.txt", "loose")
        assert subjects(judged(git)) == ["loose error"]
        assert subjects(judged(git, Request(staged=True))) == []

    def test_staged_means_the_index(self, git: Git) -> None:
        git.commit()
        git.write("flags.txt", "staged")
        git("add", "--all")
        git.write("flags.txt", "")
        assert subjects(judged(git, Request(staged=True))) == ["staged error"]
        assert subjects(judged(git)) == []

    def test_staged_before_the_first_commit(self, git: Git) -> None:
        git.write("flags.txt", "first")
        git("add", "--all")
        assert subjects(judged(git, Request(staged=True))) == ["first error"]

    @pytest.mark.parametrize("variable", ["PRE_COMMIT_TO_REF", "PRE_COMMIT_LOCAL_BRANCH"])
    def test_staged_on_pre_push_means_the_pushed_commit(self, git: Git, variable: str) -> None:
        git.write("flags.txt", "pushed")
        git.commit()
        git("branch", "pushed")
        git.write("flags.txt", "")
        git.commit()
        assert subjects(judged(git, Request(staged=True), **{variable: "pushed"})) == ["pushed error"]

    def test_a_named_commit_on_a_detached_head(self, git: Git) -> None:
        git.write("flags.txt", "old")
        old = git.commit()
        git.write("flags.txt", "")
        git.commit()
        git("checkout", "-q", "--detach")
        assert subjects(judged(git, Request(ref=old))) == ["old error"]

    def test_bare_repository(self, git: Git, tmp_path: Path) -> None:
        git.write("flags.txt", "bare")
        git.commit()
        git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
        bare = Git(tmp_path / "bare.git")
        assert subjects(judged(bare, Request(ref="main"))) == ["bare error"]
        with pytest.raises(UsageError, match="name a commit with --ref"):
            judged(bare)

    def test_outside_git(self, tmp_path: Path) -> None:
        (tmp_path / "edgespark.toml").write_text("")
        (tmp_path / "flags.txt").write_text("loose")
        assert subjects(judge(Request(), tmp_path, {})) == ["loose error"]
        for request in (Request(staged=True), Request(ref="main"), Request(base="main")):
            with pytest.raises(UsageError, match="in no git repository"):
                judge(request, tmp_path, {})

    def test_two_trees_at_once(self, git: Git) -> None:
        with pytest.raises(UsageError, match="--staged and --ref exclude each other"):
            judged(git, Request(staged=True, ref="HEAD"))


class TestProjects:
    def test_several_are_found_and_named_by_their_directories(self, git: Git) -> None:
        for root in ("apps/one", "apps/two words"):
            git.write(f"{root}/edgespark.toml", "")
        (git.path / "edgespark.toml").unlink()
        assert judged(git).projects == ("apps/one", "apps/two words")
        assert judged(git, Request(("apps/one",))).projects == ("apps/one",)
        assert judge(Request(("../two words",)), git.path / "apps" / "one", {}).projects == ("apps/two words",)

    def test_one_inside_another_is_left_out_aloud(self, git: Git) -> None:
        git.write("server/edgespark.toml", "")
        report = judged(git)
        assert report.projects == (".",)
        assert report.notes == ("server/edgespark.toml lies inside the project . and is ignored",)

    def test_none_where_a_path_was_given_is_a_usage_error(self, git: Git) -> None:
        git.write("docs/readme.md", "")
        with pytest.raises(UsageError, match=r"looked for edgespark\.toml below docs in the working tree"):
            judged(git, Request(("docs",)))

    def test_none_in_a_hook_is_clean(self, git: Git) -> None:
        (git.path / "edgespark.toml").unlink()
        report = judged(git, Request(staged=True))
        assert (report.projects, report.exit_code) == ((), 0)

    @pytest.mark.parametrize("path", ["nowhere", "../elsewhere"])
    def test_a_path_that_is_not_there(self, git: Git, path: str) -> None:
        with pytest.raises(UsageError, match="no such file or directory"):
            judged(git, Request((path,)))


class TestBase:
    def test_what_the_base_has_too_is_a_warning(self, git: Git) -> None:
        git.write("flags.txt", "old")
        base = git.commit()
        git.write("flags.txt", "old\nnew")
        report = judged(git, Request(base=base))
        assert subjects(report) == ["old warning", "new error"]
        assert report.findings[0].message == f'flag "old" (not new: {base} has it too)'

    def test_moved_lines_do_not_make_it_new(self, git: Git) -> None:
        git.write("flags.txt", "old")
        base = git.commit()
        git.write("flags.txt", "new\nold")
        assert subjects(judged(git, Request(base=base))) == ["new error", "old warning"]

    def test_one_more_of_the_same_is_new(self, git: Git) -> None:
        git.write("flags.txt", "same")
        base = git.commit()
        git.write("flags.txt", "same\nsame")
        assert subjects(judged(git, Request(base=base))) == ["same warning", "same error"]

    def test_a_hook_without_a_remote_compares_with_head(self, git: Git) -> None:
        git.write("flags.txt", "old")
        git.commit()
        assert subjects(judged(git, Request(staged=True))) == ["old warning"]
        assert subjects(judged(git)) == ["old error"], "a person who asks for the working tree hears all of it"

    def test_a_hook_on_a_branch_without_a_remote_compares_with_main(self, git: Git) -> None:
        git.write("flags.txt", "old")
        git.commit()
        git("checkout", "-q", "-b", "feature")
        git.write("flags.txt", "old\nmine")
        git.commit()
        assert subjects(judged(git, Request(staged=True))) == ["old warning", "mine error"], "own commits are not history yet"

    def test_the_remotes_default_branch_as_last_fetched(self, git: Git, tmp_path: Path) -> None:
        git.write("flags.txt", "theirs")
        git.commit()
        git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin.git"))
        git("remote", "add", "origin", str(tmp_path / "origin.git"))
        git("fetch", "--quiet", "origin")
        git.write("flags.txt", "theirs\nmine")
        git.commit()
        assert subjects(judged(git)) == ["theirs warning", "mine error"]

    def test_a_base_that_is_no_commit(self, git: Git) -> None:
        git.write("flags.txt", "new")
        git.commit()
        with pytest.raises(UsageError, match="'nowhere' names no commit here"):
            judged(git, Request(base="nowhere"))


class TestOpened:
    def test_what_a_request_covers(self, git: Git) -> None:
        git.write("flags.txt", "old")
        git.commit()
        git.write("flags.txt", "new")
        with opened(Request(base="main"), git.path, {}) as covered:
            project = covered.project
            assert (covered.tree.name, project.root, project.content("flags.txt")) == ("working tree", ".", b"new")
            assert project.base is not None
            assert project.base.tip is not None
            assert project.base.tip.content("flags.txt") == b"old"

    def test_one_project_is_asked_for_where_there_are_two(self, git: Git) -> None:
        (git.path / "edgespark.toml").unlink()
        for root in ("one", "two"):
            git.write(f"{root}/edgespark.toml", "")
        with opened(Request(), git.path, {}) as covered, pytest.raises(UsageError, match="several projects: name one of one, two"):
            assert covered.project
        with opened(Request(("two",)), git.path, {}) as covered:
            assert covered.project.root == "two"


class TestHost:
    @pytest.mark.parametrize(
        ("environ", "in_ci", "default_branch"),
        [
            pytest.param({}, False, None, id="a laptop"),
            pytest.param({"CI": "false"}, False, None, id="CI that says no"),
            pytest.param({"CI": "true"}, True, None, id="CI"),
            pytest.param({"GITHUB_ACTIONS": "true", "CI_DEFAULT_BRANCH": "trunk"}, True, "trunk", id="CI that names the branch"),
        ],
    )
    def test_what_the_environment_says(self, git: Git, environ: dict[str, str], in_ci: bool, default_branch: str | None) -> None:
        with opened(Request(), git.path, environ) as covered:
            assert (covered.project.in_ci, covered.project.default_branch) == (in_ci, default_branch)

    def test_who_asks_may_know_the_branch_better(self, git: Git) -> None:
        with opened(Request(default_branch="main"), git.path, {"CI_DEFAULT_BRANCH": "trunk"}) as covered:
            assert covered.project.default_branch == "main"


class TestSelection:
    def test_an_unknown_rule_names_the_nearest(self, git: Git) -> None:
        with pytest.raises(UsageError, match='unknown rule "raised-flags"; did you mean "raised-flag"'):
            judged(git, Request(select=("raised-flags",)))

    def test_by_group(self, git: Git) -> None:
        git.write("flags.txt", "x")
        assert subjects(judged(git, Request(select=("project",)))) == ["x error"]
        assert subjects(judged(git, Request(ignore=("project",)))) == []

    def test_one_rule_is_let_through_once_and_said_aloud(self, git: Git) -> None:
        git.write("flags.txt", "x")
        report = judged(git, EDGESPARK_CI_IGNORE="raised-flag")
        assert (report.findings, report.notes) == ((), ("EDGESPARK_CI_IGNORE lets through: raised-flag",))

    def test_a_rule_that_is_asked_for_and_ignored_is_said_aloud(self, git: Git) -> None:
        git.write(".edgespark-ci.yaml", "ignore: [raised-flag]\n")
        report = judged(git, Request(select=("raised-flag",)))
        assert (report.rules, report.notes) == ((), ("raised-flag was asked for and did not judge: .edgespark-ci.yaml ignores it",))
        assert judged(git, Request(select=("raised-flag",), ignore=("raised-flag",))).notes == ()

    def test_a_policy_below_the_top_is_ignored_aloud(self, git: Git) -> None:
        git.write("flags.txt", "x")
        git.write("server/.edgespark-ci.yaml", "ignore: [raised-flag]\n")
        report = judged(git)
        assert subjects(report) == ["x error"]
        assert report.notes == ("server/.edgespark-ci.yaml is ignored: a repository has one .edgespark-ci.yaml, at its top",)

    def test_severity_from_the_configuration(self, git: Git) -> None:
        git.write("flags.txt", "x")
        git.write(".edgespark-ci.yaml", "severity: {raised-flag: warning}\n")
        assert subjects(judged(git)) == ["x warning"]
