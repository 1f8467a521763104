"""The report as SARIF 2.1.0, for GitHub code scanning and editors.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html (the section numbers below are its).
"""

import json
from typing import Any
from urllib.parse import quote

from hooks import registry
from hooks.about import HOME, NAME, VERSION, rule_page
from hooks.finding import Diagnostic, Edit, Finding, Fix, Location, Report, Severity
from hooks.pages import page
from hooks.render.repair import told
from hooks.rule import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "edgesparkCi/v1"  # versioned as §3.27.17 asks, and none of the names that GitHub computes itself
_LEVELS = {severity: severity.value for severity in Severity}  # SARIF uses the same three words (§3.27.10)


def render(report: Report) -> str:
    """One log with one run."""
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}, indent=2, ensure_ascii=False) + "\n"


def _run(report: Report) -> dict[str, Any]:
    rules = _rules(report)
    indexes = {rule.id: index for index, rule in enumerate(rules)}
    driver = {"name": NAME, "version": VERSION, "semanticVersion": VERSION, "informationUri": HOME, "rules": [_rule(rule) for rule in rules]}
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                # A rule without verdict is a run that did not do all of its work (§3.20.14).
                "executionSuccessful": not report.diagnostics,
                "exitCode": report.exit_code,
                "toolExecutionNotifications": [_notification(diagnostic, indexes) for diagnostic in report.diagnostics],
            }
        ],
        "results": [_result(finding, indexes) for finding in report.findings],
    }


def _rules(report: Report) -> list[Rule]:
    """The rules that judged or speak, as far as they have a module of their own."""
    named = {*report.rules, *(finding.rule for finding in report.findings), *(diagnostic.rule for diagnostic in report.diagnostics)}
    return [registry.rule(rule_id) for rule_id in registry.rule_ids() if rule_id in named]


def _rule(rule: Rule) -> dict[str, Any]:
    text = page(rule.id)
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": text.split("\n\n")[1]},
        "help": {"text": text, "markdown": text},
        "helpUri": rule_page(rule.id),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.group.value]},
    }


def _result(finding: Finding, indexes: dict[str, int]) -> dict[str, Any]:
    return {
        **_named("ruleId", "ruleIndex", finding.rule, indexes),
        "level": _LEVELS[finding.severity or Severity.ERROR],
        "message": {"text": told(finding)},
        "locations": [_location(finding.location)],
        "partialFingerprints": {_FINGERPRINT: finding.fingerprint},
        **({"fixes": [_fix(finding.fix)]} if finding.fix and finding.fix.edits else {}),
    }


def _notification(diagnostic: Diagnostic, indexes: dict[str, int]) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"no verdict: {diagnostic.message}"},
        "associatedRule": _named("id", "index", diagnostic.rule, indexes),
        "locations": [_location(diagnostic.location)],
    }


def _named(name: str, index: str, rule: str, indexes: dict[str, int]) -> dict[str, Any]:
    """A rule by its id and, where it is listed, by its index too."""
    return {name: rule, index: indexes[rule]} if rule in indexes else {name: rule}


def _location(place: Location) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(place.path), "region": _region(place)}}


def _artifact(path: str) -> dict[str, Any]:
    return {"uri": quote(path, errors="surrogateescape")}


def _region(place: Location) -> dict[str, Any]:
    """Ends are exclusive, as here (§3.30.8)."""
    end = {"endLine": place.end_line, "endColumn": place.end_column} if place.end_line else {}
    return {"startLine": place.line, "startColumn": place.column, **end}


def _fix(fix: Fix) -> dict[str, Any]:
    paths = dict.fromkeys(edit.location.path for edit in fix.edits)
    changes = [{"artifactLocation": _artifact(path), "replacements": [_replacement(e) for e in fix.edits if e.location.path == path]} for path in paths]
    return {"description": {"text": fix.text}, "artifactChanges": changes}


def _replacement(edit: Edit) -> dict[str, Any]:
    return {"deletedRegion": _region(edit.location), "insertedContent": {"text": edit.text}}
