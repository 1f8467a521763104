"""Break-glass: one refusal by its reason, set aside with a word why, from a manual dispatch inside the environment and nowhere else."""

from ci_runner.context import Context
from ci_runner.event import Kind
from ci_runner.github import deployments
from ci_runner.github.client import Refused
from ci_runner.model import StepResult
from ci_runner.results import held

# What protects production from a moment's haste. Whose code it is, whether it was checked, the key and lost data are never set aside.
REASONS = (
    "tip-unknown",
    "rewritten-branch",
    "older-than-live",
    "live-unknown-here",
    "pinned",
    "unprotected",
    "protection-unknown",
    "never-live",
    "does-not-fit",
)


def refusal(context: Context) -> StepResult | None:
    """Why the override that was asked for is not one; None where it stands, or where none was asked for."""
    asked = context.permits.override
    if asked is None:
        return None
    if context.event.kind is not Kind.WORKFLOW_DISPATCH:
        return held("override-refused", f"an override is for a manual run (workflow_dispatch), and this is a {context.event.title}")
    if context.sandbox or _inside_environment(context):
        return None
    words = f"nothing shows that this job runs inside the environment {context.config.environment}"
    return held("override-refused", words, todo=("give the job `environment:` and `permissions: deployments: read`",))


def sets_aside(context: Context, found: StepResult) -> bool:
    """Whether the override, which `refusal` has let through, is about this refusal."""
    asked = context.permits.override
    return asked is not None and asked.reason == found.reason and found.reason in REASONS


def _inside_environment(context: Context) -> bool:
    event, name = context.event, context.config.environment
    if event.environment:
        return event.environment == name
    if context.github is None or not event.run_id:
        return False
    try:
        return deployments.belongs_to_run(context.github, event.commit, name, event.run_id)
    except Refused:
        return False
