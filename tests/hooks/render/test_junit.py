"""What Jenkins and GitLab read as test results."""

from xml.etree import ElementTree as ET

from hooks.finding import Location, Report, Severity
from hooks.render import render
from tests.hooks.render.test_render import DIAGNOSTIC, FINDING, REPORT

RULES = ("schema-without-migration", "stale-schema-hash", "undeclared-runtime-key")
JUDGED = REPORT._replace(rules=RULES)


def suites(report: Report) -> list[ET.Element]:
    return list(ET.fromstring(render(report, "junit")))  # noqa: S314 - our own text


def test_a_suite_for_each_project_and_a_case_for_each_rule() -> None:
    app, web = suites(JUDGED._replace(projects=("app", "web")))
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors")) for suite in (app, web)] == [
        ("app", "3", "1", "1"),
        ("web", "3", "0", "0"),
    ]
    assert [case.get("name") for case in app] == list(RULES)
    assert [[element.tag for element in case] for case in app] == [["failure"], [], ["error"]]
    assert app[0].get("classname") == "edgespark-ci.app"
    assert [case.get("classname") for case in suites(Report((".",), rules=("stale-types",)))[0]] == ["edgespark-ci"]
    assert app[0][0].get("message") == 'column "posts.slug" has no migration'
    assert (app[0][0].text or "").splitlines() == [
        'app/db_schema.ts:14:3: error: column "posts.slug" has no migration',
        "fix: generate the migration and stage it (in app)",
        "  $ edgespark db generate",
        "  $ git add 'my server/drizzle'",
    ]
    assert app[2][0].text == "app/index.ts:2:1: no verdict: syntax error"


def test_a_warning_is_shown_and_fails_nothing() -> None:
    (suite,) = suites(JUDGED._replace(findings=(FINDING._replace(severity=Severity.WARNING),), diagnostics=()))
    assert (suite.get("failures"), suite.get("errors")) == ("0", "0")
    assert [element.tag for element in suite[0]] == ["system-out"]


def test_a_case_that_failed_counts_once_and_tells_everything() -> None:
    undecided = DIAGNOSTIC._replace(rule=FINDING.rule)
    (suite,) = suites(JUDGED._replace(findings=(FINDING, FINDING), diagnostics=(undecided,)))
    assert (suite.get("failures"), suite.get("errors")) == ("1", "0")
    failure, output = suite[0]
    assert failure.get("message") == 'column "posts.slug" has no migration (and 1 more)'
    assert output.text == "app/index.ts:2:1: no verdict: syntax error"


def test_nothing_can_break_the_document() -> None:
    hostile = FINDING._replace(message="]]></failure> & \x00\x1b[31m\udcff\"'<", location=Location("a\x0b<b>&.ts"))
    (suite,) = suites(JUDGED._replace(findings=(hostile,)))
    assert "\ufffd\ufffd[31m\ufffd" in (suite[0][0].get("message") or "")
