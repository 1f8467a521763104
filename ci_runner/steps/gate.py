"""May this commit go live? Changes nothing: it passes or holds, each refusal with its own reason."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

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
    live.pinned,
    live.refusal,
    target.refusal,
    protected.refusal,
    confirmed.refusal,
)


def act(context: Context, receipt: Receipt) -> StepResult:
    """Hold for the first reason there is; say what was set aside, and who agreed to what."""
    return guarded(context, receipt, lambda: _open(context, receipt))


def guarded(context: Context, receipt: Receipt, act: Callable[[], StepResult]) -> StepResult:
    """What `act` comes to, or why nothing may be deployed now. For each irreversible step: the answers of the step before may have changed."""
    set_aside = []
    for found in refusals(context, receipt):
        if not overriding.sets_aside(context, found):
            return found
        set_aside.append(found)
    return overriding.recorded(context, receipt, act(), set_aside)


def refusals(context: Context, receipt: Receipt) -> Iterator[StepResult]:
    """Everything that speaks against deploying now, in the order of the demands."""
    asking = replace(context, told=cache(context.told))  # the demands see one and the same
    return (found for found in (demand(asking, receipt) for demand in DEMANDS) if found is not None)


def _open(context: Context, receipt: Receipt) -> StepResult:
    newest = f"nothing newer than {context.event.commit[:10]} on {context.event.branch} changes this project"
    proof = f"{context.target.commit[:10]} behind it was live once" if context.target else "what was checked lies here unchanged"
    return replace(
        passed("; ".join([f"{newest}, and {proof}", *_remarks(context)])),
        confirmed_by=confirmed.word(context, receipt.losses).who if receipt.losses else "",
    )


def _remarks(context: Context) -> Iterator[str]:
    if not context.project.toml.names_a_project:
        yield f"{context.project.toml.path} has no project id yet: the sandbox lends one"
    told, resume = context.told(), context.permits.resume
    if resume:
        pinned = [live for live in told.candidates if live.pinned]
        yield f"resumed after the rollback to {pinned[0].commit[:10]}: {resume}" if pinned else "nothing is pinned that could be resumed"
    if told.live is None and not context.sandbox:
        named = ", ".join(live.commit[:10] for live in told.perhaps)
        why = f": one of {named}" if len(told.perhaps) > 1 else f": perhaps {named}" if named else f": {told.trouble}" if told.trouble else ""
        yield f"live commit unknown{why}"
