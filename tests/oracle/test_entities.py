"""Our verdict in the terms of version 7 is that of drizzle-kit 1.x: on pairs written for it, on generated ones, and on every schema kept for 0.31."""

from collections.abc import Iterator

import pytest

from hooks.schema_diff.entities import differences
from hooks.sources.schema import Schema
from tests.oracle import by_hand, cases, entities, entity_pairs
from tests.oracle.judge import Judgement, declared
from tests.oracle.kinds import KINDS
from tests.oracle.pairs import Pair, pair
from tests.oracle.replayed import replayed
from tests.oracle.worker import KIT_0, KIT_1, Worker

pytestmark = [pytest.mark.node, pytest.mark.xdist_group("drizzle-kit 1.x")]
PAIRS = 150
SEED = 71
_PAIRS = {
    **{name: (*bodies, "differs") for name, bodies in entity_pairs.DIFFERS.items()},
    **{name: (*bodies, "same") for name, bodies in entity_pairs.SAME.items()},
    **{name: (body, body, "refuses") for name, body in entity_pairs.REFUSES.items()},
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(KIT_1) as started:
        yield started


def _judged(worker: Worker, before: str, after: str) -> Judgement:
    one = Pair("written by hand", *({"db_schema.ts": text} for text in (before, after)))
    return entities.judged(one, worker.pair(one.before, one.after))


@pytest.mark.parametrize(("before", "after", "label"), [pytest.param(*one, id=name) for name, one in _PAIRS.items()])
def test_a_pair_written_by_hand(before: str, after: str, label: str, worker: Worker) -> None:
    judgement = _judged(worker, entity_pairs.IMPORTS + before, entity_pairs.IMPORTS + after)
    assert (judgement.expected, judgement.ours, judgement.misses) == (label, label, ())


def test_generated_pairs(worker: Worker) -> None:
    judgements = [entities.judged(one, worker.pair(one.before, one.after)) for one in (pair(SEED, number) for number in range(PAIRS))]
    assert [f"{number} {one.pair.kind}: {miss}" for number, one in enumerate(judgements) for miss in one.misses] == []
    assert [one.undecided for one in judgements if one.undecided] == []
    assert {one.expected for one in judgements} == {"same", "differs", "refuses"}
    assert {one.pair.kind for one in judgements} == set(KINDS)


def test_what_drizzle_kit_writes_builds_what_its_snapshot_says(worker: Worker) -> None:
    results = [replayed(pair(SEED + 2, number), worker, entities=True) for number in range(PAIRS // 3)]
    assert [miss for one in results for miss in one.misses] == []
    assert sum(one.tables for one in results) > PAIRS // 3
    assert sum(one.changed for one in results) > PAIRS // 6


def test_a_schema_against_what_up_makes_of_the_snapshot_of_0_31(worker: Worker) -> None:
    """`drizzle-kit up` keeps the old names and makes constraints unique indexes, so that the next `generate` of 1.x writes something."""
    with Worker(KIT_0) as older:
        asked = [(one, older.pair(one.before, one.before)) for one in (pair(SEED + 1, number) for number in range(PAIRS // 2))]
    read = [(one, worker.upgraded(verdict.snapshots[0], one.after)) for one, verdict in asked if verdict.before is not None]
    misses, labels = [], set()
    for one, verdict in read:
        after = declared(one.after, entities=True).schema
        if verdict.before is not None and verdict.after is not None and after is not None:
            labels.add(verdict.label)
            misses += [f"{one.kind}: {miss}" for miss in entities.compared(verdict, differences(verdict.before, after))]
    assert misses == []
    assert labels == {"same", "differs"}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in by_hand.KNOWN.items()])
def test_a_schema_that_0_31_reads_is_read_as_1_x_reads_it(text: str, worker: Worker) -> None:
    judgement = _judged(worker, by_hand.IMPORTS + text, by_hand.IMPORTS + text)
    assert (judgement.expected, judgement.misses) == (judgement.ours, ())


@pytest.mark.parametrize("kept", [pytest.param(kept, id=name) for name, kept in cases.kept()])
def test_a_pair_that_once_showed_a_difference_from_0_31(kept: Pair, worker: Worker) -> None:
    judgement = entities.judged(kept, worker.pair(kept.before, kept.after))
    assert (judgement.expected, judgement.misses) == (judgement.ours, ())


def test_defaults_that_only_javascript_tells_apart_have_no_verdict(worker: Worker) -> None:
    """`new Date("x 1")` is a date to one engine and none to another."""
    before, after = (f"{entity_pairs.IMPORTS}export const t = sqliteTable('t', {{ a: integer().default(sql`{words}`) }});" for words in ("x 1", "x 2"))
    assert "reads them as dates" in _judged(worker, before, after).undecided


def test_the_judge_notices_a_wrong_reading(worker: Worker) -> None:
    one = Pair("wrong", *({"db_schema.ts": entity_pairs.IMPORTS + text} for text in entity_pairs.SAME["order of columns"]))
    verdict = worker.pair(one.before, one.after)
    assert entities.judged(one, verdict._replace(sql=("ALTER TABLE …",))).misses
    assert entities.judged(one, verdict._replace(before=Schema({}, {}))).misses
