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
    return _never_live(context, target.commit)


def _never_live(context: Context, commit: str) -> StepResult | None:
    if commit in context.known_live:
        return None
    words = f"nothing shows that {commit[:10]} was ever live"
    if context.github is None:
        return held("never-live", words, todo=("give the receipt of the run that put it live: --proof FILE",))
    try:
        was_live = deployments.was_live(context.github, context.config.environment, context.root, commit)
    except Refused as error:
        return held("never-live", f"{words}: {error}")
    return None if was_live else held("never-live", words)
