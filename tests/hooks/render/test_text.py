"""The text format on a terminal: frames that fit, carets that stand right, colours, and nothing that a terminal obeys."""

import re

import pytest

from hooks.finding import Location
from hooks.render import colour, text
from hooks.render.frame import framed
from tests.hooks.render.test_render import DIAGNOSTIC, FINDING, REPORT

LONG = "const first = 1;" + "/* filling */ " * 30 + 'vars.get("KEY");' + " /* more */" * 40
START = LONG.index('"KEY"')


def caret_below(source: str, indent: str) -> str:
    """The character that the first caret stands below."""
    return source[len(indent)]


def test_a_long_line_is_cut_around_the_place() -> None:
    frame = framed(Location("f.ts", 1, START + 1, 1, START + 6), LONG)
    assert frame is not None
    assert frame.source.startswith("…")
    assert frame.source.endswith("…")
    assert len(frame.source) <= 122
    assert (caret_below(frame.source, frame.indent), frame.carets) == ('"', "^^^^^")
    assert 'vars.get("KEY");' in frame.source


def test_a_line_that_fits_is_shown_whole() -> None:
    frame = framed(Location("f.ts", 1, 3, 1, 5), "a short line")
    assert frame == ("a short line", "  ", "^^")


def test_a_place_that_is_longer_than_the_screen_is_cut() -> None:
    frame = framed(Location("f.ts", 1, 1, 1, 301), "x" * 300)
    assert frame is not None
    assert (len(frame.source), len(frame.carets)) == (121, 120)


@pytest.mark.parametrize(
    ("line", "column", "indent", "carets"),
    [
        pytest.param("\tname", 2, "\t", "^^^^", id="a tab stays a tab"),
        pytest.param("名前: x", 5, " " * 6, "^", id="wide characters take two places"),
        pytest.param("e\u0301 x", 4, "  ", "^", id="an accent takes none"),
        pytest.param("x = 名前", 5, "    ", "^^^^", id="a wide place has wide carets"),
    ],
)
def test_carets_stand_below_the_place(line: str, column: int, indent: str, carets: str) -> None:
    frame = framed(Location("f.ts", 1, column, 1, len(line) + 1), line)
    assert frame is not None
    assert (frame.indent, frame.carets) == (indent, carets)


@pytest.mark.parametrize(("line", "column"), [("", 1), ("   ", 2), ("short", 9)], ids=["empty", "blank", "behind the end"])
def test_where_there_is_nothing_to_show_there_is_no_frame(line: str, column: int) -> None:
    assert framed(Location("f.ts", 1, column), line) is None


def test_a_terminal_is_told_nothing_by_a_file() -> None:
    hostile = FINDING._replace(message="a\x1b[2Jb\n::error::forged\x9b", location=Location("f\x07.ts", 1, 1, 1, 3), excerpt="\x1b]0;title\x07")
    shown = text.render(REPORT._replace(findings=(hostile,), diagnostics=(DIAGNOSTIC._replace(message="\r\x7f"),), notes=("\x1b",)))
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown) is None
    assert shown.startswith("f␇.ts:1:1: error: a␛[2Jb␊::error::forged\ufffd [")
    assert "  1 | ␛]0;title␇\n    | ^^\n" in shown


def test_a_log_of_github_is_told_nothing_by_a_file() -> None:
    hostile = FINDING._replace(message="a ##[add-matcher]b", location=Location(" ::stop-commands::x/f.ts"), excerpt="c\u202ed")
    shown = text.render(REPORT._replace(findings=(hostile,), diagnostics=()))
    assert shown.startswith("./ ::stop-commands::x/f.ts:1:1: error: a ## [add-matcher]b [")
    assert "\u202e" not in shown


def test_colours_change_no_word() -> None:
    coloured = text.render(REPORT, colour.paint)
    assert "\x1b[1;31merror\x1b[0m" in coloured
    assert "\x1b[1;33mno verdict\x1b[0m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == text.render(REPORT)


@pytest.mark.parametrize(
    ("environ", "is_terminal", "wanted"),
    [
        pytest.param({}, True, True, id="a terminal"),
        pytest.param({}, False, False, id="a pipe"),
        pytest.param({"TERM": "dumb"}, True, False, id="a terminal that cannot"),
        pytest.param({"NO_COLOR": "1"}, True, False, id="not wanted"),
        pytest.param({"NO_COLOR": ""}, True, True, id="an empty NO_COLOR says nothing"),
        pytest.param({"FORCE_COLOR": "1"}, False, True, id="forced into a pipe"),
        pytest.param({"FORCE_COLOR": ""}, False, False, id="an empty FORCE_COLOR says nothing"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False, id="both"),
    ],
)
def test_when_colours_are_wanted(environ: dict[str, str], is_terminal: bool, wanted: bool) -> None:
    assert colour.wanted(environ, is_terminal=is_terminal) is wanted


def test_a_repair_that_findings_share_is_told_once_below_the_last() -> None:
    other = FINDING._replace(message="another column is declared but no migration adds it")
    shown = text.listing(REPORT._replace(findings=(FINDING, other, FINDING._replace(project="elsewhere"))))
    assert shown.count("fix: ") == 2
    assert shown.index("another column") < shown.index("fix: for all 2 above, generate the migration") < shown.index("fix: generate the migration")


@pytest.mark.parametrize(("judged", "way"), [("index", " git commit ..."), ("working tree", " git commit ..."), ("commit 0123456789", "")])
def test_the_way_out_is_one_for_the_place_where_it_is_read(judged: str, way: str) -> None:
    assert text.render(REPORT._replace(judged=judged)).endswith(f"EDGESPARK_CI_IGNORE={FINDING.rule}{way}\n")
