"""Whether `--confirm-dangerous` would let through no more than the losses that somebody agreed to: the platform knows only all of them or none."""

from ci_runner.context import Context
from ci_runner.edgespark_api import Unanswered
from ci_runner.model import Receipt, StepResult
from ci_runner.results import held
from ci_runner.steps import proof
from hooks.errors import NoVerdict


def refusal(context: Context, receipt: Receipt) -> StepResult | None:
    """Hold a confirmed loss while a migration that this run never looked at may be waiting too: it lies before the base, and nothing shows it applied."""
    losses = receipt.losses
    if losses is None or not receipt.confirmed_by or _judged_against_live(receipt) or context.api is None:
        return None
    try:
        found = proof.standing(context, context.config.environment)
    except (Unanswered, NoVerdict) as error:
        return held("cannot-verify", f"whether more waits than the loss that {receipt.confirmed_by} confirmed cannot be told: {error}")
    unseen = [tag for tag in (*found.missing, *found.silent) if tag not in losses.migrations]
    if not unseen:
        return None
    words = f"{receipt.confirmed_by} confirmed another loss: what {', '.join(unseen)} would lose was not looked at, and nothing shows that it is applied"
    todo = ("let somebody who may decide that run `edgespark db migrate --confirm-dangerous`, then run this again",)
    return held("needs-confirmation", words, todo=todo)


def _judged_against_live(receipt: Receipt) -> bool:
    """Whether the base is what is live, so that every migration up to it is applied."""
    known = {live.commit for live in (receipt.live, *receipt.may_be_live) if live}
    return bool(known & {receipt.event.base, receipt.commit})
