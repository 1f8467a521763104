"""The report for a page of the host: readable, and never markup from the judged tree."""

from hooks.finding import Diagnostic, Finding, Fix, FixKind, Location, Report, Severity
from hooks.render import render
from hooks.render.markdown import SHOWN

_FIX = Fix("generate the migration and stage it", FixKind.COMMAND, (("edgespark", "db", "generate"), ("git", "add", "my server/drizzle")), cwd="app")
_PLACE = Location("app/db_schema.ts", 14, 3)


def _finding(message: str = "posts.slug has no migration", fix: Fix | None = None) -> Finding:
    return Finding(message, _PLACE, "posts.slug", fix, Severity.ERROR, "schema-without-migration", "app")


def test_a_clean_report_says_what_was_checked() -> None:
    assert render(Report(("app",), judged="working tree"), "markdown") == "### edgespark-ci: clean\n\nChecked app in the working tree.\n"
    assert "Checked the project in the index." in render(Report((".",), judged="index"), "markdown")


def test_a_finding_is_a_row_with_its_page_and_its_repair() -> None:
    text = render(Report(("app",), (_finding(fix=_FIX),), judged="index"), "markdown")
    assert "| error | app/db&#95;schema.ts:14 | posts.slug has no migration | [schema-without-migration](https://" in text
    assert "- generate the migration and stage it (in app)\n\n      edgespark db generate\n      git add 'my server/drizzle'\n" in text


def test_a_repair_that_several_findings_share_is_shown_once() -> None:
    report = Report(("app",), (_finding("one", _FIX), _finding("two", _FIX)), judged="index")
    assert render(report, "markdown").count("edgespark db generate") == 1


def test_a_diagnostic_is_a_row_of_its_own() -> None:
    report = Report((".",), (), (Diagnostic("syntax error", Location("index.ts", 2), "", "undeclared-runtime-key"),), judged="index")
    assert "| no verdict | index.ts:2 | syntax error | [undeclared-runtime-key](" in render(report, "markdown")


def test_markup_in_a_name_stays_text() -> None:
    text = render(Report(("app",), (_finding("a | b `c` <img src=x> [d](http://e)\n# f @everyone"),), judged="index"), "markdown")
    row = next(line for line in text.splitlines() if line.startswith("| error"))
    told = row.split(" | ")[2]
    assert not set(told) & set("|`<>[]()@")
    assert len(row.split(" | ")) == 4


def test_an_address_in_a_name_becomes_no_link() -> None:
    text = render(Report(("app",), (_finding("https://e.example and www.e.example"),), judged="index"), "markdown")
    row = next(line for line in text.splitlines() if line.startswith("| error")).split(" | ")[2]
    assert "://" not in row
    assert "www." not in row


def test_a_long_report_is_cut_and_says_so() -> None:
    text = render(Report(("app",), tuple(_finding(f"finding {number}") for number in range(SHOWN + 3)), judged="index"), "markdown")
    assert text.count("| error |") == SHOWN
    assert "3 more are in the log" in text
