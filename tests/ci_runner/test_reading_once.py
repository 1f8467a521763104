"""The rules, what is lost, what changes in the schema and the replay are read through one repository, whose objects one process hands out."""

import os
import shutil
from pathlib import Path

from tests.ci_runner.support import Stage


def test_the_repository_is_opened_once_for_all_that_the_checks_look_at(stage: Stage, tmp_path: Path) -> None:
    stage.was_deployed()
    stage.migrate("0003_close_the_book", "-- edgespark-ci: ignore[destructive-migration] the book is closed\nDELETE FROM entries;\n")
    stage.pushed()
    git = tmp_path / "git"
    git.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/calls\nexec {shutil.which("git")} "$@"\n', encoding="utf-8")
    git.chmod(0o755)
    stage.bench.without("cli", "types", "db-check", "dry-run", "keys", "migrate", "storage", "auth", "deploy", "verify")
    ran = stage.deploy(PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert (ran.receipt["reason"], len(ran.receipt["losses"]["sentences"])) == ("needs-confirmation", 3), ran.out
    assert (tmp_path / "calls").read_text("utf-8").splitlines().count("cat-file --batch") == 1
