"""Every offline rule on the judged tree, and the digests that all later steps hold on to."""

from dataclasses import replace

from ci_runner import judged_digests, losses, schema_change
from ci_runner.context import Context
from ci_runner.model import Outcome, Receipt, StepResult
from hooks.engine import NO_BASE, history
from hooks.finding import Diagnostic, Finding, Report, Severity
from hooks.project import Project
from hooks.registry import rule
from hooks.render import render, text


def act(context: Context, _receipt: Receipt) -> StepResult:
    """Judge; an error fails, and so does a rule without verdict unless the policy says otherwise."""
    report = context.judged()
    if context.event.base == "":  # a first commit: that nothing lies before it need not be said
        report = report._replace(notes=tuple(note for note in report.notes if not note.startswith(NO_BASE)))
    judged = replace(result(report), digests=judged_digests.taken(context), schema=schema_change.seen(context.project))
    if context.event.pull_request is not None:
        judged = replace(judged, has_news=brings_news(report, context.project))
    return judged if judged.outcome.stops_the_run else replace(judged, losses=losses.rehearsed(context.project))


def brings_news(report: Report, project: Project) -> bool:
    """Whether the report has anything that the base's would not have: for the reviewers, whom nobody tells of old warnings again and again."""
    results: tuple[Finding | Diagnostic, ...] = (*report.findings, *report.diagnostics)
    known = {fingerprint for rule_id in {found.rule for found in results} for fingerprint in history(rule(rule_id), project)}
    return any(found.fingerprint not in known for found in results)


def result(report: Report) -> StepResult:
    """What the report means for the run."""
    says_something = bool(report.findings or report.diagnostics or report.notes)
    return StepResult(
        outcome=Outcome.FAILED if report.exit_code else Outcome.PASSED,
        reason=report.verdict,
        sentence=_counted(report),
        excerpt=text.listing(report).rstrip() if says_something else "",
        annotations=render(report, "github") if says_something else "",
        report=report,
    )


def _counted(report: Report) -> str:
    """How many of each there are, in words."""
    numbers = [(sum(finding.severity is severity for finding in report.findings), severity.value) for severity in (Severity.ERROR, Severity.WARNING)]
    numbers.append((len(report.diagnostics), "rule result without verdict"))
    words = [f"{number} {_plural(name, number)}" for number, name in numbers if number]
    return f"{', '.join(words) or 'no findings'} in the {report.judged}"


def _plural(name: str, number: int) -> str:
    return name if number == 1 else name.replace("result", "results") if " " in name else f"{name}s"
