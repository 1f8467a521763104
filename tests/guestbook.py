"""The clean project that tests start from: a copy of `examples/guestbook` that each test changes in one place."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from hooks.policy import config
from hooks.project import Project, Surroundings
from hooks.trees.tree import WorkTree

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "guestbook"
_NOT_COPIED = ("node_modules", "dist", ".edgespark", ".pre-commit-config.yaml")


@dataclass(frozen=True, slots=True)
class Guestbook:
    """A copy of the example below `path`; every path given to its methods is relative to it."""

    path: Path

    @classmethod
    def at(cls, path: Path) -> "Guestbook":
        """A fresh copy at `path`, which must not exist yet."""
        shutil.copytree(EXAMPLE, path, ignore=shutil.ignore_patterns(*_NOT_COPIED))
        return cls(path)

    def read(self, relative: str) -> str:
        return (self.path / relative).read_bytes().decode()

    def write(self, relative: str, text: str) -> None:
        """Write bytes as they stand: no line ending is translated."""
        target = self.path / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())

    def replace(self, relative: str, old: str, new: str) -> None:
        """Change the one place where `old` stands; a test that would change none or several is wrong."""
        text = self.read(relative)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {relative}"
        self.write(relative, text.replace(old, new))

    def move(self, relative: str, target: str) -> None:
        """Move a file or directory, its new parents made."""
        (self.path / target).parent.mkdir(parents=True, exist_ok=True)
        (self.path / relative).rename(self.path / target)

    def delete(self, relative: str) -> None:
        target = self.path / relative
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()

    def project(self) -> Project:
        """The project as it now lies on disk, read anew."""
        tree = WorkTree(self.path)
        return Project(tree, ".", Surroundings(config.policy(tree)))
