"""The installed `edgespark-ci` command, run as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("edgespark-ci")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def edgespark_ci(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None, seconds: float = 180) -> Ended:
    """Run `edgespark-ci ARGUMENTS` in `cwd` with `env` beside the test's own environment."""
    done = subprocess.run(
        [PROGRAM, *arguments], cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
