"""The stand-in behind a shell script that remembers what it says of itself: a start of Python for each such question of each test would be most of the time."""

import stat
from pathlib import Path

_SCRIPT = """#!/bin/sh
{first}
case "$*" in
  --version|*--help)
    said="{said}/said $*"
    [ -f "$said" ] || {{ {real} "$@" > "$said.$$"; mv "$said.$$" "$said"; }}
    exec cat "$said";;
{faults}
esac
exec {real} "$@"
"""


def remembering(command: Path, real: str, said: Path, *, first: str = "", faults: str = "") -> None:
    """Write `command`, which does what `real` does; what that says of itself is kept in `said`. `first` and `faults` are shell."""
    command.write_text(_SCRIPT.format(real=real, said=said, first=first, faults=faults), "utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
