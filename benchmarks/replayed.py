"""Have drizzle-kit write many generated schemas and changes of them, run its SQL, and count where the database is not what its snapshot says.

python benchmarks/replayed.py [pairs] [seed]
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.oracle.pairs import pair
from tests.oracle.replayed import replayed
from tests.oracle.worker import Worker


def main() -> int:
    pairs, seed = (*map(int, sys.argv[1:]), *(1000, 1)[len(sys.argv) - 1 :])
    started, tables, changes, wrong = time.monotonic(), 0, 0, 0
    with Worker() as worker:
        for number in range(pairs):
            result = replayed(pair(seed, number), worker)
            tables, changes, wrong = tables + result.tables, changes + result.changed, wrong + bool(result.misses)
            if result.misses:
                print(f"pair {number} of seed {seed}: {', '.join(result.misses)}")
    print(f"{pairs} pairs: {tables} tables and {changes} changes compared, {wrong} pairs wrong, {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
