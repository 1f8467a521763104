"""May this commit go live? Changes nothing: it passes or holds, each refusal with its own reason."""

from ci_runner import judged_digests
from ci_runner.context import Context
from ci_runner.git_repo import Unreachable
from ci_runner.model import Receipt, StepResult
from ci_runner.results import held, passed, skipped
from ci_runner.steps import online


def act(context: Context, receipt: Receipt) -> StepResult:
    """Hold for the first reason there is."""
    event, toml = context.event, context.project.toml
    lent = "" if toml.names_a_project else f"; {toml.path} has no project id yet: the sandbox lends one"
    return refusal(context, receipt) or passed(f"{event.commit[:10]} is the tip of {event.branch}, and what was checked lies here unchanged{lent}")


def refusal(context: Context, receipt: Receipt) -> StepResult | None:
    """Why nothing may be deployed now; None where it may. Asked again before each irreversible step."""
    return _wrong_place(context) or online.refusal(context) or _changed(context, receipt) or _not_the_tip(context) or _older_than_live(context)


def _wrong_place(context: Context) -> StepResult | None:
    event, here = context.event, context.repo.checkout.commit
    if not event.is_trusted:
        return held(online.NOT_MERGED, f"{event.title}: only what is merged is deployed")
    if not event.default_branch:
        return held("no-default-branch", "the default branch is not known", todo=("git remote set-head origin --auto",))
    if not event.is_default_branch:
        where = f"on {event.branch}" if event.branch else "at a detached HEAD"
        return held("wrong-branch", f"{where}, and only {event.default_branch} is deployed")
    if here != event.commit:
        return held("wrong-checkout", f"{here[:10]} is checked out, not {event.commit[:10]}")
    if not context.sandbox and not context.project.toml.names_a_project:
        return held("no-project-id", f"{context.project.toml.path} names no project", todo=("put the project's id there as project_id",))
    return None


def _changed(context: Context, receipt: Receipt) -> StepResult | None:
    changed = judged_digests.changed(context)
    if changed:
        files = ", ".join(changed[:5]) + (", …" if len(changed) > 5 else "")  # noqa: PLR2004 - enough to see what it is about
        return held("uncommitted-changes", f"the checkout is not the commit: {files}", todo=("commit, stash or remove them",))
    if receipt.digests is None:
        return held("not-checked", "this run has not checked anything")
    differing = receipt.digests.differing(judged_digests.taken(context))
    return held("changed-since-checked", f"not what was checked any more: {', '.join(differing)}") if differing else None


def _not_the_tip(context: Context) -> StepResult | None:
    event = context.event
    try:
        tip = context.repo.remote_tip(event.default_branch)
    except Unreachable as error:
        return held("tip-unknown", f"the remote cannot be asked for the tip of {event.default_branch}: {error}")
    if tip is None:
        return held("not-pushed", f"the remote has no branch {event.default_branch}", todo=(f"git push origin {event.default_branch}",))
    if tip == event.commit:
        return None
    if context.repo.commit(tip) and context.repo.is_ancestor(tip, event.commit):
        return held("not-pushed", f"{event.commit[:10]} is not on the remote's {event.default_branch} yet", todo=(f"git push origin {event.default_branch}",))
    return skipped("superseded", f"{event.default_branch} is at {tip[:10]} by now: its own run deploys that")


def _older_than_live(context: Context) -> StepResult | None:
    live = context.last_live()
    if live is None or live.commit == context.event.commit or context.repo.commit(live.commit) is None:
        return None
    if not context.repo.is_ancestor(live.commit, context.event.commit):
        return held("older-than-live", f"{live.commit[:10]} is live, and {context.event.commit[:10]} does not hold it")
    return None
