"""Whether a human agreed to the loss that this run's migrations make, knowing it.

The code that has to be repeated is a digest of the losses and of the SQL that makes them. It stands only in a report that names them, so whoever
repeats it has had that report before them, and another migration needs another code.
"""

from ci_runner.context import Context
from ci_runner.github import environments
from ci_runner.github.client import Refused
from ci_runner.model import Losses, Receipt, StepResult
from ci_runner.results import held


def refusal(context: Context, receipt: Receipt) -> StepResult | None:
    """Hold destructive migrations until somebody confirmed exactly them."""
    losses = receipt.losses
    if losses is None or by_whom(context, losses):
        return None
    count = len(losses.sentences)
    words = f"nobody confirmed that {'this is' if count == 1 else f'these {count} things are'} lost: {losses.sentences[0]}{', …' if count > 1 else ''}"
    return held("needs-confirmation", words, todo=_todo(context, losses), excerpt="\n".join(losses.sentences))


def by_whom(context: Context, losses: Losses) -> str:
    """Who confirmed these losses; empty where nobody did, or where nobody can be asked."""
    if context.permits.confirm == losses.code and (context.sandbox or not context.in_ci):
        return context.event.actor or "whoever ran this"
    if context.github is None or not context.event.run_id:
        return ""
    try:
        approvals = tuple(environments.approvals(context.github, context.event.run_id, context.config.environment))
    except Refused:
        return ""
    return next((approval.user for approval in approvals if losses.phrase in " ".join(approval.comment.split())), "")


def _todo(context: Context, losses: Losses) -> tuple[str, ...]:
    if context.sandbox or not context.in_ci:
        return (f"edgespark-ci deploy --confirm {losses.code}",)
    return (f"run this job again, and let a reviewer of the environment {context.config.environment} approve it with the comment `{losses.phrase}`",)
