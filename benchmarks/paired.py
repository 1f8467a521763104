"""Whole commands timed in turn, so that a machine whose speed drifts still tells a true ratio."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple


class Timed(NamedTuple):
    """One command's wall times in seconds, in the order of the rounds."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median wall time in seconds."""
        return median(self.seconds)

    def ratio(self, other: "Timed") -> float:
        """The median of this command's time over the other's, round by round."""
        return median(mine / theirs for mine, theirs in zip(self.seconds, other.seconds, strict=True))


def timed(commands: Mapping[str, Sequence[str]], *, rounds: int, cwd: str | None = None) -> tuple[Timed, ...]:
    """Run every command once a round, after one round that does not count. Raises CalledProcessError where one fails."""
    # Byte code is what a user's second run starts from; some machines switch it off.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            started = time.perf_counter()
            subprocess.run(command, cwd=cwd, env=environ, check=True, capture_output=True)
            if number:
                seconds[name].append(time.perf_counter() - started)
    return tuple(Timed(name, tuple(values)) for name, values in seconds.items())
