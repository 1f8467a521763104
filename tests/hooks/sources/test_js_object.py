"""The order in which JavaScript lists keys."""

import pytest

from hooks.sources.js_object import is_index, ordered


@pytest.mark.parametrize("key", ["0", "7", "42", "4294967294"])
def test_whole_numbers_below_the_longest_array_are_indexes(key: str) -> None:
    assert is_index(key)


@pytest.mark.parametrize("key", ["", "00", "07", "-1", "1.5", "1e3", "a", "4294967295", "10000000000", "\u0661"])
def test_what_only_resembles_one_is_none(key: str) -> None:
    assert not is_index(key)


def test_indexes_come_first_by_number_and_the_rest_as_it_was_added() -> None:
    assert list(ordered({"b": 1, "10": 2, "a": 3, "9": 4, "4294967295": 5})) == ["9", "10", "b", "a", "4294967295"]


def test_without_indexes_nothing_is_copied() -> None:
    record = {"b": 1, "a": 2}
    assert ordered(record) is record
