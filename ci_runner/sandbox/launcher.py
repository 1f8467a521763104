"""An executable file named `edgespark`, so that a look-up on PATH finds the stand-in."""

import shlex
import sys
from pathlib import Path

_START = "import sys; sys.path.insert(0, {root!r}); from ci_runner.sandbox.stand_in.__main__ import main; main()"
_PACKAGES = Path(__file__).resolve().parents[2]


def write(directory: Path) -> Path:
    """Write the file into `directory` and return its path."""
    directory.mkdir(parents=True, exist_ok=True)
    command = directory / "edgespark"
    # -P: what lies in the project's directory is not imported; the packages are named, since the child's environment holds no PYTHONPATH.
    argv = (sys.executable, "-P", "-c", _START.format(root=str(_PACKAGES)))
    command.write_text(f'#!/bin/sh\n# The stand-in of the edgespark-ci sandbox: not the EdgeSpark CLI.\nexec {shlex.join(argv)} "$@"\n', "utf-8")
    command.chmod(0o755)
    return command
