"""What a commit waits for: `edgespark-ci check` on the example project beside an interpreter that does nothing.

    python benchmarks/start.py [--rounds 31]

Run it with the Python of the environment that holds edgespark-ci. Target: at most 8 times `python -c 0`.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.paired import timed

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=31)
    rounds = parser.parse_args().rounds
    program = str(Path(sys.executable).with_name("edgespark-ci"))
    commands = {"python -c 0": (sys.executable, "-c", "0"), "edgespark-ci check examples/guestbook": (program, "check", str(ROOT / "examples" / "guestbook"))}
    results = timed(commands, rounds=rounds, cwd=str(ROOT))
    for result in results:
        print(f"{result.name:40} {result.median * 1000:7.1f} ms   {result.ratio(results[0]):5.2f} x")


if __name__ == "__main__":
    main()
