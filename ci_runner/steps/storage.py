"""Let the platform have the declared buckets. New ones are made; one that would go is for a human, since its objects go with it."""

from dataclasses import replace

from ci_runner import live_storage
from ci_runner.config import Apply
from ci_runner.context import Context
from ci_runner.edgespark_api import Unanswered
from ci_runner.model import Outcome, Receipt, StepResult
from ci_runner.results import failed, held, passed, skipped
from ci_runner.steps import aftermath, gate, online
from hooks.errors import NoVerdict

_COMMAND = "edgespark storage apply"


def act(context: Context, receipt: Receipt) -> StepResult:
    """Compare with what is there, apply what is missing, and look again."""
    storage = context.project.storage
    if storage is None or not (storage.buckets or storage.unreadable):
        return skipped("no-buckets", "no buckets are declared")
    if storage.unreadable:
        place = storage.unreadable[0]
        return held("unreadable-buckets", f"{place.location}: {place.what}: which buckets are declared cannot be told")
    for environment in context.stops:
        result = _compared(context, receipt, storage.names, environment)
        if result.outcome.stops_the_run:
            break
    return result


def _compared(context: Context, receipt: Receipt, declared: frozenset[str], environment: str) -> StepResult:
    there = buckets(context, environment)
    if there is None:
        return held("cannot-verify", f"which buckets {environment} has cannot be told", todo=("run this again: it asks anew",))
    missing, surplus = sorted(declared - there), sorted(there - declared)
    if surplus:
        todo = ("declare them again, or take them away by hand: edgespark storage apply --confirm-dangerous",)
        return held("removes-buckets", f"{environment} has buckets that are not declared: {', '.join(surplus)}; their objects would go with them", todo=todo)
    if not missing:
        return passed(f"the platform has what is declared: {', '.join(sorted(there))}")
    return gate.guarded(context, receipt, lambda: _applied(context, missing, environment))


def buckets(context: Context, environment: str) -> frozenset[str] | None:
    """The names of the buckets that the environment has; None where it cannot be asked."""
    if context.api is None:
        return None
    try:
        return live_storage.names(context.api.storage_schema(environment))
    except (Unanswered, NoVerdict):
        return None


def _applied(context: Context, missing: list[str], environment: str) -> StepResult:
    words = f"buckets are missing in {environment}: {', '.join(missing)}"
    if context.config.apply is Apply.NEVER:
        return held("apply-by-hand", f"{words}, and `apply: never` leaves them to you", todo=(_COMMAND,))
    if not context.cli.has("storage", "apply"):
        todo = tuple(f'edgespark storage bucket create {name} "what it is for" --environment {environment}' for name in missing)
        return held("no-storage-apply", f"{words}, and this CLI cannot apply them", todo=todo)
    answer = context.cli.run("storage", "apply", seconds=aftermath.seconds_before(context))
    if answer.code != 0:
        cause = online.trouble(answer) or failed("storage-apply-failed", f"`{answer.shown}` ended with {answer.code}", excerpt=answer.excerpt)
        return _settled(context, cause, missing, environment) if cause.outcome is Outcome.FAILED else cause
    there = buckets(context, environment)
    if there is None:
        return held("unproven", f"`{answer.shown}` claims success, and whether {', '.join(missing)} are there cannot be told")
    left = [name for name in missing if name not in there]
    if left:
        return failed("not-applied", f"`{answer.shown}` claims success, but the platform lacks {', '.join(left)}", excerpt=answer.excerpt)
    return passed(f"made: {', '.join(missing)}")


def _settled(context: Context, cause: StepResult, missing: list[str], environment: str) -> StepResult:
    """`cause` is how the command failed: it passes after all where every bucket is there."""
    there = buckets(context, environment)
    if there is None:
        return aftermath.left_open(cause, f"whether {', '.join(missing)} are there cannot be told")
    left = [name for name in missing if name not in there]
    if not left:
        return passed(f"made: {', '.join(missing)}, although {cause.sentence}", reason="applied-after-all", excerpt=cause.excerpt)
    words = f"the platform lacks {', '.join(left)}"
    if cause.reason in aftermath.UNSEEN:
        return aftermath.left_open(cause, f"so far {words}")
    return replace(cause, sentence=f"{cause.sentence}; {words}")
