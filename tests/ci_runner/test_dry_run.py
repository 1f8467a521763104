"""The dry run writes files and runs code, so it lives in a worktree that goes with it; the checkout stays as it was."""

import tempfile
from pathlib import Path

import pytest

from tests.ci_runner.support import Stage
from tests.ci_runner.test_deploy import wrapped

_WRITES = "mkdir -p server/dist; echo x >server/dist/bundle.js; echo // newer >>server/src/__generated__/server-types.d.ts"


def contents(directory: Path) -> dict[str, bytes]:
    """Every file of the checkout, ignored ones included."""
    files = (path for path in directory.rglob("*") if path.is_file() and ".git" not in path.relative_to(directory).parts)
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    ("does", "code", "reason"),
    [
        pytest.param(f"{_WRITES}", 0, "rewrites-files", id="writes files"),
        pytest.param(f"{_WRITES}; kill -KILL $$", 4, "crashed", id="is killed"),
        pytest.param("echo > {checkout}/README.md", 4, "checkout-changed", id="writes where it should not"),
    ],
)
def test_the_checkout_stays_as_it_was(stage: Stage, tmp_path: Path, does: str, code: int, reason: str) -> None:
    (tmp_path / "temporary").mkdir()
    stage.bench.monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    checkout = stage.rehearsal.repository
    wrapped(stage, tmp_path, f'case "$*" in *--dry-run) {does.format(checkout=checkout)};; esac')
    before = contents(checkout)
    environ = {**stage.rehearsal.environment, "CI": "", "EDGESPARK_CLI": str(tmp_path / "wrapped")}
    ran = stage.bench.run("plan", stage.rehearsal.project, environ=environ)
    assert (ran.code, ran.step("dry-run")["reason"]) == (code, reason), ran.out
    changed = sorted(path for path, content in contents(checkout).items() if before.get(path) != content)
    assert changed == (["README.md"] if reason == "checkout-changed" else [])
    assert list((tmp_path / "temporary").iterdir()) == []
    assert len(stage.git("worktree", "list").splitlines()) == 1
