"""SARIF as GitHub code scanning and editors read it, held by the official schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hooks import registry
from hooks.finding import Edit, Finding, Fix, FixKind, Location, Report, Severity
from hooks.render import render
from hooks.rule import Rule
from tests.hooks.render.test_render import DIAGNOSTIC, FINDING, REPORT

EDIT = Fix(
    "move it", FixKind.EDIT, edits=(Edit(Location("f.ts", 2, 3, 2, 5), ""), Edit(Location("f.ts", 9, 1, 9, 1), "x"), Edit(Location("g.ts", 1, 1, 1, 2), ""))
)
EDITED = Finding("moved", Location("a dir/größe.ts", 7), "KEY", EDIT, Severity.NOTE, "wrong-key-accessor", ".", "wrong-key-accessor:.:KEY")


def run(report: Report) -> dict[str, Any]:
    (only,) = json.loads(render(report, "sarif"))["runs"]
    return dict(only)


@pytest.mark.node
@pytest.mark.parametrize("report", [Report(()), REPORT, REPORT._replace(findings=(FINDING, EDITED))], ids=["nothing", "both kinds", "with edits"])
def test_it_obeys_the_official_schema(node_modules: Path, report: Report) -> None:
    schema = json.loads((node_modules / "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(json.loads(render(report, "sarif")))] == []


@pytest.mark.parametrize("rule", registry.rules(), ids=lambda rule: rule.id)
def test_every_rule_that_judged_is_described(rule: Rule) -> None:
    (described,) = run(Report((), rules=(rule.id,)))["tool"]["driver"]["rules"]
    assert described["shortDescription"] == {"text": rule.summary}
    assert described["defaultConfiguration"] == {"level": rule.severity.value}
    assert described["help"]["markdown"].startswith(f"# {rule.id}\n\n{described['fullDescription']['text']}\n\n## What it finds\n")
    assert described["helpUri"].endswith(f"/docs/rules/{rule.id}.md")


def test_a_finding_is_a_result_with_a_stable_identity() -> None:
    only = run(REPORT)
    (result,) = only["results"]
    assert only["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "schema-without-migration"
    assert (result["level"], result["partialFingerprints"]) == ("error", {"edgesparkCi/v1": "schema-without-migration:app:posts.slug"})
    assert result["message"]["text"].startswith('column "posts.slug" has no migration\nfix: generate the migration')
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "app/db_schema.ts"},
        "region": {"startLine": 14, "startColumn": 3, "endLine": 14, "endColumn": 7},
    }


def test_what_could_not_be_judged_is_told_by_the_tool_and_is_no_result() -> None:
    only = run(REPORT._replace(findings=()))
    assert only["results"] == []
    (invocation,) = only["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 3)
    (notification,) = invocation["toolExecutionNotifications"]
    assert (notification["level"], notification["message"]["text"]) == ("error", "no verdict: syntax error")
    assert notification["associatedRule"]["id"] == DIAGNOSTIC.rule


def test_edits_are_offered_file_by_file() -> None:
    (result,) = run(REPORT._replace(findings=(EDITED,), diagnostics=()))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "a%20dir/gr%C3%B6%C3%9Fe.ts"}
    (fix,) = result["fixes"]
    assert [(change["artifactLocation"]["uri"], len(change["replacements"])) for change in fix["artifactChanges"]] == [("f.ts", 2), ("g.ts", 1)]
    assert fix["artifactChanges"][0]["replacements"][1] == {
        "deletedRegion": {"startLine": 9, "startColumn": 1, "endLine": 9, "endColumn": 1},
        "insertedContent": {"text": "x"},
    }


def test_a_rule_that_the_registry_does_not_know_is_named_all_the_same() -> None:
    (result,) = run(REPORT._replace(findings=(EDITED._replace(rule="of-the-engine"),)))["results"]
    assert (result["ruleId"], "ruleIndex" in result) == ("of-the-engine", False)
