"""Put an earlier commit live again, from a worktree of its own; the checkout stays at the tip."""

from ci_runner import build
from ci_runner.context import Context
from ci_runner.model import Receipt, StepResult
from ci_runner.steps import deploy, gate


def act(context: Context, receipt: Receipt) -> StepResult:
    """Ask the gate once more, then deploy the earlier commit, once; the receipt keeps why, as a pin that later deploys respect."""
    return gate.guarded(context, receipt, lambda: _put_back(context, receipt))


def _put_back(context: Context, receipt: Receipt) -> StepResult:
    with context.repo.throw_away_worktree(context.demanded_target.commit) as worktree:
        prepared = build.installed_as_locked(context, worktree)
        return prepared or deploy.carried_out(context, receipt, context.config.environment, beside=worktree)
