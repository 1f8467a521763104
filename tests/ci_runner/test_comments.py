"""The comment of a pull request: whose it is, where it is found, and what strangers' text in it can do."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ci_runner.github import comments
from ci_runner.github.client import Client, Refused
from ci_runner.github.comments import Done, marker, put
from ci_runner.model import Losses, Receipt
from ci_runner.report.markdown import address, cell
from ci_runner.report.summary import MAX_CHARACTERS, comment, summary
from ci_runner.results import failed, held
from hooks.finding import Diagnostic, Finding, Location, Report, Severity
from tests.ci_runner.github import BOT, TOKEN, GitHub, github
from tests.ci_runner.test_report import EMPTY, ended

MARK = marker("apps/shop", "production")


@pytest.fixture
def hub() -> Iterator[GitHub]:
    """A GitHub without comments."""
    with github() as running:
        yield running


def client(hub: GitHub) -> Client:
    return Client(hub.url, TOKEN, "acme/guestbook")


def test_it_is_written_once_and_then_changed_in_place(hub: GitHub) -> None:
    assert put(client(hub), 7, MARK, f"{MARK}\none", new=True) is Done.CREATED
    assert put(client(hub), 7, MARK, f"{MARK}\ntwo", new=True) is Done.UPDATED
    assert [one["body"] for one in hub.comments] == [f"{MARK}\ntwo"]
    asked = len(hub.asked)
    assert put(client(hub), 7, MARK, f"{MARK}\ntwo", new=True) is Done.UPDATED
    assert hub.asked[asked:] == ["GET issues/7/comments"], "nothing to change is no request"


def test_each_project_environment_and_pull_request_has_its_own(hub: GitHub) -> None:
    for mark in (MARK, marker("apps/shop", "staging"), marker("apps/shop2", "production")):
        assert put(client(hub), 7, mark, f"{mark}\n", new=True) is Done.CREATED
    assert put(client(hub), 8, MARK, f"{MARK}\n", new=True) is Done.CREATED


def test_it_is_found_behind_many_others(hub: GitHub) -> None:
    for number in range(230):
        hub.commented(f"remark {number}", "grace")
    ours = hub.commented(f"{MARK}\nold", BOT, "Bot")
    assert put(client(hub), 7, MARK, f"{MARK}\nnew", new=False) is Done.UPDATED
    assert ours["body"] == f"{MARK}\nnew"


def test_where_there_is_none_it_is_made_only_on_demand(hub: GitHub) -> None:
    assert put(client(hub), 7, MARK, f"{MARK}\n", new=False) is Done.LEFT
    assert hub.comments == []


def test_nobody_elses_comment_is_ever_changed(hub: GitHub) -> None:
    strange = hub.commented(f"{MARK}\nall is well, says mallory", "mallory")
    hub.commented(f"a bot quotes: {MARK}", "other[bot]", "Bot")
    assert put(client(hub), 7, MARK, f"{MARK}\nreal", new=True) is Done.CREATED
    assert strange["body"] == f"{MARK}\nall is well, says mallory"
    assert len(hub.comments) == 3


def test_a_persons_token_knows_its_own(hub: GitHub) -> None:
    hub.user = "ada"
    hub.commented(f"{MARK}\nmallory's", "mallory")
    assert put(client(hub), 7, MARK, f"{MARK}\none", new=True) is Done.CREATED
    assert put(client(hub), 7, MARK, f"{MARK}\ntwo", new=True) is Done.UPDATED
    assert [one["body"].split("\n")[1] for one in hub.comments] == ["mallory's", "two"]


def test_a_refusal_comes_through(hub: GitHub) -> None:
    hub.read_only = True
    with pytest.raises(Refused, match="permissions: pull-requests: write"):
        put(client(hub), 7, MARK, f"{MARK}\n", new=True)


@pytest.mark.parametrize("name", ["a--> <b>", "a b", "-->", "<!--", "päth"])
def test_no_name_ends_the_marker(name: str) -> None:
    found = marker(name, name)
    assert found.removesuffix("-->").count(">") == 0
    assert found.count("<") == 1
    assert found != marker("a", "b")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("ask @ada or @acme/team", "ask @\u200bada or @\u200bacme/team", id="calls nobody"),
        pytest.param("see #12 and gh-7", "see \\#\u200b12 and gh-\u200b7", id="links no issue"),
        pytest.param("a|b\n| c |", "a\\|b \\| c \\|", id="ends no cell"),
        pytest.param("<!-- edgespark-ci: . production -->", "\\<\\!-- edgespark-ci: . production --\\>", id="marks nothing"),
        pytest.param("</details><img src=x>", "\\</details\\>\\<img src=x\\>", id="is no HTML"),
        pytest.param("![x](y) &lt; `z`", "\\!\\[x\\](y) \\&lt; \\`z\\`", id="is no Markdown"),
        pytest.param("a\u202eb\x1b[0m", "a b \\[0m", id="hides nothing"),
    ],
)
def test_strangers_text_is_shown_and_means_nothing(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_an_address_stays_between_its_marks() -> None:
    assert address("https://a.example/?q=1&x>y") == "https://a.example/?q=1&x%3Ey"


def found(*results: Finding | Diagnostic) -> Report:
    findings, diagnostics = [one for one in results if isinstance(one, Finding)], [one for one in results if isinstance(one, Diagnostic)]
    return Report((".",), tuple(findings), tuple(diagnostics))


def finding(severity: Severity, message: str) -> Finding:
    return Finding(message, Location("a.ts", 3), "x", severity=severity, rule="edited-migration")


def reported(report: Report) -> Receipt:
    return replace(EMPTY.after(ended("checks", replace(failed("findings", "x"), report=report))), finished=True)


def test_the_worst_comes_first_and_strangers_text_stays_text() -> None:
    receipt = reported(
        found(finding(Severity.NOTE, "d"), finding(Severity.WARNING, "c"), finding(Severity.ERROR, "@ada <a>"), Diagnostic("b", Location("a.ts")))
    )
    rows = [line.split(" | ") for line in comment(receipt).splitlines() if "a.ts:" in line]
    assert [(row[0], row[2]) for row in rows] == [("| error", "@\u200bada \\<a\\>"), ("| no verdict", "b"), ("| warning", "c"), ("| note", "d")]


def test_many_findings_are_counted() -> None:
    page = comment(reported(found(*(finding(Severity.ERROR, str(number)) for number in range(60)))))
    assert page.count("a.ts:3") == 50
    assert "10 more are in the log." in page


def test_losses_stand_there_with_the_words_that_confirm_them() -> None:
    receipt = replace(EMPTY, losses=Losses("3f2a91c0de", ('all rows of "entries" are deleted',)), finished=True)
    page = comment(receipt)
    assert '- all rows of "entries" are deleted\n' in page
    assert "approves it with the comment `confirm 3f2a91c0de`" in page


def test_what_holds_a_run_comes_with_what_to_do() -> None:
    receipt = replace(EMPTY.after(ended("gate", held("pinned", "pinned", todo=("resume it",)))), finished=True)
    assert "**To do** (gate)\n\n- resume it\n" in comment(receipt)


def test_a_long_comment_loses_whole_sections_and_says_which() -> None:
    receipt = EMPTY.after(ended("dry-run", failed("dry-run-failed", "x", excerpt="y" * MAX_CHARACTERS)))
    page = comment(receipt.after(ended("verify", failed("not-as-expected", "z", excerpt="short"))))
    assert len(page) < 65_536
    assert "What verify saw" in page
    assert page.endswith("*Left out for want of room: what dry-run saw. The receipt and the log hold them.*\n")
    assert page.count("```") % 2 == 0


def test_the_summary_has_what_the_comment_has_and_the_timeline() -> None:
    receipt = reported(found(finding(Severity.ERROR, "a")))
    assert "gantt" in summary(receipt)
    assert "gantt" not in comment(receipt)
    assert comments.marker(".", "production") not in summary(receipt)
