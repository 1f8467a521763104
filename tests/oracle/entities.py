"""Pairs judged twice in the terms of drizzle-kit 1.x: our verdict beside its own."""

from collections.abc import Iterator

from hooks.errors import NoVerdict
from hooks.schema_diff import Change
from hooks.schema_diff.entities import differences
from hooks.sources.schema import Schema
from tests.oracle.judge import Judgement, Ours, declared, unequal
from tests.oracle.pairs import Pair
from tests.oracle.worker import Verdict

NOTHING = Schema({}, {})


def judged(pair: Pair, verdict: Verdict) -> Judgement:
    """Our verdict from our own reading of both schemas, beside drizzle-kit's."""
    before = declared(pair.before, entities=True)
    if verdict.before is None:
        return _of_refused(pair, verdict, before)
    after = declared(pair.after, entities=True)
    if verdict.after is None:
        return _of_refused(pair, verdict, after)
    if before.schema is None or after.schema is None:
        return Judgement(pair, verdict.label, "undecided", undecided=before.problem or after.problem)
    try:
        changes = differences(verdict.before, after.schema)
    except NoVerdict as reason:
        return Judgement(pair, verdict.label, "undecided", undecided=reason.message)
    misses = (*unequal(verdict.before, before.schema), *unequal(verdict.after, after.schema), *compared(verdict, changes))
    return Judgement(pair, verdict.label, "differs" if changes else "same", misses)


def _of_refused(pair: Pair, verdict: Verdict, ours: Ours) -> Judgement:
    """Where drizzle-kit stops, a verdict of ours is wrong."""
    misses = () if ours.schema is None else (f"drizzle-kit refuses ({verdict.refuses}), and we do not",)
    return Judgement(pair, "refuses", "refuses" if ours.schema is None else "a verdict", misses)


def compared(verdict: Verdict, changes: tuple[Change, ...]) -> Iterator[str]:
    """Where our comparison gives another answer than drizzle-kit's."""
    if bool(changes) != (verdict.label == "differs"):
        yield f"verdict: drizzle-kit says {verdict.label}, we find {[change.sentence for change in changes]}"
    parts = {change.table for change in changes}
    if parts != verdict.parts:
        yield f"parts: only drizzle-kit {sorted(verdict.parts - parts)}, only we {sorted(parts - verdict.parts)}"
    if any(change.may_be_rename for change in changes) != verdict.ambiguous:
        yield f"rename: drizzle-kit would {'' if verdict.ambiguous else 'not '}ask"
