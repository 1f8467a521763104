"""Whether what lies here is still what this run checked."""

from ci_runner import judged_digests
from ci_runner.context import Context
from ci_runner.model import Receipt, StepResult
from ci_runner.results import held

_SHOWN = 5


def refusal(context: Context, receipt: Receipt) -> StepResult | None:
    """The files must be the commit's, and every digest that of this run's own checks."""
    if receipt.staged is not None:
        return None  # what a promotion takes lies on the platform, and the deploy that brought it there has rewritten generated files here
    changed = judged_digests.changed(context)
    if changed:
        files = ", ".join(changed[:_SHOWN]) + (", …" if len(changed) > _SHOWN else "")
        return held("uncommitted-changes", f"the checkout is not the commit: {files}", todo=("commit, stash or remove them",))
    if context.target is not None:
        return None  # what a rollback deploys was checked when it went live
    if receipt.digests is None:
        return held("not-checked", "this run has not checked anything")
    differing = receipt.digests.differing(judged_digests.taken(context))
    return held("changed-since-checked", f"not what was checked any more: {', '.join(differing)}") if differing else None
