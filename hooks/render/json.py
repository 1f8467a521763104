"""The report for a program. Version 1 is a contract: fields may be added, never renamed, removed or given another meaning."""

from typing import Any

from hooks.about import NAME, VERSION, rule_page
from hooks.finding import Diagnostic, Edit, Finding, Fix, Report

FORMAT_VERSION = 1


def render(report: Report) -> str:
    """One object, with every finding and diagnostic."""
    import json

    return json.dumps(document(report), indent=2, ensure_ascii=False) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "version": FORMAT_VERSION,
        "tool": f"{NAME} {VERSION}",
        "judged": report.judged,
        "projects": list(report.projects),
        "rules": list(report.rules),
        "verdict": report.verdict,
        "findings": [_finding(finding) for finding in report.findings],
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in report.diagnostics],
        "suppressed": report.suppressed,
        "baselined": report.baselined,
        "notes": list(report.notes),
        "seconds": round(report.seconds, 3),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value if finding.severity else None,
        "message": finding.message,
        "project": finding.project,
        **_place(finding),
        "end_line": finding.location.end_line or finding.location.line,
        "end_column": finding.location.end_column or finding.location.column,
        "subject": finding.subject,
        "fingerprint": finding.fingerprint,
        "url": rule_page(finding.rule),
        "fix": _fix(finding.fix, finding.rule) if finding.fix else None,
    }


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "rule": diagnostic.rule,
        "message": diagnostic.message,
        "project": diagnostic.project,
        **_place(diagnostic),
        "fingerprint": diagnostic.fingerprint,
    }


def _place(result: Finding | Diagnostic) -> dict[str, Any]:
    return {"path": result.location.path, "line": result.location.line, "column": result.location.column}


def _fix(fix: Fix, rule: str) -> dict[str, Any]:
    return {
        "kind": fix.kind.value,
        "text": fix.text,
        "cwd": fix.cwd,
        "commands": [list(command) for command in fix.commands],
        "requires": list(fix.requires),
        "edits": [_edit(edit) for edit in fix.edits],
        "verify": [NAME, "check", "--select", rule],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    place = edit.location
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "text": edit.text,
    }
