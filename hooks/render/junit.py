"""The report as JUnit XML: a suite for each project, a test case for each rule that judged it.

There is no standard; what Jenkins and GitLab read is: https://github.com/jenkinsci/xunit-plugin (junit-10.xsd).
"""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from hooks.about import NAME
from hooks.finding import Diagnostic, Finding, Report
from hooks.render.repair import told

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # "Char" of https://www.w3.org/TR/xml/


def render(report: Report) -> str:
    """Errors are failures, rules without verdict are errors of their test case, the rest is its output."""
    suites = "".join(_suite(report, project) for project in report.projects)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="{NAME}" time="{report.seconds:.3f}">\n{suites}</testsuites>\n'


def _suite(report: Report, project: str) -> str:
    findings = [finding for finding in report.findings if finding.project == project]
    diagnostics = [diagnostic for diagnostic in report.diagnostics if diagnostic.project == project]
    failed, undecided = {f.rule for f in findings if _blocks(f)}, {d.rule for d in diagnostics}
    rules = sorted({*report.rules, *(f.rule for f in findings), *(d.rule for d in diagnostics)})
    cases = "".join(_case(project, rule, [f for f in findings if f.rule == rule], [d for d in diagnostics if d.rule == rule]) for rule in rules)
    # A test case either failed or did not come to an end, never both.
    counts = f'tests="{len(rules)}" failures="{len(failed)}" errors="{len(undecided - failed)}"'
    return f"  <testsuite name={_attribute(project)} {counts}>\n{cases}  </testsuite>\n"


def _case(project: str, rule: str, findings: Sequence[Finding], diagnostics: Sequence[Diagnostic]) -> str:
    failed = [finding for finding in findings if _blocks(finding)]
    shown = [_told(finding) for finding in findings if finding not in failed]
    undecided = [f"{diagnostic.location}: no verdict: {diagnostic.message}" for diagnostic in diagnostics]
    inside = ""
    if failed:
        inside = _element("failure", failed[0].message, [_told(finding) for finding in failed])
        shown += undecided
    elif undecided:
        inside = _element("error", diagnostics[0].message, undecided)
    if shown:
        inside += f"      <system-out>{_text(chr(10).join(shown))}</system-out>\n"
    of_project = NAME if project == "." else f"{NAME}.{project}"
    head = f"    <testcase classname={_attribute(of_project)} name={_attribute(rule)}"
    return f"{head}>\n{inside}    </testcase>\n" if inside else f"{head}/>\n"


def _element(name: str, message: str, lines: Sequence[str]) -> str:
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    return f"      <{name} message={_attribute(message + more)}>{_text(chr(10).join(lines))}</{name}>\n"


def _told(finding: Finding) -> str:
    severity = finding.severity.value if finding.severity else "error"
    return f"{finding.location}: {severity}: {told(finding)}"


def _blocks(finding: Finding) -> bool:
    return finding.severity is None or finding.severity.blocks


def _text(words: str) -> str:
    return escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", words))


def _attribute(words: str) -> str:
    return quoteattr(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", words))
