"""drizzle-kit's journal, read with the place of every entry."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hooks.errors import NoVerdict
from hooks.sources import journal
from tests.hooks.chains import FIRST_WHEN, Link
from tests.hooks.chains import journal as written

PATH = "server/drizzle/meta/_journal.json"


def test_entries_in_order_with_their_places() -> None:
    read = journal.read(PATH, written(Link("0000_a"), Link("0001_b")).encode())
    assert [(entry.idx, entry.tag, entry.when, entry.version, entry.breakpoints) for entry in read.entries] == [
        (0, "0000_a", FIRST_WHEN, "6", True),
        (1, "0001_b", FIRST_WHEN + 1000, "6", True),
    ]
    assert [(entry.location.line, entry.location.column) for entry in read.entries] == [(5, 5), (12, 5)]
    place = read.entries[1].when_location
    assert (place.line, place.column, place.end_column) == (15, 15, 28)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        pytest.param("", (1, 1), "not valid JSON: expecting value", id="empty"),
        pytest.param('{"entries": [\n  {"idx" 0}\n]}', (2, 10), "not valid JSON", id="a colon missing"),
        pytest.param('{\n<<<<<<< HEAD\n  "entries": []\n=======\n', (2, 1), "unresolved merge conflict", id="conflict"),
        pytest.param("[]", (1, 1), 'it has no list "entries"', id="a list"),
        pytest.param('{"entries": {}}', (1, 1), 'it has no list "entries"', id="entries not a list"),
        pytest.param('{"entries": [\n 7]}', (2, 2), "not a journal entry", id="entry not an object"),
        pytest.param('{"entries": [\n\n  {"idx": true, "when": 1, "tag": "a"}]}', (3, 3), 'without a usable "idx"', id="idx of another type"),
        pytest.param('{"entries": [{"idx": 0, "when": 1.5, "tag": "a"}]}', (1, 14), 'without a usable "when"', id="half a millisecond"),
        pytest.param('{"entries": [{"idx": 0, "when": 1}]}', (1, 14), 'without a usable "tag"', id="no tag"),
        pytest.param('{"entries": [{"idx": 0, "when": 1, "tag": "../../etc/a"}]}', (1, 14), "is no file name", id="a tag that climbs"),
        pytest.param('{"entries": [{"idx": 0, "when": 1, "tag": "\\ud800"}]}', (1, 14), "is no file name", id="half a character"),
        pytest.param("[" * 100_000, (1, 1), "nested too deeply", id="depth"),
        pytest.param('{"entries": [' + "9" * 5000 + "]}", (1, 1), "number too long", id="digits"),
    ],
)
def test_no_verdict_at_the_place(text: str, place: tuple[int, int], reason: str) -> None:
    with pytest.raises(NoVerdict, match=reason) as caught:
        journal.read(PATH, text.encode())
    assert (caught.value.location.line, caught.value.location.column) == place


def test_invalid_utf8() -> None:
    with pytest.raises(NoVerdict, match="invalid UTF-8") as caught:
        journal.read(PATH, b'{\n"\xff"')
    assert caught.value.location.line == 2


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_journal_or_no_verdict(content: bytes) -> None:
    try:
        journal.read(PATH, content)
    except NoVerdict as reason:
        assert reason.location.path == PATH


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries({"idx": st.integers(), "when": st.integers(), "tag": st.just("a") | _JSON}) | _JSON, max_size=4), st.integers(0, 4))
def test_any_json_ends_in_a_journal_or_no_verdict(entries: list[object], indent: int) -> None:
    try:
        read = journal.read(PATH, json.dumps({"x": entries, "entries": entries}, indent=indent).encode())
        assert len(read.entries) == len(entries)
    except NoVerdict as reason:
        assert reason.location.path == PATH
