"""The report for a page on the host: GitHub's step summary, a comment.

What stands in a table comes from the judged tree, which may be a stranger's: it is shown as text, never as markup.
"""

from hooks.about import NAME, rule_page
from hooks.finding import Diagnostic, Finding, Fix, Report

SHOWN = 500  # GitHub refuses a summary above 1 MiB
_HEAD = "| | where | what | rule |\n|---|---|---|---|\n"
_MARKUP = str.maketrans({character: f"&#{ord(character)};" for character in "&<>|`*_~[]()!\\@#"} | {"\n": " ", "\r": " "})


def render(report: Report) -> str:
    """A headline, a table of all results, and the commands that repair them."""
    rows = [_finding(finding) for finding in report.findings] + [_diagnostic(diagnostic) for diagnostic in report.diagnostics]
    more = f"\n{len(rows) - SHOWN} more are in the log.\n" if len(rows) > SHOWN else ""
    table = _HEAD + "".join(rows[:SHOWN]) + more if rows else ""
    return "\n".join(part for part in (_headline(report), table, _repairs(report), _notes(report)) if part)


def _headline(report: Report) -> str:
    projects = ", ".join("the project" if project == "." else _text(project) for project in report.projects) or "no project"
    return f"### {NAME}: {report.verdict}\n\nChecked {projects} in the {_text(report.judged)}.\n"


def _finding(finding: Finding) -> str:
    severity = finding.severity.value if finding.severity else "error"
    return _row(severity, finding, finding.message)


def _diagnostic(diagnostic: Diagnostic) -> str:
    return _row("no verdict", diagnostic, diagnostic.message)


def _row(weight: str, result: Finding | Diagnostic, message: str) -> str:
    place = result.location
    return f"| {weight} | {_text(place.path)}:{place.line} | {_text(message)} | [{result.rule}]({rule_page(result.rule)}) |\n"


def _repairs(report: Report) -> str:
    """Every distinct repair once, in the order of the findings."""
    fixes = dict.fromkeys(finding.fix for finding in report.findings[:SHOWN] if finding.fix is not None)
    return "**How to repair it**\n\n" + "\n".join(map(_repair, fixes)) if fixes else ""


def _repair(fix: Fix) -> str:
    import shlex

    where = f" (in {_text(fix.cwd)})" if fix.cwd != "." and fix.commands else ""
    # Indented code needs no closing fence that a file name could forge.
    commands = "".join(f"      {' '.join(shlex.join(command).splitlines())}\n" for command in fix.commands)
    return f"- {_text(fix.text)}{where}\n" + (f"\n{commands}" if commands else "")


def _notes(report: Report) -> str:
    return "".join(f"- {_text(note)}\n" for note in report.notes)


def _text(words: str) -> str:
    return words.translate(_MARKUP).replace("://", "&#58;//").replace("www.", "www&#46;")  # GitHub makes links of bare addresses
