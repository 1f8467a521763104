"""Merges and reruns in 200 random orders, with the real pipeline, a sandbox and a GitHub on this machine: what was promised must hold in all of them.

    python benchmarks/interleavings.py [--from 1000] [--count 200]

An older commit never goes live over a newer one, nothing is deployed twice, and every project ends at its newest commit. Exit 1 where one does not.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.ci_runner.interleaving import PROJECTS, broken, played, world

_A_HISTORY = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="first", type=int, default=1000)
    parser.add_argument("--count", type=int, default=200)
    arguments = parser.parse_args()
    os.environ.update({"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"})
    started, totals, faults = time.monotonic(), Counter[str](), list[str]()
    seeds = range(arguments.first, arguments.first + arguments.count)
    for start in range(0, len(seeds), _A_HISTORY):
        faults += _history(seeds[start : start + _A_HISTORY], totals)
    print(", ".join(f"{number} {name}" for name, number in totals.items()))
    print(f"{len(seeds)} interleavings, {len(faults)} broken promises, {time.monotonic() - started:.0f} s")
    raise SystemExit(1 if faults else 0)


def _history(seeds: range, totals: Counter[str]) -> list[str]:
    """What did not hold in one repository's history of interleavings."""
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="interleavings-") as place, world(Path(place)) as there:
        for seed in seeds:
            played(there, seed)
            found += [f"seed {seed}: {words}" for words in broken(there)]
        totals.update(
            {
                "commits": len(there.order) - 1,
                "jobs": there.runs,
                "deploys": sum(len(there.went_live(project)) for project in PROJECTS),
                "deploys whose runner died behind them": there.unheard,
                **{f"ended with {end}": number for end, number in there.ends.items()},
            }
        )
    print("\n".join(found) or f"seeds {seeds[0]} to {seeds[-1]}: every promise held", flush=True)
    return found


if __name__ == "__main__":
    main()
