"""What steps read out of a command's answer. Pure."""

import pytest

from ci_runner.edgespark_cli import Answer
from ci_runner.model import Outcome
from ci_runner.steps import checks, online, types
from ci_runner.steps.keys import is_cut, listed
from ci_runner.steps.printed import deployment, url
from hooks.finding import Finding, Location, Report, Severity
from hooks.platform.layout import Layout


def answer(code: int = 0, out: str = "", err: str = "", *, timed_out: bool = False) -> Answer:
    return Answer(("edgespark", "deploy"), code, out, err, timed_out)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("✔ Deployed successfully\n│ URL: https://a.example/\n", "https://a.example/", id="0.0.9"),
        pytest.param("See https://docs.example/\nURL: https://a.example/x", "https://a.example/x", id="an address before it"),
        pytest.param("It is live at https://a.example.", "https://a.example", id="a sentence"),
        pytest.param("Deployed successfully", "", id="none"),
        pytest.param("Deployed\nRead https://docs.example/deploy next", "", id="a page to read"),
    ],
)
def test_the_url_of_a_deploy(text: str, found: str) -> None:
    assert url(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("✔ Deployment prepared (4fbc9025...)\n", "4fbc9025", id="0.0.9"),
        pytest.param("Deployment ID: dep_12", "dep_12", id="a labelled id"),
        pytest.param("Deployment complete", "", id="none"),
    ],
)
def test_the_id_of_a_deploy(text: str, found: str) -> None:
    assert deployment(text) == found


def test_keys_are_the_first_words_of_a_tables_lines() -> None:
    table = "KEY    CREATED\n─────  ───────\nALPHA  BETA\n│ GAMMA │ DELTA │\n"
    assert listed(answer(out=table, err="Found 2: OMEGA")) == {"KEY", "ALPHA", "GAMMA"}


@pytest.mark.parametrize(
    ("total", "cut"), [pytest.param("Found 2 secrets", False, id="all of them"), pytest.param("Found 3 secrets", True, id="a page of them")]
)
def test_a_table_may_be_the_first_page_of_a_longer_one(total: str, cut: bool) -> None:
    table = "KEY    CREATED\n─────  ───────\nALPHA  2026-01-01\nGAMMA  2026-01-02\n"
    assert is_cut(answer(out=table, err=f"✔ {total}\n")) is cut
    assert not is_cut(answer(out=table))


@pytest.mark.parametrize(
    ("said", "outcome", "reason"),
    [
        pytest.param(answer(1, timed_out=True), Outcome.FAILED, "time-out", id="out of time"),
        pytest.param(answer(-9), Outcome.FAILED, "crashed", id="killed"),
        pytest.param(answer(3, err="API key required"), Outcome.HELD, "no-key", id="no key, 0.0.9"),
        pytest.param(answer(1, err="Not authenticated"), Outcome.HELD, "no-key", id="no login, documented"),
        pytest.param(answer(6, err="API error: 401 Unauthorized"), Outcome.HELD, "key-rejected", id="401"),
        pytest.param(answer(6, err="API error: 403 Forbidden"), Outcome.HELD, "key-rejected", id="403"),
        pytest.param(answer(6, err='API error: 500 - {"request_id": "a401b403"}'), Outcome.FAILED, "unreachable", id="500, whatever its id holds"),
        pytest.param(answer(6, err="API error: 429"), Outcome.FAILED, "unreachable", id="429"),
        pytest.param(answer(6, err="fetch failed"), Outcome.FAILED, "unreachable", id="no network"),
    ],
)
def test_trouble_on_the_way_has_a_reason_of_its_own(said: Answer, outcome: Outcome, reason: str) -> None:
    found = online.trouble(said)
    assert found is not None
    assert (found.outcome, found.reason) == (outcome, reason)


@pytest.mark.parametrize("said", ["404 project not found", '409 Conflict - {"request_id": "b5032"}'])
def test_another_api_error_is_no_network_trouble(said: str) -> None:
    assert online.trouble(answer(6, err=f"API error: {said}")) is None


def test_types_that_meet_a_conflict_are_neither_stale_nor_out_of_reach() -> None:
    assert types.read(answer(6, err="API error: 409 Conflict")).reason == "types-not-checked"
    assert types.read(answer(6, err="API error: 503 Service Unavailable")).reason == "unreachable"


def test_how_to_come_by_the_cli_is_a_command_or_says_that_there_is_none() -> None:
    assert online.installing(Layout.LEGACY) == ("npm install --save-dev @edgespark/cli@0.0.9",)
    assert online.installing(Layout.MODERN)[0].startswith("npm serves only @edgespark/cli 0.0.9 today, which does not fit today's layout")


def test_the_checks_show_what_was_found_and_no_advice_for_a_commit() -> None:
    finding = Finding("the journal is broken", Location("drizzle/meta/_journal.json", 1), "journal", severity=Severity.ERROR, rule="broken-journal")
    result = checks.result(Report((".",), (finding,), judged="index"))
    assert (result.outcome, result.reason) == (Outcome.FAILED, "findings")
    assert "the journal is broken [broken-journal]" in result.excerpt
    assert "git commit" not in result.excerpt


@pytest.mark.parametrize("code", [0, 1, 2, 4, 7])
def test_any_other_end_is_for_the_step_to_judge(code: int) -> None:
    assert online.trouble(answer(code, err="see line 401 of index.ts")) is None


def test_an_excerpt_is_the_end_without_colours_and_blank_lines() -> None:
    long = answer(err="\n\n".join(f"line {number}" for number in range(100)))
    assert long.excerpt.splitlines() == [f"line {number}" for number in range(60, 100)]
