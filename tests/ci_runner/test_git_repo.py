"""The checkout as the pipeline sees it, in real repositories."""

import contextlib
import os
from pathlib import Path

import pytest

from ci_runner.assembly import Subject, context
from ci_runner.git_repo import GitRepo, Unreachable
from ci_runner.plan import PLAN
from ci_runner.redact import Redactor
from hooks.errors import UsageError
from tests.ci_runner import canary
from tests.ci_runner.support import wanted
from tests.git import Git
from tests.guestbook import Guestbook


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """A repository of two commits with a remote, its name not plain ASCII."""
    made = Git.init(tmp_path / "ein Gästebuch")
    made.write("a", "1")
    made.commit()
    made.write("a", "2")
    made.commit()
    Git.init(tmp_path / "origin.git", "--bare")
    made("remote", "add", "origin", str(tmp_path / "origin.git"))
    made("push", "--quiet", "origin", "main")
    return made


def test_what_is_checked_out(git: Git) -> None:
    with GitRepo(git.path) as repo:
        assert repo.top == git.path
        assert repo.checkout == (git("rev-parse", "HEAD"), "main", "main")
        git("checkout", "--quiet", "--detach")
        assert repo.checkout.branch == ""


@pytest.mark.parametrize("where", ["bare", "none"])
def test_what_is_no_checkout_is_bad_usage(tmp_path: Path, where: str) -> None:
    if where == "bare":
        Git.init(tmp_path, "--bare")
    with pytest.raises(UsageError):
        GitRepo(tmp_path)


def test_changed_paths_are_new_edited_and_deleted_ones_but_not_ignored_ones(git: Git) -> None:
    git.write(".gitignore", "ignored\n")
    git.write("sub/ö x", "new")
    git.write("ignored", "x")
    (git.path / "a").unlink()
    with GitRepo(git.path) as repo:
        assert set(repo.changed_paths()) == {".gitignore", "a", "sub/ö x"}
        assert repo.changed_paths("sub") == ("sub/ö x",)


def test_the_remotes_tip_is_asked_now(git: Git, tmp_path: Path) -> None:
    with GitRepo(git.path) as repo:
        assert repo.remote_tip("main") == git("rev-parse", "HEAD")
        assert repo.remote_tip("other") is None
        git("push", "--quiet", "origin", "HEAD^:refs/another/refs/heads/main")
        assert repo.remote_tip("main") == git("rev-parse", "HEAD"), "another's branch only ends in the same name"
        with pytest.raises(Unreachable, match="no remote"):
            repo.remote_tip("main", remote="upstream")
        git("remote", "set-url", "origin", str(tmp_path / "gone"))
        with pytest.raises(Unreachable):
            repo.remote_tip("main")


def test_a_throw_away_worktree_is_gone_whatever_happened_in_it(git: Git) -> None:
    with GitRepo(git.path) as repo:
        kept: list[Path] = []
        with contextlib.suppress(ZeroDivisionError), repo.throw_away_worktree(git("rev-parse", "HEAD~1")) as tree:
            kept.append(tree)
            assert (tree / "a").read_text(encoding="utf-8") == "1"
            (tree / "rubbish").write_text("x", encoding="utf-8")
            raise ZeroDivisionError
        assert not kept[0].parent.exists()
        assert git("worktree", "list", "--porcelain").count("worktree ") == 1
        assert git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("main", "stands"),
    [
        pytest.param("", True, id="there is no such branch"),
        pytest.param("HEAD", True, id="it is here"),
        pytest.param("HEAD~1", True, id="it lags behind"),
        pytest.param("elsewhere", False, id="it holds something else"),
    ],
)
def test_a_detached_head_stands_on_a_branch_for_a_while(git: Git, main: str, stands: bool) -> None:
    here = git.commit()
    git("checkout", "--quiet", "--detach")
    git("tag", "elsewhere", git("commit-tree", "-m", "of its own", "HEAD^{tree}"))
    git("branch", "--force", "main", main) if main else git("branch", "--delete", "--force", "main")
    was = git("for-each-ref", "refs/heads")
    with GitRepo(git.path) as repo, repo.on_branch("main") as found:
        assert found is stands
        assert git("rev-parse", "HEAD") == here
        assert (git("rev-parse", "--abbrev-ref", "HEAD") == "main") is stands
    assert (git("rev-parse", "HEAD"), git("for-each-ref", "refs/heads"), git("rev-parse", "--abbrev-ref", "HEAD")) == (here, was, "HEAD")


