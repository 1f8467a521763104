"""Our verdict is drizzle-kit's: on generated pairs of schemas, and on every pair that once showed a difference."""

from collections.abc import Iterator

import pytest

from tests.oracle import by_hand, cases
from tests.oracle.judge import Judgement, Ours, comparable, compared, judged
from tests.oracle.kinds import KINDS
from tests.oracle.language import LANGUAGE, UNLOADABLE
from tests.oracle.pairs import Pair, pair
from tests.oracle.projects import PROJECTS
from tests.oracle.worker import Worker

pytestmark = [pytest.mark.node, pytest.mark.xdist_group("drizzle-kit 0.31")]
PAIRS = 300
SEED = 20
MOST_UNDECIDED = 0.01


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def test_the_comparison_gives_drizzle_kits_verdict_objects_and_sql(worker: Worker) -> None:
    labels, misses = set(), []
    for number in range(PAIRS):
        one = pair(SEED + 1, number)
        verdict = worker.pair(one.before, one.after)
        labels.add(verdict.label)
        if verdict.before is not None and comparable(verdict.before, Ours(verdict.after)).schema is not None:
            assert verdict.after is not None
            misses += [f"{number} {one.kind}: {miss}" for miss in compared(verdict, verdict.after)]
    assert misses == []
    assert labels == {"same", "differs", "refuses"}


def test_reading_and_comparing_give_drizzle_kits_verdict(worker: Worker) -> None:
    judgements = [judged(one, worker.pair(one.before, one.after)) for one in (pair(SEED, number) for number in range(PAIRS))]
    wrong = [f"{number} {one.pair.kind}: {miss}" for number, one in enumerate(judgements) for miss in one.misses]
    undecided = [f"{number} {one.pair.kind}: {one.undecided}" for number, one in enumerate(judgements) if one.undecided]
    assert wrong == []
    assert len(undecided) <= PAIRS * MOST_UNDECIDED, undecided


def test_every_kind_of_change_is_among_the_pairs() -> None:
    assert {pair(SEED, number).kind for number in range(PAIRS)} == set(KINDS)
    assert len(KINDS) >= 40


@pytest.mark.parametrize(("name", "kept"), [pytest.param(name, kept, id=name) for name, kept in cases.kept()])
def test_a_pair_that_once_showed_a_difference_shows_none(name: str, kept: Pair, worker: Worker) -> None:
    judgement = judged(kept, worker.pair(kept.before, kept.after))
    assert (judgement.misses, judgement.undecided) == ((), ""), name


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in {**by_hand.KNOWN, **LANGUAGE, **PROJECTS}.items()])
def test_a_schema_written_by_hand_is_read_as_drizzle_kit_reads_it(text: str, worker: Worker) -> None:
    judgement = _of_one(text, worker)
    assert (judgement.misses, judgement.undecided) == ((), "")


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in by_hand.UNKNOWN.items()])
def test_a_schema_that_depends_on_the_run_has_no_verdict(text: str, worker: Worker) -> None:
    judgement = _of_one(text, worker)
    assert judgement.misses == ()
    assert judgement.undecided


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in UNLOADABLE.items()])
def test_a_module_that_cannot_be_loaded_has_no_verdict(text: str, worker: Worker) -> None:
    judgement = _of_one(f"{text}\nexport const a = sqliteTable('a', {{ x: text() }});", worker)
    assert (judgement.expected, judgement.ours, judgement.misses) == ("refuses", "refuses", ())


@pytest.mark.parametrize(("before", "after"), [pytest.param(*texts, id=name) for name, texts in by_hand.MISREAD.items()])
def test_a_change_that_drizzle_kit_itself_misreads_has_no_verdict(before: str, after: str, worker: Worker) -> None:
    one = Pair("misread", *({"db_schema.ts": by_hand.IMPORTS + text} for text in (before, after)))
    verdict = worker.pair(one.before, one.after)
    judgement = judged(one, verdict)
    assert verdict.refuses is None
    assert not verdict.sql or any(word in " ".join(verdict.sql) for word in ("undefined", "CREATE INDEX"))
    assert "drizzle-kit itself" in judgement.undecided


def _of_one(text: str, worker: Worker) -> Judgement:
    files = {"db_schema.ts": by_hand.IMPORTS + text}
    return judged(Pair("written by hand", files, files), worker.pair(files, files))


def test_the_worker_survives_a_schema_that_ends_drizzle_kit(worker: Worker) -> None:
    imports = 'import { sqliteTable, text, unique } from "drizzle-orm/sqlite-core";\n'
    once = {"db_schema.ts": f'{imports}export const a = sqliteTable("a", {{ b: text().unique() }});\n'}
    twice = {"db_schema.ts": f'{imports}export const a = sqliteTable("a", {{ b: text().unique() }}, (t) => [unique().on(t.b)]);\n'}
    assert worker.pair(once, twice).label == "refuses"
    assert worker.pair(once, once).label == "same"
