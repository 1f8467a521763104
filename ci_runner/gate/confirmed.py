"""Whether a human agreed to the loss that this run's migrations make, knowing it.

The code that has to be repeated is a digest of the losses and of the SQL that makes them. It stands only in a report that names them, so whoever
repeats it has had that report before them, and another migration needs another code.
"""

from typing import NamedTuple

from ci_runner.context import Context
from ci_runner.github import environments
from ci_runner.github.client import Refused
from ci_runner.model import Losses, Receipt, StepResult
from ci_runner.results import held

# What people put around words that they copy.
_AROUND = "`'\"*.! "


class Word(NamedTuple):
    """Who agreed, empty where nobody did; `trouble` is why whoever would know could not be asked."""

    who: str = ""
    trouble: str = ""


def refusal(context: Context, receipt: Receipt) -> StepResult | None:
    """Hold destructive migrations until somebody confirmed exactly them."""
    losses = receipt.losses
    said = word(context, losses) if losses else Word()
    if losses is None or said.who:
        return None
    count = len(losses.sentences)
    words = f"nobody confirmed that {'this is' if count == 1 else f'these {count} things are'} lost: {losses.sentences[0]}{', …' if count > 1 else ''}"
    if said.trouble:
        words = f"whether somebody confirmed the loss cannot be told: {said.trouble}"
    return held("needs-confirmation", words, todo=_todo(context, losses), excerpt="\n".join(losses.sentences))


def word(context: Context, losses: Losses) -> Word:
    """What is known of who agreed to these losses."""
    if context.permits.confirm == losses.code and _by_option(context):
        return Word(context.event.actor or "whoever ran this")
    if context.github is None or not context.event.run_id:
        return Word()
    try:
        approvals = tuple(environments.approvals(context.github, context.event.run_id, context.config.environment))
    except Refused as error:
        return Word(trouble=str(error))
    return Word(next((approval.user for approval in approvals if _repeats(approval.comment, losses.phrase)), ""))


def _repeats(comment: str, phrase: str) -> bool:
    """Whether a line of the comment is the phrase: one that only holds it may say that it is not meant."""
    return any(" ".join(line.split()).strip(_AROUND).casefold() == phrase for line in comment.splitlines())


def _by_option(context: Context) -> bool:
    return context.sandbox or not context.in_ci


def _todo(context: Context, losses: Losses) -> tuple[str, ...]:
    if _by_option(context):
        return (f"edgespark-ci deploy --confirm {losses.code}",)
    if context.event.host != "github":
        return (f"on your own machine, at this commit: edgespark-ci deploy --confirm {losses.code}",)
    return (
        f"run this job again, and let a reviewer of the environment {context.config.environment} approve it with the comment `{losses.phrase}`",
        f"where it has no reviewers: on your own machine, at this commit: edgespark-ci deploy --confirm {losses.code}",
    )
