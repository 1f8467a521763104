"""What a long chain costs: 500 migrations over 200 tables, the last 20 of them new against the base.

Run on Linux: `python benchmarks/migrations.py [rounds]`. Prints, for a hook and for CI, the median seconds of each rule and of all, that as a multiple of
the start of Python, the processor time, and the most memory that all processes held at one time. On a busy machine only the last two say something.
"""

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.long_chain import MIGRATIONS, TABLES, chain, without_new
from hooks import registry
from hooks.policy.config import Policy
from hooks.project import Base, Project, Surroundings
from tests.hooks.chains import Files

RULES = (
    "broken-journal",
    "unordered-migration",
    "broken-snapshot-chain",
    "edited-migration",
    "colliding-migration",
    "failing-migration",
    "system-table-change",
    "migration-drift",
    "migration-fails-on-data",
    "destructive-migration",
)


class Round(NamedTuple):
    """One run in a process of its own: the seconds of each rule, the processor's for all, and the peak of the memory in MB, children included."""

    seconds: dict[str, float]
    processor: float
    peak: float


def main() -> None:
    match sys.argv[1:]:
        case ["--mode", mode]:
            files = chain()
            before = _processor()
            seconds = seconds_of_rules(files, in_ci=mode == "ci")
            print(json.dumps([seconds, _processor() - before]))
        case arguments:
            _report(rounds=int(arguments[0]) if arguments else 3)


def _report(rounds: int) -> None:
    files = chain()
    start = median(_start_of_python() for _round in range(10))
    print(f"{MIGRATIONS} migrations, {TABLES} tables, {sum(map(len, files.values())) / 1e6:.0f} MB of files; `python -c 0` takes {start * 1000:.0f} ms")
    measured = {mode: [_round(mode) for _number in range(rounds)] for mode in ("hook", "ci")}
    print(f"{'':26} {'in a hook':>10} {'in CI':>10}")
    for rule in RULES:
        print(f"{rule:26}", *(f"{median(one.seconds[rule] for one in runs):8.2f} s" for runs in measured.values()))
    totals = [median(sum(one.seconds.values()) for one in runs) for runs in measured.values()]
    print(f"{'all':26}", *(f"{total:8.2f} s" for total in totals))
    print(f"{'as starts of Python':26}", *(f"{total / start:8.0f}  " for total in totals))
    print(f"{'processor':26}", *(f"{median(one.processor for one in runs):8.2f} s" for runs in measured.values()))
    print(f"{'peak, files included':26}", *(f"{max(one.peak for one in runs):7.0f} MB" for runs in measured.values()))


def _start_of_python() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "0"], check=True)
    return time.perf_counter() - started


def _round(mode: str) -> Round:
    # Not by getrusage: what a child had at most counts its parent's pages too, which it shares until it is a program of its own.
    peak = 0.0
    with subprocess.Popen([sys.executable, __file__, "--mode", mode], stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_megabytes, _family(process.pid))))
            time.sleep(0.005)
        assert process.stdout is not None
        seconds, processor = json.loads(process.stdout.read())
        return Round(seconds, processor, peak)


def _processor() -> float:
    """The processor time of this process and of its children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _family(pid: int) -> Iterator[int]:
    """A process and those below it that are programs of their own."""
    yield pid
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, _text(listed).split()):
            if _text(Path(f"/proc/{child}/cmdline")) != _text(Path(f"/proc/{pid}/cmdline")):
                yield from _family(child)


def _megabytes(pid: int) -> float:
    resident = _text(Path(f"/proc/{pid}/status")).partition("VmRSS:")[2]
    return int(resident.split()[0]) / 1024 if resident else 0


def _text(path: Path) -> str:
    """What a file of /proc says; nothing once its process is gone."""
    try:
        return path.read_text()
    except OSError:
        return ""


def seconds_of_rules(files: Mapping[str, bytes], *, in_ci: bool) -> dict[str, float]:
    """The seconds that each rule takes, in the order in which they share what they compute."""
    gc.disable()  # as the command line does
    base = Project(Files(without_new(files)), ".", Surroundings(Policy()))
    project = Project(Files(files), ".", Surroundings(Policy(), base=lambda _root: Base("origin/main", base, base), in_ci=in_ci))
    rules = [registry.rule(rule_id) for rule_id in RULES]
    seconds = {}
    for rule in rules:
        started = time.perf_counter()
        results = list(rule.check(project))
        seconds[rule.id] = time.perf_counter() - started
        assert not results, results[:3]
    return seconds


if __name__ == "__main__":
    main()
