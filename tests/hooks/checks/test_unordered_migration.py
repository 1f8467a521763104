"""`unordered-migration`: every migration that the base lacks is dated after all of the base's and after those before it."""

from collections.abc import Sequence

import pytest

from hooks.checks.unordered_migration import RULE, judged
from hooks.finding import Finding, Severity
from tests.hooks.chains import FIRST_WHEN, Link, chain, project

A, B = Link("0000_a"), Link("0001_b")
DAY = 24 * 60 * 60
NOW = FIRST_WHEN + 100 * DAY * 1000


def found(links: Sequence[Link], tip: Sequence[Link]) -> list[Finding]:
    return list(judged(project(chain(*links), tip=chain(*tip)), NOW))


@pytest.mark.parametrize(
    ("links", "tip"),
    [
        pytest.param([A, B, Link("0002_c")], [A, B], id="after all of them"),
        pytest.param([A, B, Link("0002_c", when=0)], [A, B, Link("0002_c", when=0)], id="history is not judged"),
        pytest.param([A, B, Link("0002_c", when=101 * DAY)], [A, B], id="a clock that is a day ahead"),
        pytest.param([A, Link("0001_b", when=200 * DAY)], [A, Link("0001_b", when=200 * DAY)], id="the base's own leap"),
    ],
)
def test_silent(links: list[Link], tip: list[Link]) -> None:
    assert found(links, tip) == []


def test_silent_about_what_is_not_merged_yet() -> None:
    """Two branches that have parted are `colliding-migration`'s, which speaks before a push; once they are merged the order counts."""
    ours, theirs = Link("0001_ours", when=5), Link("0001_theirs", when=7)
    parted = project(chain(A, ours), tip=chain(A, theirs), fork=chain(A))
    assert list(judged(parted, NOW)) == []
    merged = project(chain(A, theirs, ours), tip=chain(A, theirs), fork=chain(A))
    assert len(list(judged(merged, NOW))) == 1


def test_a_tag_that_repeats_is_not_this_fault() -> None:
    assert found([A, B, B], [A]) == []


def test_silent_without_a_base() -> None:
    assert list(RULE.check(project(chain(A, Link("0001_b", when=-5))))) == []


@pytest.mark.parametrize(
    ("links", "tip", "tag", "older", "right"),
    [
        pytest.param([A, B, Link("0002_c", when=1)], [A, B], "0002_c", "0001_b", 1001, id="the same moment as the base's last"),
        pytest.param([A, Link("0001_c", when=5)], [A, Link("0001_b", when=7)], "0001_c", "0001_b", 7001, id="older than what the base has got meanwhile"),
        pytest.param([A, Link("0001_c", when=9), Link("0002_d", when=8)], [A], "0002_d", "0001_c", 9001, id="older than its own predecessor"),
    ],
)
def test_skipped_in_silence(links: list[Link], tip: list[Link], tag: str, older: str, right: int) -> None:
    (finding,) = found(links, tip)
    assert f'"{tag}" is dated ' in finding.message
    assert f'a database that has applied "{older}" skips it in silence, and `db migrate` reports success' in finding.message
    assert finding.severity is None
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert edit.text == str(FIRST_WHEN + right)
    assert edit.location == finding.location
    assert finding.location.line == 7 + 7 * (len(links) - 1) + 1


def test_a_leap_into_the_future_is_a_warning_with_the_right_value() -> None:
    leap, after = found([A, Link("0001_b", when=300 * DAY), Link("0002_c", when=99 * DAY)], [A])
    assert leap.message.startswith('"0001_b" is dated 2026-11-29')
    assert leap.severity is Severity.WARNING
    assert leap.fix is not None
    assert leap.fix.edits[0].text == str(NOW)
    assert after.fix is not None
    assert after.fix.edits[0].text == str(NOW + 1)


def test_a_date_beyond_all_calendars() -> None:
    (finding,) = found([A, Link("0001_b", when=10**30)], [A])
    assert str(10**33)[:4] in finding.message
