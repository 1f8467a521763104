"""Let the platform have the declared buckets. New ones are made; one that would go is for a human, since its objects go with it."""

from ci_runner import live_storage
from ci_runner.config import Apply
from ci_runner.context import Context
from ci_runner.edgespark_api import Unanswered
from ci_runner.model import Receipt, StepResult
from ci_runner.results import failed, held, passed, skipped
from ci_runner.steps import gate, online
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
    there = buckets(context)
    if there is None:
        return held("cannot-verify", "which buckets the platform has cannot be told", todo=(_COMMAND, "run this again"))
    missing, surplus = sorted(storage.names - there), sorted(there - storage.names)
    if surplus:
        todo = ("declare them again, or take them away by hand: edgespark storage apply --confirm-dangerous",)
        return held("removes-buckets", f"the platform has buckets that are not declared: {', '.join(surplus)}; their objects would go with them", todo=todo)
    if not missing:
        return passed(f"the platform has what is declared: {', '.join(sorted(there))}")
    return gate.refusal(context, receipt) or _applied(context, missing)


def buckets(context: Context) -> frozenset[str] | None:
    """The names of the buckets that the platform has; None where it cannot be asked."""
    if context.api is None:
        return None
    try:
        return live_storage.names(context.api.storage_schema(context.config.environment))
    except (Unanswered, NoVerdict):
        return None


def _applied(context: Context, missing: list[str]) -> StepResult:
    words = f"buckets are missing: {', '.join(missing)}"
    if context.config.apply is Apply.NEVER:
        return held("apply-by-hand", f"{words}, and `apply: never` leaves them to you", todo=(_COMMAND,))
    if not context.cli.has("storage", "apply"):
        return held("no-storage-apply", f"{words}, and this CLI cannot apply them", todo=tuple(f"edgespark storage bucket create {name}" for name in missing))
    answer = context.cli.run("storage", "apply", seconds=context.seconds_left)
    if answer.code != 0:
        return online.trouble(answer) or failed("storage-apply-failed", f"`{answer.shown}` ended with {answer.code}", excerpt=answer.excerpt)
    there = buckets(context)
    if there is None:
        return held("cannot-verify", f"`{answer.shown}` succeeded, and whether {', '.join(missing)} are there cannot be told")
    left = [name for name in missing if name not in there]
    if left:
        return failed("not-applied", f"`{answer.shown}` claims success, but the platform lacks {', '.join(left)}", excerpt=answer.excerpt)
    return passed(f"made: {', '.join(missing)}")
