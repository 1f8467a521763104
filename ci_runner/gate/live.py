"""Whether the commit may follow what is live: never an older one over a newer, and nothing over what somebody pinned."""

from ci_runner.context import Context
from ci_runner.model import Live, Receipt, StepResult, Told
from ci_runner.results import held, skipped

_FETCH = ("set `fetch-depth: 0` on actions/checkout",)


def pinned(context: Context, receipt: Receipt) -> StepResult | None:
    """Hold every deploy while a rollback pins the project, until somebody resumes by hand: a workflow that always did so would know no pin."""
    live = next((live for live in _told(context, receipt).candidates if live.pinned), None)
    if live is None or context.target is not None or (context.permits.resume and context.event.is_by_hand):
        return None
    why = f"; --resume is for a manual run, and this is a {context.event.title}" if context.permits.resume else ""
    todo = ('resume on purpose: edgespark-ci deploy --resume "why"',)
    return held("pinned", f"{live.commit[:10]} is live by a rollback and pinned there: {live.pinned}{why}", todo=todo)


def refusal(context: Context, receipt: Receipt) -> StepResult | None:
    """Hold an ancestor or a stranger of all that may be live."""
    if context.target is not None:
        return None
    told = _told(context, receipt)
    if told.passes and not told.candidates:
        return held("live-unknown", f"what is live cannot be told just now: {told.trouble}", todo=("run this again: it is asked anew",))
    return next((found for found in (_refusal(context, live, is_sure=told.live is not None) for live in told.candidates) if found), None)


def _told(context: Context, receipt: Receipt) -> Told:
    """What is live now; where nobody answers any more, what this run was told at its start."""
    told = context.told()
    return told if told.candidates or not told.trouble else Told(receipt.live, receipt.may_be_live, told.trouble, passes=told.passes)


def _refusal(context: Context, live: Live, *, is_sure: bool) -> StepResult | None:
    shown, repo = live.commit[:10], context.repo
    if repo.commit(live.commit) is None:
        if context.sandbox:
            return None  # each rehearsal is a repository of its own
        todo = _FETCH if repo.is_shallow else _by_hand("live-unknown-here")
        words = f"{shown} {'is' if is_sure else 'may be'} live, and this clone does not have it: whether it is older cannot be told"
        return held("live-unknown-here", words, todo=todo)
    return None if repo.is_ancestor(live.commit, context.event.commit) else _not_held(context, live.commit, is_sure=is_sure)


def _not_held(context: Context, live: str, *, is_sure: bool) -> StepResult:
    """What it means that the commit does not hold what is live, as far as this clone shows."""
    commit, repo = context.event.commit, context.repo
    is_behind = repo.is_ancestor(commit, live)
    if not is_behind and repo.is_shallow:
        return held("live-unknown-here", f"{live[:10]} is live, and this shallow clone does not show whether {commit[:10]} holds it", todo=_FETCH)
    if not is_sure:
        words = f"{live[:10]} may be live: nobody saw the end of a deploy; and {commit[:10]} does not hold it"
        return held("live-uncertain", words, todo=("run the deploy of that commit again, or of one that holds it",))
    if is_behind and not repo.differs(commit, live, context.touching):
        return skipped("superseded", f"{live[:10]} is live, is newer and holds the same of this project: there is nothing to deploy")
    todo = ("deploy a commit that holds it", *_by_hand("older-than-live"))
    return held("older-than-live", f"{live[:10]} is live, and {commit[:10]} does not hold it", todo=todo)


def _by_hand(reason: str) -> tuple[str, ...]:
    return (f"where the branch was rewritten on purpose, from a manual run: edgespark-ci deploy --override '{reason}: WHY'",)
