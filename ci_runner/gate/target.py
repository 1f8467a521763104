"""Whether a rollback may go to the commit that it names: one that lies behind the tip and was live once."""

from ci_runner.context import Context
from ci_runner.github import deployments
from ci_runner.github.client import Refused
from ci_runner.model import Receipt, StepResult
from ci_runner.results import held


def refusal(context: Context, _receipt: Receipt) -> StepResult | None:
    """Hold a commit that is unknown, lies elsewhere, is live already, or of which nothing shows that it ever was."""
    target = context.target
    if target is None:
        return None
    live = context.last_live()
    if not context.repo.is_ancestor(target.commit, context.event.commit):
        return held("not-in-history", f"{target.commit[:10]} is no commit of {context.event.branch}")
    if live and live.commit == target.commit:
        return held("already-live", f"{target.commit[:10]} is what is live, as {live.told_by} says")
    return None if _was_live(context, target.commit) else held("never-live", f"nothing shows that {target.commit[:10]} was ever live")


def _was_live(context: Context, commit: str) -> bool:
    if commit in context.known_live:
        return True
    if context.github is None:
        return False
    try:
        return deployments.was_live(context.github, context.config.environment, context.root, commit)
    except Refused:
        return False