def test_a_checked_out_branch_is_left_alone(git: Git) -> None:
    git("checkout", "--quiet", "-b", "other")
    with GitRepo(git.path) as repo, repo.on_branch("main") as stands:
        assert not stands
    assert git("rev-parse", "--abbrev-ref", "HEAD") == "other"


def test_hooks_among_the_files_are_not_run(git: Git, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    for name in ("post-checkout", "reference-transaction"):
        git.write(f".husky/{name}", f"#!/bin/sh\necho {name} >> {ran}\n")
        (git.path / ".husky" / name).chmod(0o755)
    git("config", "core.hooksPath", ".husky")
    git.commit()
    git("checkout", "--quiet", "--detach")
    assert ran.exists()
    ran.unlink()
    with GitRepo(git.path) as repo:
        with repo.throw_away_worktree("HEAD"):
            pass
        with repo.on_branch("main") as stands:
            assert stands
        repo.remote_tip("main")
    assert not ran.exists()


def test_who_is_asked_for_a_remote_gets_no_key_of_the_platform(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ssh of somebody's own, a helper for passwords: git starts them."""
    ssh, seen = tmp_path / "ssh", tmp_path / "seen"
    ssh.write_text(f"#!/bin/sh\nenv > {seen}\nexit 1\n", encoding="utf-8")
    ssh.chmod(0o755)
    for name, value in {"EDGESPARK_API_KEY": "the-key-of-the-platform", "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}.items():
        monkeypatch.setenv(name, value)
    git("remote", "set-url", "origin", "ssh://127.0.0.1/guestbook")
    with GitRepo(git.path) as repo, pytest.raises(Unreachable):
        repo.remote_tip("main")
    names = {line.partition("=")[0] for line in seen.read_text(encoding="utf-8").splitlines()}
    assert "PATH" in names
    assert not names & {"EDGESPARK_API_KEY", *canary.ENVIRON}


def _shallow(guestbook: Guestbook, tmp_path: Path, depth: int) -> Path:
    """A shallow clone of the guestbook's repository of three commits."""
    git = Git.init(guestbook.path)
    git.commit()
    for text in ("one\n", "two\n"):
        git.write("README.md", text)
        git.commit()
    git("clone", "--quiet", f"--depth={depth}", f"file://{guestbook.path}", str(tmp_path / "clone"))
    return tmp_path / "clone"


PUSH = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main"}


def test_a_shallow_clone_gets_the_parent_that_it_lacks(guestbook: Guestbook, tmp_path: Path) -> None:
    clone = _shallow(guestbook, tmp_path, 1)
    subject = Subject.at(clone, PUSH, kind=None)
    with subject.repo:
        run = context(subject, PLAN, PUSH, Redactor(), wanted(tmp_path))
        assert run.event.base == Git(guestbook.path)("rev-parse", "HEAD~1")


def test_a_base_that_cannot_be_fetched_is_bad_usage_and_says_what_to_set(guestbook: Guestbook, tmp_path: Path) -> None:
    clone = _shallow(guestbook, tmp_path, 1)
    Git(clone)("remote", "set-url", "origin", str(tmp_path / "gone"))
    subject = Subject.at(clone, PUSH, kind=None)
    with subject.repo, pytest.raises(UsageError, match="fetch-depth: 0"):
        context(subject, PLAN, PUSH, Redactor(), wanted(tmp_path))


def test_a_first_commit_has_no_base_and_is_judged_as_new(guestbook: Guestbook, tmp_path: Path) -> None:
    Git.init(guestbook.path).commit()
    guestbook.delete("server/drizzle/0001_add_reactions.sql")
    Git(guestbook.path)("commit", "--quiet", "--all", "--amend", "--message", "first")
    Git(guestbook.path)("update-ref", "refs/remotes/origin/main", "HEAD")
    subject = Subject.at(guestbook.path, PUSH, kind=None)
    with subject.repo:
        run = context(subject, PLAN, PUSH, Redactor(), wanted(tmp_path))
        assert run.event.base == ""
        assert run.judged().verdict == "findings"
