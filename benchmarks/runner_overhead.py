"""What the pipeline itself costs: `edgespark-ci deploy` on the example project in the sandbox, less the time in which a command that it started runs.

    python benchmarks/runner_overhead.py [--rounds 9]

Target: at most 0.5 s, the start of the interpreter and all imports included.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.ci_runner.faulty import FaultyStage
from tests.guestbook import ROOT, Guestbook

# Every command, git's too, is a Popen; where several run at once their time counts once. Written down at the very end of the process.
_MEASURED = """
import resource, subprocess, sys, time
spans = []
class Timed(subprocess.Popen):
    def __init__(self, *arguments, **options):
        self.began = time.monotonic()
        super().__init__(*arguments, **options)
    def _handle_exitstatus(self, *arguments, **options):
        super()._handle_exitstatus(*arguments, **options)
        spans.append((self.began, time.monotonic()))
subprocess.Popen = Timed
from ci_runner.cli import main
try:
    main()
finally:
    busy, behind = 0.0, 0.0
    for began, ended in sorted(spans):
        busy += max(0.0, ended - max(began, behind))
        behind = max(behind, ended)
    used = resource.getrusage(resource.RUSAGE_SELF)
    with open(sys.argv[0], "w") as file:
        file.write(f"[{busy}, {used.ru_utime + used.ru_stime}, {len(spans)}]")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="overhead-") as kept:
        place = Path(kept)
        with FaultyStage.at(Guestbook.at(place / "guestbook"), place / "bin") as stage:
            measured = [_once(stage, place) for _round in range(rounds + 1)][1:]
    walls, busy, used, counts = zip(*measured, strict=True)
    own = [wall - waited for wall, waited in zip(walls, busy, strict=True)]
    print(f"wall {median(walls):.2f} s, in {counts[0]} commands {median(busy):.2f} s")
    print(f"own  {median(own):.2f} s (from {min(own):.2f} to {max(own):.2f}, {rounds} rounds), of the processor's time {median(used):.2f} s")


def _once(stage: FaultyStage, place: Path) -> tuple[float, float, float, int]:
    """One deploy from nothing: its wall time, the time spent in commands, the processor's time for the runner alone, and how many commands ran."""
    stage.again(migrated=False)
    spans, receipt = place / "spans.json", place / "receipt.json"
    receipt.unlink(missing_ok=True)
    environ = {**os.environ, **stage.environ, "EDGESPARK_CLI": stage.rehearsal.environment["EDGESPARK_CLI"], "PYTHONPATH": str(ROOT)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # byte code is what a user's second run starts from
    code = f"import sys; sys.argv[0] = {str(spans)!r}\n{_MEASURED}"
    argv = (sys.executable, "-c", code, "deploy", str(stage.rehearsal.project), "--receipt", str(receipt))
    started = time.perf_counter()
    subprocess.run(argv, env=environ, cwd=place, check=True, capture_output=True)
    wall = time.perf_counter() - started
    busy, used, count = json.loads(spans.read_bytes())
    return wall, busy, used, count


if __name__ == "__main__":
    main()
