"""Before a rollback: whether the earlier code still fits the database and the buckets, which no rollback takes back."""

from collections.abc import Iterator

from ci_runner import fit, live_storage
from ci_runner.context import Context, Target
from ci_runner.edgespark_api import EdgesparkApi, Unanswered
from ci_runner.gate import overriding
from ci_runner.model import Receipt, StepResult
from ci_runner.results import held, passed
from hooks.errors import NoVerdict

_SHOWN = 3


def act(context: Context, receipt: Receipt) -> StepResult:
    """Compare what the earlier commit needs with the live schema and buckets; changes nothing."""
    target = context.demanded_target
    if context.api is None:
        return held("cannot-verify", "the live schema cannot be read without a key: whether the earlier code fits it cannot be told")
    try:
        misfits = tuple(_misfits(context, context.api))
    except (Unanswered, NoVerdict) as error:
        return held("cannot-verify", f"whether {target.commit[:10]} fits what is live cannot be told: {error}")
    if not misfits:
        return passed(f"{target.commit[:10]} finds everything it needs in the live database")
    return _unfit(context, receipt, target, misfits)


def _misfits(context: Context, api: EdgesparkApi) -> Iterator[str]:
    """What the earlier code misses, in words. Raises Unanswered, NoVerdict."""
    environment, storage = context.config.environment, context.code.storage
    yield from fit.misfits(context.code, api.schema_sql(environment))
    if storage is not None and storage.names:
        yield from (f'bucket "{name}" is gone' for name in sorted(storage.names - live_storage.names(api.storage_schema(environment))))


def _unfit(context: Context, receipt: Receipt, target: Target, misfits: tuple[str, ...]) -> StepResult:
    words = f"{target.commit[:10]} does not fit what is live: {'; '.join(misfits[:_SHOWN])}{'; …' if len(misfits) > _SHOWN else ''}"
    found = held("does-not-fit", words, todo=("repair forward: a new commit with a new migration",), excerpt="\n".join(misfits))
    if not overriding.sets_aside(context, found):
        return found
    going_on = passed("the earlier code is deployed all the same", reason=found.reason, excerpt=found.excerpt)
    return overriding.recorded(context, receipt, going_on, (found,))
