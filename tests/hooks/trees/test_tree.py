"""Trees over a real repository: each reads what git would record, not what happens to lie on disk."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hooks.errors import NoVerdict, UsageError
from hooks.trees import git as git_edge
from hooks.trees.repository import Repository
from hooks.trees.tree import WorkTree
from tests.git import Git


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git.init(tmp_path / "ein Verzeichnis für Tests")


@pytest.fixture
def repository(git: Git) -> Iterator[Repository]:
    found = Repository.around(git.path)
    assert found is not None
    yield found
    found.close()


def test_each_tree_reads_its_own_content(git: Git, repository: Repository) -> None:
    git.write("a.txt", "committed")
    git.commit()
    git.write("a.txt", "staged")
    git("add", "a.txt")
    git.write("a.txt", "on disk")
    working = repository.working()
    assert working is not None
    assert [tree.read("a.txt") for tree in (repository.commit("HEAD"), repository.index(), working)] == [b"committed", b"staged", b"on disk"]


def test_the_index_is_the_one_that_git_index_file_names(git: Git, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    git.write("a.txt", "in the usual index")
    git("add", "a.txt")
    other = {**os.environ, "GIT_INDEX_FILE": str(git.path / ".git" / "other-index")}
    git.write("b.txt", "in the other index")
    git("add", "b.txt", env=other)
    monkeypatch.setenv("GIT_INDEX_FILE", other["GIT_INDEX_FILE"])
    assert list(repository.index().entries) == ["b.txt"]


def test_deleted_untracked_and_ignored_files(git: Git, repository: Repository) -> None:
    for name in ("kept.txt", "deleted.txt"):
        git.write(name, "x")
    git.write(".gitignore", "ignored.txt\n")
    git.commit()
    (git.path / "deleted.txt").unlink()
    git.write("untracked.txt", "x")
    git.write("ignored.txt", "x")
    working = repository.working()
    assert working is not None
    assert list(working.entries) == [".gitignore", "kept.txt", "untracked.txt"]
    assert working.has("ignored.txt"), "a file that git ignores can be read by name"
    assert list(repository.index().entries) == [".gitignore", "deleted.txt", "kept.txt"]


def test_names_that_are_not_ascii_or_not_even_utf8(git: Git, repository: Repository) -> None:
    git.write("größe/名.txt", "1")
    (git.path / os.fsdecode(b"latin-\xe9.txt")).write_bytes(b"2")
    git.commit()
    tree = repository.commit("HEAD")
    assert [tree.read(path) for path in sorted(tree.entries)] == [b"1", b"2"]


@pytest.mark.parametrize("kind", ["commit", "index", "working"])
def test_links_are_followed_inside_the_repository_only(git: Git, repository: Repository, kind: str) -> None:
    git.write("real/a.txt", "linked")
    (git.path / "inside").symlink_to("real/a.txt")
    (git.path / "outside").symlink_to("/etc/hostname")
    (git.path / "loop").symlink_to("loop")
    git.commit()
    tree = {"commit": repository.commit("HEAD"), "index": repository.index(), "working": repository.working()}[kind]
    assert tree is not None
    assert tree.read("inside") == b"linked"
    for path in ("outside", "loop"):
        with pytest.raises(NoVerdict) as reason:
            tree.read(path)
        assert reason.value.location.path == path


def test_a_submodule_holds_no_files_here(git: Git, repository: Repository, tmp_path: Path) -> None:
    other = Git.init(tmp_path / "other")
    commit = other.commit()
    git("update-index", "--add", "--cacheinfo", f"160000,{commit},vendor")
    index = repository.index()
    assert not index.has("vendor")
    with pytest.raises(NoVerdict, match="submodule"):
        index.read("vendor")


def test_a_conflicted_path_has_no_single_content(git: Git, repository: Repository) -> None:
    git.write("a.txt", "base")
    git.commit()
    git("checkout", "-q", "-b", "theirs")
    git.write("a.txt", "theirs")
    git.commit()
    git("checkout", "-q", "main")
    git.write("a.txt", "ours")
    git.commit()
    with pytest.raises(AssertionError):
        git("merge", "theirs")
    with pytest.raises(NoVerdict, match="unresolved merge conflict"):
        repository.index().read("a.txt")


@pytest.mark.parametrize("kind", ["commit", "working"])
def test_a_huge_file_is_not_read(git: Git, repository: Repository, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_edge, "MAX_BLOB_BYTES", 1_000_000)
    git.write("huge.bin", b"\0" * 1_500_000)
    git.write("small.txt", "still readable")
    git.commit()
    tree = repository.commit("HEAD") if kind == "commit" else repository.working()
    assert tree is not None
    with pytest.raises(NoVerdict, match="above the limit"):
        tree.read("huge.bin")
    assert tree.read("small.txt") == b"still readable"


def test_binary_content_arrives_byte_for_byte(git: Git, repository: Repository) -> None:
    content = bytes(range(256)) * 300 + b"\n\n"
    git.write("blob.bin", content)
    git.write("empty", b"")
    git.commit()
    tree = repository.commit("HEAD")
    assert (tree.read("blob.bin"), tree.read("empty")) == (content, b"")


def test_a_damaged_object_hides_no_other(git: Git, repository: Repository) -> None:
    git.write("a.txt", "damaged")
    git.write("b.txt", "whole")
    git.commit()
    oid = repository.index().entries["a.txt"].oid
    blob = git.path / ".git" / "objects" / oid[:2] / oid[2:]
    blob.chmod(0o644)
    blob.write_bytes(b"no object")
    tree = repository.commit("HEAD")
    with pytest.raises(NoVerdict, match="damaged repository"):
        tree.read("a.txt")
    assert tree.read("b.txt") == b"whole"


@pytest.mark.parametrize("ref", ["nothing", "two words", "HEAD\nHEAD", "-x", "HEAD:a.txt"])
def test_what_names_no_commit(git: Git, repository: Repository, ref: str) -> None:
    git.write("a.txt", "x")
    git.commit()
    assert repository.resolved(ref) is None
    assert repository.resolved("HEAD") == git("rev-parse", "HEAD")


def test_a_missing_object_is_no_verdict(git: Git, repository: Repository) -> None:
    git.write("a.txt", "gone")
    git.commit()
    oid = git("rev-parse", "HEAD:a.txt")
    (git.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(NoVerdict, match="partial clone"):
        repository.commit("HEAD").read("a.txt")


def test_a_bare_repository_has_commits_and_no_working_tree(git: Git, tmp_path: Path) -> None:
    git.write("a.txt", "x")
    git.commit()
    git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    bare = Repository.around(tmp_path / "bare.git")
    assert bare is not None
    assert bare.working() is None
    assert bare.commit("main").read("a.txt") == b"x"
    bare.close()


def test_a_repository_without_commits(git: Git, repository: Repository) -> None:
    assert repository.resolved("HEAD") is None
    assert repository.index().entries == {}
    with pytest.raises(UsageError, match="names no commit"):
        repository.commit("HEAD")


def test_a_sparse_checkout_leaves_nothing_out(git: Git, repository: Repository) -> None:
    git.write("kept/a.txt", "on disk")
    git.write("sparse/b.txt", "in the index")
    git.commit()
    git("sparse-checkout", "set", "kept")
    assert not (git.path / "sparse" / "b.txt").exists()
    working = repository.working()
    assert working is not None
    assert list(working.entries) == ["kept/a.txt", "sparse/b.txt"]
    assert working.read("sparse/b.txt") == b"in the index"


@pytest.mark.parametrize("place", ["worktrees/linked", "worktrees/linked/inside"])
def test_a_linked_worktree_inside_another_is_its_own(git: Git, place: str) -> None:
    git.write("inside/a.txt", "x")
    git.commit()
    git("worktree", "add", "--quiet", "worktrees/linked", "-b", "other")
    linked = Repository.around(git.path / place)
    assert linked is not None
    assert linked.top == str(git.path / "worktrees" / "linked")
    assert list(linked.index().entries) == ["inside/a.txt"]


def test_a_submodule_is_its_own(git: Git, tmp_path: Path) -> None:
    other = Git.init(tmp_path / "other")
    other.write("theirs.txt", "x")
    other.commit()
    git.write("ours.txt", "x")
    git.commit()
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.path), "vendor")
    submodule = Repository.around(git.path / "vendor")
    assert submodule is not None
    assert list(submodule.index().entries) == ["theirs.txt"]


def test_no_repository(tmp_path: Path) -> None:
    assert Repository.around(tmp_path) is None
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "a.txt").write_text("x")
    (tmp_path / "b.txt").write_text("x")
    assert list(WorkTree(tmp_path).entries) == ["b.txt"]


def test_an_option_cannot_be_smuggled_in_as_a_ref(git: Git, repository: Repository) -> None:
    git.commit()
    with pytest.raises(UsageError):
        repository.commit("--all")


def test_the_default_branch_is_the_remotes(git: Git, repository: Repository, tmp_path: Path) -> None:
    git.commit()
    assert repository.usual_base(locally=False) is None
    git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin.git"))
    git("remote", "add", "origin", str(tmp_path / "origin.git"))
    git("fetch", "--quiet", "origin")
    assert repository.usual_base(locally=False) == "origin/main"
