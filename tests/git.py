"""Real git repositories for tests."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Git:
    """A repository at `path`."""

    path: Path

    @classmethod
    def init(cls, path: Path, *options: str) -> "Git":
        """A new repository on branch `main`, everything already there left uncommitted."""
        path.mkdir(parents=True, exist_ok=True)
        repository = cls(path)
        repository("init", "--quiet", "--initial-branch=main", *options)
        return repository

    def __call__(self, *arguments: str, env: dict[str, str] | None = None) -> str:
        """What `git ARGUMENTS` prints; it must succeed."""
        done = subprocess.run(["git", *arguments], cwd=self.path, env=env, capture_output=True, check=False)
        assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr.decode()}"
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def commit(self, message: str = "a change") -> str:
        """Commit everything as it lies; returns the commit's id."""
        self("add", "--all")
        self("commit", "--quiet", "--allow-empty", "--message", message)
        return self("rev-parse", "HEAD")

    def write(self, relative: str, content: str | bytes) -> None:
        target = self.path / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
