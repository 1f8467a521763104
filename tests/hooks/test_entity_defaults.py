"""Defaults that are one to drizzle-kit 1.x; `tests/oracle` asks it about the same."""

import pytest

from hooks.schema_diff.entity_defaults import Unsure, are_equal


@pytest.mark.parametrize(
    ("old", "new", "kind", "equal"),
    [
        pytest.param("'a'", "'a'", "text", True, id="the same"),
        pytest.param("unixepoch()", "(unixepoch())", "text", True, id="in parentheses"),
        pytest.param("'a'", "'b'", "text", False, id="another"),
        pytest.param(None, "1", "integer", False, id="none before"),
        pytest.param("5", "5000", "integer", True, id="seconds to milliseconds"),
        pytest.param("5000", "5", "integer", False, id="and not the other way round"),
        pytest.param("5", "5000", "real", False, id="in integers only"),
        pytest.param("'5'", "5", "integer", True, id="quoted"),
        pytest.param("'\"2024-01-01T00:00:00.000Z\"'", "1704067200", "integer", True, id="a date as 0.31 wrote it, in seconds"),
        pytest.param("'\"2024-01-01T00:00:00.000Z\"'", "1704067200000", "integer", True, id="in milliseconds"),
        pytest.param("'\"2024-01-01T00:00:00.000Z\"'", "1704067201", "integer", False, id="another second"),
        pytest.param("true", "1", "integer", False, id="a boolean and its number"),
        pytest.param("(unixepoch())", "(cast(strftime('%s') as int))", "integer", False, id="no date at all"),
        pytest.param("-1", "-2", "integer", False, id="below zero"),
        pytest.param("0", "-1", "integer", False, id="zero and below"),
        pytest.param("99999999999999999999", "1", "integer", False, id="beyond every date"),
        pytest.param('\'{"type":"Buffer","data":[97]}\'', "X'61'", "blob", True, id="bytes as 0.31 wrote them"),
        pytest.param("X'61'", "X'62'", "blob", False, id="other bytes"),
    ],
)
def test_two_defaults(old: str | None, new: str | None, kind: str, equal: bool) -> None:
    assert are_equal(old, new, kind) is equal


@pytest.mark.parametrize(("old", "new"), [pytest.param("x 1", "x 2", id="free text"), pytest.param("-1", "-2001", id="one day of 2001 to V8")])
def test_what_only_javascript_can_tell(old: str, new: str) -> None:
    with pytest.raises(Unsure, match="reads them as dates"):
        are_equal(old, new, "integer")
