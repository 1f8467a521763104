"""Whether the code of an earlier commit can work on the database as it is now: what that commit's migrations built must still be there."""

from collections.abc import Iterator

from ci_runner import live_schema
from hooks.project import Project
from hooks.schema_diff import Action
from hooks.schema_diff.change import Change, Thing
from hooks.schema_diff.compare import compared
from hooks.schema_diff.sentences import named
from hooks.sources.schema import Column, Index


def misfits(earlier: Project, live_sql: str) -> tuple[str, ...]:
    """What the earlier code misses in the live database, or cannot satisfy there, in words. Raises NoVerdict where either cannot be built."""
    return tuple(_misfits(compared(live_schema.live(earlier, live_sql), live_schema.built(earlier))))


def _misfits(changes: tuple[Change, ...]) -> Iterator[str]:
    for change in changes:
        what = named(change.thing, change.table, change.name)
        if change.action is Action.ADD:
            yield f"{what} is gone"
        elif change.action is Action.ALTER:
            yield f"{what} is another by now"
        elif _demands(change):
            yield f"{what} came later, and the earlier code does not satisfy it"


def _demands(change: Change) -> bool:
    """Whether something that only the live database has can refuse a row that the earlier code writes."""
    old = change.old
    if isinstance(old, Column):
        return old.not_null and old.default is None and old.generated is None
    if isinstance(old, Index):
        return old.unique
    return change.thing in {Thing.FOREIGN_KEY, Thing.CHECK, Thing.PRIMARY_KEY}
