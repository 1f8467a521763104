"""From steps to a receipt, one result at a time. After a failed or held step of a deploy the rest are skipped."""

import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ci_runner.context import Context
from ci_runner.model import NOT_REACHED, Live, Outcome, Receipt, Stage, Step, StepResult
from ci_runner.redact import Redactor
from ci_runner.results import failed, skipped
from ci_runner.signals import Interrupted, Signals
from hooks.errors import EdgesparkError
from hooks.finding import Report

NETWORK = frozenset({"unreachable"})
_PAUSES = (1.0, 3.0)


def executed(steps: Sequence[Step], context: Context, receipt: Receipt, signals: Signals) -> Iterator[Receipt]:
    """The receipt before and after each step; whoever writes it down each time has a true one, whenever the process is killed."""
    for step in steps:
        blocked = _blocked(context, receipt, signals)
        if blocked:
            receipt = receipt.after(replace(blocked, step=step.name, stage=step.stage))
        else:
            yield replace(_unsettled(receipt, step, context), in_progress=step.name)
            receipt = _after(receipt, step, _timed(step, context, receipt, signals), context)
            receipt = replace(receipt, interrupted=signals.received)
        yield receipt
    yield replace(receipt, finished=True, interrupted=signals.received)


def _blocked(context: Context, receipt: Receipt, signals: Signals) -> StepResult | None:
    if signals.received:
        return skipped(NOT_REACHED, f"{signals.received} ended the run")
    cause = receipt.stopped_by if context.stage is Stage.DEPLOY else None
    return skipped(NOT_REACHED, f"{cause.step} ended the run: {cause.reason}") if cause else None


def _after(receipt: Receipt, step: Step, result: StepResult, context: Context) -> Receipt:
    after = receipt.after(result)
    if result.effect_is_unknown:
        unsettled = _unsettled(after, step, context)
        return replace(unsettled, applied=unsettled.applied or result.applied)
    if result.outcome is Outcome.PASSED or result.applied or result.live:
        return replace(after, unknown=tuple(name for name in after.unknown if name != step.name))
    return after


def _unsettled(receipt: Receipt, step: Step, context: Context) -> Receipt:
    """The receipt where nobody can tell whether the step had its effect: while it runs, and where it ended without a word."""
    if not step.changes:
        return receipt
    receipt = replace(receipt, unknown=tuple(dict.fromkeys((*receipt.unknown, step.name))))
    if step.changes == "live":
        return _open(receipt, context.going_live)
    return replace(receipt, applied=None) if step.changes == "applied" else receipt


def _open(receipt: Receipt, going: Live) -> Receipt:
    """The receipt while `going` may be live, or what was before."""
    if receipt.live and receipt.live.commit == going.commit:
        return receipt  # deployed again: it is live either way
    before = (receipt.live,) if receipt.live else receipt.may_be_live
    return replace(receipt, live=None, may_be_live=(going, *(one for one in before if one.commit != going.commit)))


def _timed(step: Step, context: Context, receipt: Receipt, signals: Signals) -> StepResult:
    started = time.monotonic()
    limit = context.config.time_limits.get(step.name, step.seconds)
    result = _repeated(step, replace(context, deadline=started + limit), receipt, signals)
    return _redacted(replace(result, step=step.name, stage=step.stage, seconds=time.monotonic() - started), context)


def _repeated(step: Step, context: Context, receipt: Receipt, signals: Signals) -> StepResult:
    """The step's result; one that may be repeated is tried again where only the network was at fault and time is left."""
    result = _result(step, context, receipt, signals)
    for pause in _PAUSES if step.repeatable else ():
        if result.reason not in NETWORK or context.seconds_left < 2 * pause:
            break
        _wait(pause, signals)
        result = _result(step, context, receipt, signals)
    return result


def _result(step: Step, context: Context, receipt: Receipt, signals: Signals) -> StepResult:
    try:
        with signals.ending_this():
            return step.act(context, receipt)
    except Interrupted:
        return failed("interrupted", f"{signals.received} ended it")
    except EdgesparkError as error:
        return failed("error", str(error))
    except Exception as error:  # noqa: BLE001 - a bug in one step must still leave a receipt, with its traceback
        return failed("internal-error", f"{type(error).__name__}: {error}", excerpt=traceback.format_exc())


def _wait(seconds: float, signals: Signals) -> None:
    try:
        with signals.ending_this():
            time.sleep(seconds)
    except Interrupted:
        return


def _redacted(result: StepResult, context: Context) -> StepResult:
    redact = context.redact
    return replace(
        result,
        sentence=redact(result.sentence),
        todo=tuple(map(redact, result.todo)),
        excerpt=redact(result.excerpt),
        annotations=redact(result.annotations),
        report=_redacted_report(result.report, redact) if result.report else None,
    )


def _redacted_report(report: Report, redact: Redactor) -> Report:
    """The report, redacted before anybody escapes its words for Markdown and hides a secret from the redactor."""
    findings = tuple(one._replace(message=redact(one.message)) for one in report.findings)
    return report._replace(findings=findings, diagnostics=tuple(one._replace(message=redact(one.message)) for one in report.diagnostics))
