"""Every offline rule on the judged tree, and the digests that all later steps hold on to."""

from dataclasses import replace

from ci_runner import judged_digests
from ci_runner.context import Context
from ci_runner.model import Outcome, Receipt, StepResult
from hooks.finding import Report, Severity
from hooks.render import render, text


def act(context: Context, _receipt: Receipt) -> StepResult:
    """Judge; an error fails, and so does a rule without verdict unless the policy says otherwise."""
    report = context.judged()
    digests = judged_digests.taken(context)
    return replace(result(report, blocks=context.project.policy.undetermined_blocks), digests=digests)


def result(report: Report, *, blocks: bool) -> StepResult:
    """What the report means for the run."""
    stops = report.verdict == "findings" or (report.verdict == "undetermined" and blocks)
    says_something = bool(report.findings or report.diagnostics)
    return StepResult(
        outcome=Outcome.FAILED if stops else Outcome.PASSED,
        reason=report.verdict,
        sentence=_counted(report),
        excerpt=text.listing(report).rstrip() if says_something else "",
        annotations=render(report, "github") if says_something else "",
    )


def _counted(report: Report) -> str:
    """How many of each there are, in words."""
    numbers = [(sum(finding.severity is severity for finding in report.findings), severity.value) for severity in (Severity.ERROR, Severity.WARNING)]
    numbers.append((len(report.diagnostics), "rule result without verdict"))
    words = [f"{number} {_plural(name, number)}" for number, name in numbers if number]
    return f"{', '.join(words) or 'no findings'} in the {report.judged}"


def _plural(name: str, number: int) -> str:
    return name if number == 1 else name.replace("result", "results") if " " in name else f"{name}s"
