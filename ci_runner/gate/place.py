"""Whether this is the event, the branch and the checkout that may go live."""

from ci_runner.context import Context
from ci_runner.model import Receipt, StepResult
from ci_runner.results import held
from ci_runner.steps import online


def refusal(context: Context, _receipt: Receipt) -> StepResult | None:
    """Only what is merged, only the default branch, only the commit that is checked out, only a project that has a name."""
    event, here = context.event, context.repo.checkout.commit
    if not event.is_trusted:
        return held(online.NOT_MERGED, f"{event.title}: only what is merged is deployed")
    if not event.default_branch:
        return held("no-default-branch", "the default branch is not known", todo=("git remote set-head origin --auto",))
    if not event.is_default_branch:
        where = f"on {event.branch}" if event.branch else "on no branch"
        return held("wrong-branch", f"{where}, and only {event.default_branch} is deployed")
    if here != event.commit:
        return held("wrong-checkout", f"{here[:10]} is checked out, not {event.commit[:10]}")
    return None if context.sandbox else _aimed_elsewhere(context)


def _aimed_elsewhere(context: Context) -> StepResult | None:
    toml, given = context.project.toml, context.environ.get("EDGESPARK_PROJECT_ID", "").strip()
    if not toml.names_a_project:
        return held("no-project-id", f"{toml.path} names no project", todo=("put the project's id there as project_id",))
    if given in {"", toml.project_id}:
        return None
    # One variable for all jobs of a monorepo would put one project's code over another's.
    words = f"EDGESPARK_PROJECT_ID names {given}, and {toml.path} names {toml.project_id}"
    return held("another-project", words, todo=("leave EDGESPARK_PROJECT_ID away, or give each project its own",))
