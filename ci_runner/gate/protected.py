"""Whether the environment is as protected as the configuration demands: asked of GitHub, and held where the answer does not come."""

from ci_runner.context import Context
from ci_runner.gate import entered
from ci_runner.github import environments
from ci_runner.github.client import Refused
from ci_runner.model import Receipt, StepResult
from ci_runner.results import held


def refusal(context: Context, _receipt: Receipt) -> StepResult | None:
    """Nothing is demanded until `run: protection:` says so."""
    demanded, name = context.config.protection, context.config.environment
    if not demanded:
        return None
    if context.github is None:
        return held("protection-unknown", f"`protection` is demanded, and nobody can be asked about the environment {name}: no GITHUB_TOKEN here")
    try:
        found = environments.protection(context.github, name, context.event.default_branch)
        is_inside = entered.inside(context)
    except Refused as error:
        return held("protection-unknown", f"how the environment {name} is protected cannot be told: {error}")
    missing = [demand.value for demand in demanded if not getattr(found, demand.value)]
    if missing:
        todo = (f"Settings → Environments → {name}: require reviewers, and limit the branches that may deploy",)
        return held("unprotected", f"the environment {name} does not demand: {', '.join(missing)}", todo=todo)
    return None if is_inside else held("unprotected", entered.words(context), todo=entered.TODO)
