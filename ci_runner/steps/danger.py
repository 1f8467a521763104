"""Whether `db migrate` would do no more than what this run looked at and somebody agreed to: the platform knows only all that waits, or none of it."""

from ci_runner import losses
from ci_runner.context import Context
from ci_runner.edgespark_api import Unanswered
from ci_runner.model import Losses, Receipt, StepResult
from ci_runner.results import held
from ci_runner.steps import proof
from hooks.chain import migrations
from hooks.errors import NoVerdict

TODO = ("let somebody who may decide that run `edgespark db migrate --confirm-dangerous`, then run this again",)


def refusal(context: Context, receipt: Receipt) -> StepResult | None:
    """Hold while a migration may be waiting that lies before the base, so that this run never looked at it: an earlier run was held because of it."""
    if _judged_against_live(receipt):
        return None
    return _beyond_what_is_confirmed(context, receipt, receipt.losses) if receipt.losses and receipt.confirmed_by else _never_confirmed(context)


def _never_confirmed(context: Context) -> StepResult | None:
    """Nobody agreed to anything: what waits besides may not lose anything either. Without a key the platform's own refusal has to do."""
    if context.api is None:
        return None
    project = context.project
    try:
        found = proof.standing(context, context.config.environment)
        waiting, new = (*found.silent, *found.missing), migrations.new_tags(project)
        unseen = [tag for tag in waiting if tag not in new]
        lost = losses.behind(project, waiting) if unseen and found.applied else None
    except (Unanswered, NoVerdict) as error:
        return held("cannot-verify", f"what `db migrate` would do cannot be told: {error}", todo=("run this again: it asks anew",))
    if lost is None:
        return None
    words = f"nothing shows that {', '.join(unseen)} is applied, and nobody confirmed what would be lost: {lost.sentences[0]}"
    return held("needs-confirmation", words, todo=TODO, excerpt="\n".join(lost.sentences))


def _beyond_what_is_confirmed(context: Context, receipt: Receipt, confirmed: Losses) -> StepResult | None:
    """The flag lets through whatever waits: what was confirmed must be all of it."""
    try:
        found = proof.standing(context, context.config.environment)
    except (Unanswered, NoVerdict) as error:
        return _unknown(receipt, str(error))
    if not found.tags:
        return _unknown(receipt, "the live schema is that of no migration", "\n".join(found.differences))
    unseen = [tag for tag in (*found.missing, *found.silent) if tag not in confirmed.migrations]
    if not unseen:
        return None
    words = f"{receipt.confirmed_by} confirmed another loss: what {', '.join(unseen)} would lose was not looked at, and nothing shows that it is applied"
    return held("needs-confirmation", words, todo=TODO)


def _unknown(receipt: Receipt, why: str, excerpt: str = "") -> StepResult:
    words = f"whether more waits than the loss that {receipt.confirmed_by} confirmed cannot be told: {why}"
    return held("cannot-verify", words, todo=("with EDGESPARK_API_KEY set the live schema can be read: run this again",), excerpt=excerpt)


def _judged_against_live(receipt: Receipt) -> bool:
    """Whether the base is what is live, so that every migration up to it is applied."""
    known = {live.commit for live in (receipt.live, *receipt.may_be_live) if live}
    return bool(known & {receipt.event.base, receipt.commit})
