"""Edits change what they name and not one byte more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hooks.finding import Edit, Location
from hooks.trees.editing import edited, touch


def edit(text: str, *place: int, path: str = "f.ts") -> Edit:
    return Edit(Location(path, *place), text)


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        pytest.param(b"one two", [edit("2", 1, 5, 1, 8)], b"one 2", id="replaced"),
        pytest.param(b"one two", [edit("", 1, 4, 1, 8)], b"one", id="removed"),
        pytest.param(b"one two", [edit("and ", 1, 5)], b"one and two", id="inserted, without an end"),
        pytest.param(b"one two", [edit("and ", 1, 5, 1, 5)], b"one and two", id="inserted, with an end"),
        pytest.param(b"a\nb\nc\n", [edit("", 1, 2, 3, 1)], b"ac\n", id="over lines"),
        pytest.param(b"a\n", [edit("b\n", 2, 1)], b"a\nb\n", id="behind the last line break"),
        pytest.param(b"a b c", [edit("3", 1, 5, 1, 6), edit("1", 1, 1, 1, 2)], b"1 b 3", id="in any order"),
        pytest.param("größe = 名 + x".encode(), [edit("y", 1, 13, 1, 14)], "größe = 名 + y".encode(), id="columns are characters"),
        pytest.param(b"a\r\nb\r\n", [edit("c", 2, 1, 2, 2)], b"a\r\nc\r\n", id="CRLF stays"),
        pytest.param(b"\xff = a", [edit("b", 1, 5, 1, 6)], b"\xff = b", id="bytes that are no text stay"),
        pytest.param(b"\xef\xbb\xbfa b", [edit("c", 1, 3, 1, 4)], b"\xef\xbb\xbfa c", id="no place counts a byte order mark"),
        pytest.param(b"\xef\xbb\xbfa", [edit("b", 1, 1)], b"\xef\xbb\xbfba", id="a byte order mark stays first"),
    ],
)
def test_edited(before: bytes, edits: list[Edit], after: bytes) -> None:
    assert edited(before, edits) == after


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        pytest.param([edit("x", 1, 1, 1, 3), edit("y", 1, 2, 1, 4)], "edits overlap at f.ts:1:2", id="overlap"),
        pytest.param([edit("x", 1, 3, 1, 1)], "edits overlap", id="end before start"),
        pytest.param([edit("x", 3, 1)], "there is no line 3", id="no such line"),
        pytest.param([edit("x", 1, 9)], "line 1 has no column 9", id="no such column"),
    ],
)
def test_what_cannot_be_done_is_a_defect_of_the_caller(edits: list[Edit], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        edited(b"abcd\n", edits)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        pytest.param(edit("", 1, 1, 1, 3), edit("", 1, 2, 1, 4), True, id="overlap"),
        pytest.param(edit("", 1, 1, 1, 3), edit("", 1, 3, 1, 4), True, id="side by side"),
        pytest.param(edit("a", 1, 3), edit("b", 1, 3), True, id="two insertions at one place"),
        pytest.param(edit("", 1, 1, 1, 3), edit("", 1, 4, 1, 5), False, id="apart"),
        pytest.param(edit("", 1, 1, 2, 1), edit("", 1, 9), True, id="over lines"),
        pytest.param(edit("", 1, 1, 1, 3), edit("", 1, 1, 1, 3, path="g.ts"), False, id="in other files"),
    ],
)
def test_what_meets_waits(one: Edit, other: Edit, meet: bool) -> None:
    assert touch([one], [other]) is touch([other], [one]) is meet


@given(st.text(st.characters(codec="utf-8"), max_size=30), st.data())
def test_an_edit_that_writes_what_was_there_changes_nothing(text: str, data: st.DataObject) -> None:
    content = text.encode()
    lines = text.removeprefix("\ufeff").split("\n")
    number = data.draw(st.integers(1, len(lines)))
    start, end = sorted(data.draw(st.tuples(*[st.integers(1, len(lines[number - 1]) + 1)] * 2)))
    assert edited(content, [edit(lines[number - 1][start - 1 : end - 1], number, start, number, end)]) == content
