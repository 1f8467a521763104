"""May this commit go live? Changes nothing: it passes or holds, each refusal with its own reason."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from ci_runner.context import Context
from ci_runner.gate import confirmed, live, overriding, place, protected, target, tip, unchanged
from ci_runner.model import Receipt, StepResult
from ci_runner.results import passed
from ci_runner.steps import online

Demand = Callable[[Context, Receipt], StepResult | None]

# In the order in which they are asked: what costs nothing first, what asks somebody else last.
DEMANDS: tuple[Demand, ...] = (
    place.refusal,
    lambda context, _receipt: online.refusal(context),
    unchanged.refusal,
    lambda context, _receipt: overriding.refusal(context),
    tip.refusal,
    live.refusal,
    target.refusal,
    protected.refusal,
    confirmed.refusal,
)


def act(context: Context, receipt: Receipt) -> StepResult:
    """Hold for the first reason there is; say what was set aside, and who agreed to what."""
    set_aside = []
    for found in _refusals(context, receipt):
        if not overriding.sets_aside(context, found):
            return found
        set_aside.append(f"set aside by an override: {found.sentence} [{found.reason}]")
    words = f"{context.event.commit[:10]} is the newest of {context.event.branch}, and what was checked lies here unchanged"
    return replace(
        passed("; ".join([words, *_remarks(context), *set_aside])),
        override=context.permits.override if set_aside else None,
        confirmed_by=confirmed.by_whom(context, receipt.losses) if receipt.losses else "",
    )


def refusal(context: Context, receipt: Receipt) -> StepResult | None:
    """Why nothing may be deployed now; None where it may. Asked again before each irreversible step."""
    return next((found for found in _refusals(context, receipt) if not overriding.sets_aside(context, found)), None)


def _refusals(context: Context, receipt: Receipt) -> Iterator[StepResult]:
    return (found for found in (demand(context, receipt) for demand in DEMANDS) if found is not None)


def _remarks(context: Context) -> Iterator[str]:
    if not context.project.toml.names_a_project:
        yield f"{context.project.toml.path} has no project id yet: the sandbox lends one"
    if context.last_live() is None and not context.sandbox:
        yield "live commit unknown"
