import pytest

from ci_runner.sandbox.fault import Fault, Faults, Kind
from hooks.errors import UsageError
from tests.guestbook import ROOT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("503", Fault(Kind.UNAVAILABLE), id="a kind"),
        pytest.param("missing-key@SALT", Fault(Kind.MISSING_KEY, "SALT"), id="a kind at a place"),
        pytest.param("429*2", Fault(Kind.RATE_LIMITED, "", 2), id="a kind, twice"),
        pytest.param("503@/deploy/execute*1", Fault(Kind.UNAVAILABLE, "/deploy/execute", 1), id="all of it"),
    ],
)
def test_a_fault_is_read_from_text(text: str, expected: Fault) -> None:
    assert Fault.parsed(text) == expected


@pytest.mark.parametrize("text", ["", "418", "503*often", "hangs"])
def test_an_unknown_fault_is_refused_and_the_known_ones_are_named(text: str) -> None:
    with pytest.raises(UsageError, match="stale-types, 401, 403, 409, 429, 500, 503, hang"):
        Fault.parsed(text)


def test_every_kind_is_explained_in_the_documentation() -> None:
    rows = [line for line in (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert rows == [f"| `{kind.value}` | {kind.explanation} |" for kind in Kind]


def test_a_fault_without_a_place_strikes_the_api_and_spares_the_deployed_app() -> None:
    faults = Faults(Fault.parsed("500"))
    assert faults.strike("/api/v1/project") is Kind.SERVER_ERROR
    assert faults.strike("/live/app/") is None


def test_a_fault_with_a_place_strikes_only_there() -> None:
    faults = Faults(Fault.parsed("500@/live/"))
    assert faults.strike("/api/v1/project") is None
    assert faults.strike("/live/app/") is Kind.SERVER_ERROR


def test_a_counted_fault_wears_off_and_is_counted_anew_when_set_again() -> None:
    faults = Faults(Fault.parsed("429*2"))
    assert [faults.strike("/api/") for _ in range(3)] == [Kind.RATE_LIMITED, Kind.RATE_LIMITED, None]
    faults.set(Fault.parsed("429*1"))
    assert [faults.strike("/api/") for _ in range(2)] == [Kind.RATE_LIMITED, None]


def test_a_fault_of_another_kind_answers_no_request() -> None:
    faults = Faults(Fault.parsed("stale-types"))
    assert faults.strike("/api/") is None
    assert faults.standing(Kind.STALE_TYPES) == Fault(Kind.STALE_TYPES)
    assert faults.standing(Kind.HANG) is None
