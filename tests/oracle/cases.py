"""Pairs on which we once differed from drizzle-kit, kept as files and judged anew with every run."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.oracle.judge import Judgement
from tests.oracle.pairs import Pair

DIRECTORY = Path(__file__).with_name("cases")


def kept() -> Iterator[tuple[str, Pair]]:
    """Every case with its name."""
    for path in sorted(DIRECTORY.glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        yield path.stem, Pair(case["kind"], case["before"], case["after"])


def keep(judgement: Judgement, directory: Path = DIRECTORY) -> Path:
    """Write a miss down; the same pair again is the same file."""
    pair = judgement.pair
    digest = sha256(json.dumps([pair.before, pair.after]).encode()).hexdigest()[:10]
    path = directory / f"{pair.kind}-{digest}.json"
    case = {"kind": pair.kind, "why": [*judgement.misses] or [judgement.undecided], "before": pair.before, "after": pair.after}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(case, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
