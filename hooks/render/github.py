"""The report as GitHub workflow commands, which become annotations.

GitHub shows at most ten annotations of a kind for a step, so the worst ten come first and one more row counts the rest.
Source: "Workflow commands for GitHub Actions" in GitHub's documentation.
"""

from hooks.finding import Diagnostic, Finding, Report, Severity
from hooks.render.grouped import grouped
from hooks.render.repair import told

SHOWN = 10
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report) -> str:
    """One line per annotation."""
    lines: list[str] = []
    for severity, command in _COMMANDS.items():
        rows = [_row(command, finding, told(finding)) for finding in report.findings if finding.severity is severity]
        if severity is Severity.ERROR:
            rows += [_row(command, group.diagnostic, f"no verdict: {group.diagnostic.message} ({group.rules})") for group in grouped(report.diagnostics)]
        lines += _cut(rows, command)
    return "".join(f"{line}\n" for line in lines)


def _cut(rows: list[str], command: str) -> list[str]:
    if len(rows) <= SHOWN:
        return rows
    rest = len(rows) - SHOWN + 1
    return [*rows[: SHOWN - 1], f"::{command} title=edgespark-ci::{rest} more of this kind: see the log or the step summary"]


def _row(command: str, result: Finding | Diagnostic, message: str) -> str:
    place = result.location
    span = f",endLine={place.end_line}" if place.end_line else ""
    ends = f",endColumn={place.end_column}" if place.end_column and place.end_line == place.line else ""
    properties = f"file={_property(place.path)},line={place.line}{span},col={place.column}{ends},title={_property(result.rule)}"
    return f"::{command} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
