"""Whether the commit may follow what is live: never an older one over a newer, and nothing over what somebody pinned."""

from ci_runner.context import Context
from ci_runner.model import Live, Receipt, StepResult
from ci_runner.results import held

_FETCH = ("set `fetch-depth: 0` on actions/checkout",)


def refusal(context: Context, _receipt: Receipt) -> StepResult | None:
    """Hold an ancestor or a stranger of what is live, and every deploy while a rollback pins the project."""
    live = context.last_live()
    return None if live is None or context.target is not None else _refusal(context, live)


def _refusal(context: Context, live: Live) -> StepResult | None:
    if live.pinned and not context.permits.resume:
        todo = ('resume on purpose: edgespark-ci deploy --resume "why"',)
        return held("pinned", f"{live.commit[:10]} is live by a rollback and pinned there: {live.pinned}", todo=todo)
    if live.pinned or live.commit == context.event.commit:
        return None
    if context.repo.commit(live.commit) is None:
        if context.sandbox:
            return None  # each rehearsal is a repository of its own
        return held("live-unknown-here", f"{live.commit[:10]} is live, and this clone does not have it: whether it is older cannot be told", todo=_FETCH)
    if not context.repo.is_ancestor(live.commit, context.event.commit):
        return held("older-than-live", f"{live.commit[:10]} is live, and {context.event.commit[:10]} does not hold it")
    return None
