"""Whether the commit is the newest of its branch that this project has: queue order is not commit order."""

from ci_runner.context import Context
from ci_runner.git_repo import Unreachable
from ci_runner.model import Receipt, StepResult
from ci_runner.results import held, skipped


def refusal(context: Context, _receipt: Receipt) -> StepResult | None:
    """A later commit that touches the project does the work itself (skipped); one that does not is no reason to wait."""
    branch, commit = context.event.default_branch, context.event.commit
    try:
        tip = context.repo.remote_tip(branch)
        if tip is None:
            return _not_pushed(context)
        if tip == commit:
            return None
        context.repo.fetch(tip)
    except Unreachable as error:
        return held("tip-unknown", f"the remote cannot be asked for the tip of {branch}: {error}")
    if context.repo.is_ancestor(tip, commit):
        return _not_pushed(context)
    if not context.repo.is_ancestor(commit, tip):
        return held("rewritten-branch", f"{branch} is at {tip[:10]} by now, which does not hold {commit[:10]}: the branch was rewritten")
    later = context.repo.newest_touching(commit, tip, context.touching)
    return _superseded(context, later) if later else None


def _superseded(context: Context, later: str) -> StepResult:
    words = f"{later[:10]} on {context.event.default_branch} changes this project too"
    if context.target is None:
        return skipped("superseded", f"{words}: its own run deploys that")
    # Whoever goes back must hear that it was not done.
    return held("superseded", f"{words}, and a rollback starts at the tip", todo=("start it anew: a run that is run again keeps its old commit",))


def _not_pushed(context: Context) -> StepResult:
    branch = context.event.default_branch
    words = f"{context.event.commit[:10]} is not on the remote's {branch} yet"
    return held("not-pushed", words, todo=(f"git push origin {branch}",))
