"""The report as a GitLab code quality report, shown in merge requests.

Source: "Code Quality report format" in https://docs.gitlab.com/ci/testing/code_quality/
"""

import json
from hashlib import sha256
from typing import Any

from hooks.finding import Diagnostic, Finding, Report, Severity

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}
_NO_VERDICT = "major"


def render(report: Report) -> str:
    """One list; findings first, then what could not be judged."""
    issues = [_issue(finding, finding.message, _SEVERITIES[finding.severity or Severity.ERROR]) for finding in report.findings]
    issues += [_issue(diagnostic, f"no verdict: {diagnostic.message}", _NO_VERDICT) for diagnostic in report.diagnostics]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(result: Finding | Diagnostic, description: str, severity: str) -> dict[str, Any]:
    place = result.location
    return {
        "description": description,
        "check_name": result.rule,
        "fingerprint": sha256(result.fingerprint.encode("utf-8", "surrogatepass")).hexdigest(),
        "severity": severity,
        "location": {"path": place.path, "lines": {"begin": place.line, **({"end": place.end_line} if place.end_line else {})}},
    }
