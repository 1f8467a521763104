"""Each format says the same report in its own words."""

import json

import pytest

from hooks.finding import Diagnostic, Edit, Finding, Fix, FixKind, Location, Report, Severity
from hooks.render import FORMATS, render, text

FIX = Fix("generate the migration and stage it", FixKind.COMMAND, (("edgespark", "db", "generate"), ("git", "add", "my server/drizzle")), cwd="app")
FINDING = Finding(
    'column "posts.slug" has no migration',
    Location("app/db_schema.ts", 14, 3, 14, 7),
    "posts.slug",
    FIX,
    Severity.ERROR,
    "schema-without-migration",
    "app",
    "schema-without-migration:app:posts.slug",
    '\tslug: text("slug"),',
)
DIAGNOSTIC = Diagnostic("syntax error", Location("app/index.ts", 2, 1), "", "undeclared-runtime-key", "app", "undeclared-runtime-key:app:", "broken(")
REPORT = Report(("app",), (FINDING,), (DIAGNOSTIC,), 1, ("a note",), "index", 0.046)


def test_text_shows_place_repair_and_way_out() -> None:
    assert render(REPORT, "text") == (
        'app/db_schema.ts:14:3: error: column "posts.slug" has no migration [schema-without-migration]\n'
        '  14 | \tslug: text("slug"),\n'
        "     | \t ^^^^\n"
        "  fix: generate the migration and stage it (in app)\n"
        "    $ edgespark db generate\n"
        "    $ git add 'my server/drizzle'\n"
        "\n"
        "app/index.ts:2:1: no verdict: syntax error [undeclared-runtime-key]\n"
        "  2 | broken(\n"
        "    | ^^^^^^^\n"
        "\n"
        "1 error, 1 rule result without verdict, 1 suppressed: 1 project checked in the index (0.05 s)\n"
        "note: a note\n"
        "More on a rule: edgespark-ci explain schema-without-migration. "
        "To let it through once: EDGESPARK_CI_IGNORE=schema-without-migration git commit ...\n"
    )


def test_one_cause_is_told_once() -> None:
    stopped = tuple(DIAGNOSTIC._replace(rule=f"rule-{n}") for n in range(5))
    text = render(REPORT._replace(findings=(), diagnostics=stopped), "text")
    assert text.count("no verdict: syntax error") == 1
    assert "[rule-0, rule-1 and 3 more rules]" in text
    assert "5 rule results without verdict" in text
    github = render(REPORT._replace(findings=(), diagnostics=stopped), "github").splitlines()
    assert len(github) == 1


def test_commands_of_a_project_in_a_sub_directory_say_where_they_run() -> None:
    at_the_top = FINDING._replace(fix=Fix("stage it", FixKind.COMMAND, (("git", "add", "app/server/drizzle"),)))
    assert "fix: stage it (in the top of the repository)\n" in render(REPORT._replace(findings=(at_the_top,)), "text")


def test_where_nothing_is_committed_the_way_out_is_not_offered() -> None:
    assert f"{text.listing(REPORT)}More on a rule: edgespark-ci explain" in render(REPORT, "text")
    assert "EDGESPARK_CI_IGNORE" not in text.listing(REPORT)


def test_text_of_a_clean_report_is_one_line() -> None:
    assert render(Report((".",), judged="index", seconds=0.1), "text") == "clean: 1 project checked in the index (0.10 s)\n"
    assert render(Report((), judged="index"), "text") == "clean: 0 projects checked in the index (0.00 s)\n"


def test_json_is_the_contract() -> None:
    document = json.loads(render(REPORT, "json"))
    assert " ".join(document) == "version tool judged projects rules verdict findings diagnostics suppressed baselined notes seconds"
    assert (document["version"], document["projects"], document["verdict"], document["suppressed"], document["seconds"]) == (1, ["app"], "findings", 1, 0.046)
    (finding,) = document["findings"]
    assert {key: finding[key] for key in finding if key not in {"fix", "url"}} == {
        "rule": "schema-without-migration",
        "severity": "error",
        "message": 'column "posts.slug" has no migration',
        "project": "app",
        "path": "app/db_schema.ts",
        "line": 14,
        "column": 3,
        "end_line": 14,
        "end_column": 7,
        "subject": "posts.slug",
        "fingerprint": "schema-without-migration:app:posts.slug",
    }
    assert finding["fix"] == {
        "kind": "command",
        "text": "generate the migration and stage it",
        "cwd": "app",
        "commands": [["edgespark", "db", "generate"], ["git", "add", "my server/drizzle"]],
        "requires": [],
        "edits": [],
        "verify": ["edgespark-ci", "check", "--select", "schema-without-migration"],
    }
    assert document["diagnostics"] == [
        {
            "rule": "undeclared-runtime-key",
            "message": "syntax error",
            "project": "app",
            "path": "app/index.ts",
            "line": 2,
            "column": 1,
            "fingerprint": "undeclared-runtime-key:app:",
        }
    ]


def test_json_carries_edits_whole() -> None:
    edit = Edit(Location("f.ts", 1, 2, 3, 4), 'new "text"\n')
    report = REPORT._replace(findings=(FINDING._replace(fix=Fix("x", FixKind.EDIT, edits=(edit,))),))
    (found,) = json.loads(render(report, "json"))["findings"]
    assert found["fix"]["edits"] == [{"path": "f.ts", "line": 1, "column": 2, "end_line": 3, "end_column": 4, "text": 'new "text"\n'}]


def test_github_escapes_what_could_end_a_command() -> None:
    hostile = FINDING._replace(message="100%\n::error::forged", location=Location("a,b:c.ts", 1, 1), fix=None)
    assert render(REPORT._replace(findings=(hostile,), diagnostics=()), "github") == (
        "::error file=a%2Cb%3Ac.ts,line=1,col=1,title=schema-without-migration::100%25%0A::error::forged\n"
    )


@pytest.mark.parametrize(("count", "rows"), [(10, 10), (11, 10), (500, 10)])
def test_github_shows_ten_of_a_kind_and_counts_the_rest(count: int, rows: int) -> None:
    lines = render(REPORT._replace(findings=(FINDING,) * count, diagnostics=()), "github").splitlines()
    assert len(lines) == rows
    assert (f"{count - 9} more of this kind" in lines[-1]) == (count > 10)


@pytest.mark.parametrize("output_format", FORMATS)
def test_every_format_renders_an_empty_report(output_format: str) -> None:
    assert isinstance(render(Report(()), output_format), str)
