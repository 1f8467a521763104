"""Files written and deleted, all or none."""

from pathlib import Path

import pytest

from hooks.errors import UsageError
from hooks.trees.file_changes import FileChange, carry_out


def test_written_and_deleted(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("x")
    carry_out([FileChange("old", None), FileChange("a/new", b"\r\n"), FileChange("never-there", None)], tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["a", "a/new"]
    assert (tmp_path / "a" / "new").read_bytes() == b"\r\n"


@pytest.mark.parametrize("path", ["link/file", "link", "../file"])
def test_nothing_is_touched_where_one_path_leads_out(tmp_path: Path, path: str) -> None:
    top, outside = tmp_path / "top", tmp_path / "outside"
    top.mkdir()
    outside.mkdir()
    (top / "link").symlink_to(outside)
    with pytest.raises(UsageError, match="leads out of the repository: not changed"):
        carry_out([FileChange("first", b"x"), FileChange(path, b"x")], top)
    assert list(outside.iterdir()) == []
    assert not (top / "first").exists()


def test_what_cannot_be_written_is_named_and_nothing_is_deleted(tmp_path: Path) -> None:
    (tmp_path / "directory").mkdir()
    (tmp_path / "old").write_text("x")
    with pytest.raises(UsageError, match="directory cannot be changed: Is a directory"):
        carry_out([FileChange("old", None), FileChange("directory", b"x")], tmp_path)
    assert (tmp_path / "old").exists()


def test_rights_and_links_stay(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("x")
    script.chmod(0o755)
    (tmp_path / "link").symlink_to("script")
    (tmp_path / "other").symlink_to("script")
    carry_out([FileChange("link", b"new"), FileChange("other", None)], tmp_path)
    assert not (tmp_path / "other").is_symlink()
    assert ((tmp_path / "link").is_symlink(), script.read_bytes(), script.stat().st_mode & 0o777) == (True, b"new", 0o755)


def test_what_cannot_be_written_leaves_every_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "first").write_text("old")
    (tmp_path / "directory").mkdir()
    with pytest.raises(UsageError):
        carry_out([FileChange("first", b"new"), FileChange("directory", b"x")], tmp_path)
    assert (tmp_path / "first").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["directory", "first"]
