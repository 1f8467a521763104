"""Break-glass: one refusal by its reason, set aside with a word why, from a manual dispatch inside the environment and nowhere else."""

from collections.abc import Sequence
from dataclasses import replace

from ci_runner.context import Context
from ci_runner.event import Kind
from ci_runner.gate import entered
from ci_runner.github.client import Refused
from ci_runner.model import Receipt, StepResult
from ci_runner.results import held

# What protects production from a moment's haste. Whose code it is, whether it was checked, the key and lost data are never set aside.
REASONS = (
    "tip-unknown",
    "rewritten-branch",
    "older-than-live",
    "live-uncertain",
    "live-unknown",
    "live-unknown-here",
    "pinned",
    "unprotected",
    "protection-unknown",
    "never-live",
    "does-not-fit",
)


def refusal(context: Context) -> StepResult | None:
    """Why the override that was asked for is not one; None where it stands, or where none was asked for."""
    event = context.event
    if context.permits.override is None:
        return None
    if event.kind is not Kind.WORKFLOW_DISPATCH:
        return held("override-refused", f"an override is for a manual run (workflow_dispatch), and this is a {event.title}")
    if event.sha not in {"", event.commit}:
        # Else somebody could put live what nobody merged: only the host knows that its own commit was the branch's.
        return held("override-refused", f"an override is for the commit of its run, {event.sha[:10]}, and {event.commit[:10]} is checked out")
    if context.sandbox or _inside(context):
        return None
    return held("override-refused", entered.words(context), todo=entered.TODO)


def sets_aside(context: Context, found: StepResult) -> bool:
    """Whether the override, which `refusal` has let through, is about this refusal."""
    asked = context.permits.override
    return asked is not None and asked.reason == found.reason and found.reason in REASONS


def recorded(context: Context, receipt: Receipt, result: StepResult, found: Sequence[StepResult]) -> StepResult:
    """`result` of a step that went on although this was `found`: the override is in it for the receipt, and in the words of the first such step."""
    asked = context.permits.override
    if asked is None or not found:
        return result
    result = replace(result, override=replace(asked, used=True))
    if receipt.override and receipt.override.used:
        return result
    return replace(result, sentence="; ".join([result.sentence, *(f"set aside by an override: {one.sentence} [{one.reason}]" for one in found)]))


def _inside(context: Context) -> bool:
    try:
        return entered.inside(context)
    except Refused:
        return False
