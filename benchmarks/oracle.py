"""Ask drizzle-kit about many generated pairs of schemas, and count where our verdict differs.

python benchmarks/oracle.py --pairs 20000 [--seed N] [--first N] [--keep DIRECTORY] [--comparison-only | --entities]
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.oracle import cases, entities
from tests.oracle.judge import Judgement, Ours, comparable, compared, judged
from tests.oracle.pairs import Pair, pair
from tests.oracle.worker import KIT_0, KIT_1, Verdict, Worker


def main() -> int:
    options = _options()
    started = time.monotonic()
    judge = _comparison if options.comparison_only else entities.judged if options.entities else judged
    matrix: dict[str, Counter[str]] = defaultdict(Counter)
    kept: Counter[str] = Counter()
    with Worker(KIT_1 if options.entities else KIT_0) as worker:
        for number in range(options.first, options.first + options.pairs):
            one = pair(options.seed, number)
            judgement = judge(one, worker.pair(one.before, one.after))
            matrix[one.kind][_cell(judgement)] += 1
            if judgement.misses or judgement.undecided:
                why = (*judgement.misses, judgement.undecided)[0]
                kept[why.split(":")[-1][:60]] += 1
                if kept[why.split(":")[-1][:60]] <= options.each:
                    print(f"{number} {one.kind}: {why[:300]}\n  kept as {cases.keep(judgement, options.keep)}")
    return _report(matrix, time.monotonic() - started)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first pair")
    parser.add_argument("--keep", type=Path, default=cases.DIRECTORY, help="where misses are written (default: the regression cases)")
    parser.add_argument("--each", type=int, default=3, help="how many misses of one kind are kept")
    parser.add_argument("--comparison-only", action="store_true", help="compare drizzle-kit's own snapshots: leaves our reading of TypeScript out")
    parser.add_argument("--entities", action="store_true", help="ask drizzle-kit 1.x, in the terms of its snapshots")
    return parser.parse_args()


def _comparison(one: Pair, verdict: Verdict) -> Judgement:
    if verdict.before is None or verdict.after is None:
        return Judgement(one, "refuses", "refuses")
    if undecided := comparable(verdict.before, Ours(verdict.after)).problem:
        return Judgement(one, verdict.label, "undecided", undecided=undecided)
    misses = tuple(compared(verdict, verdict.after))
    return Judgement(one, verdict.label, "wrong" if misses else verdict.label, misses)


def _cell(judgement: Judgement) -> str:
    right = "" if judgement.expected == judgement.ours and not judgement.misses else " !"
    return f"{judgement.expected} -> {judgement.ours}{right}"


def _report(matrix: dict[str, Counter[str]], seconds: float) -> int:
    total: Counter[str] = Counter()
    for kind in sorted(matrix):
        total.update(matrix[kind])
        print(f"{kind:32}", "  ".join(f"{cell}: {count}" for cell, count in sorted(matrix[kind].items())))
    pairs = total.total()
    undecided = sum(count for cell, count in total.items() if "undecided" in cell)
    wrong = sum(count for cell, count in total.items() if cell.endswith("!")) - undecided
    print(f"\n{'all':32}", "  ".join(f"{cell}: {count}" for cell, count in sorted(total.items())))
    print(f"{pairs} pairs, {len(matrix)} kinds, {wrong} wrong, {undecided} without verdict ({undecided / pairs:.2%}), {seconds:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
