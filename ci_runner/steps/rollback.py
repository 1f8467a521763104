"""Put an earlier commit live again, from a worktree of its own; the checkout stays at the tip."""

from dataclasses import replace

from ci_runner import build
from ci_runner.context import Context
from ci_runner.model import Receipt, StepResult
from ci_runner.steps import deploy, gate


def act(context: Context, receipt: Receipt) -> StepResult:
    """Ask the gate once more, then deploy the earlier commit, once; the receipt keeps why, as a pin that later deploys respect."""
    refusal = gate.refusal(context, receipt)
    if refusal is not None:
        return refusal
    target = context.demanded_target
    with context.repo.throw_away_worktree(target.commit) as worktree:
        prepared = build.installed_as_locked(context, worktree)
        if prepared is not None:
            return prepared
        result = deploy.carried_out(context, target.commit, context.config.environment, beside=worktree)
    return replace(result, live=replace(result.live, pinned=target.why)) if result.live else result
