"""What must hold for every pair of schemas, whoever is asked; no Node here."""

import pytest

from hooks.schema_diff import Risk, differences, script
from hooks.sources.schema import Schema
from tests.oracle.judge import Ours, comparable, declared
from tests.oracle.pairs import pair

PAIRS = 150
SEED = 7
NOTHING = Schema({}, {})


@pytest.fixture(scope="module")
def read() -> list[tuple[Schema, Schema]]:
    """Both schemas of each pair that can be read."""
    pairs = [(declared(one.before).schema, declared(one.after).schema) for one in (pair(SEED, number) for number in range(PAIRS))]
    known = [(before, after) for before, after in pairs if before is not None and comparable(before, Ours(after)).schema and after is not None]
    assert len(known) > PAIRS * 0.8
    return known


def test_a_schema_does_not_differ_from_itself(read: list[tuple[Schema, Schema]]) -> None:
    assert [changes for before, _after in read if (changes := differences(before, before))] == []


def test_every_change_has_a_sentence_and_sql(read: list[tuple[Schema, Schema]]) -> None:
    changes = [change for before, after in read for change in differences(before, after)]
    assert [change for change in changes if not change.sql or not change.sentence or "\n" in change.sentence] == []
    assert {change.risk for change in changes} == set(Risk)


def test_the_script_is_made_of_the_sql_of_the_changes(read: list[tuple[Schema, Schema]]) -> None:
    for before, after in read:
        assert set(script(before, after)) == {statement for change in differences(before, after) for statement in change.sql}


def test_all_is_added_to_nothing_and_dropped_for_nothing(read: list[tuple[Schema, Schema]]) -> None:
    for schema, _after in read:
        things = {*schema.tables, *(name for name, view in schema.views.items() if not view.existing)}
        assert {change.name for change in differences(NOTHING, schema)} == things
        assert {change.name for change in differences(schema, NOTHING)} == things
