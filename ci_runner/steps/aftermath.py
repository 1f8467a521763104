"""After a deploy whose end nobody saw: the platform is asked what is live, instead of guessing from a dead command."""

import time
from dataclasses import replace

from ci_runner.context import Context
from ci_runner.model import Live, StepResult
from ci_runner.results import failed, passed
from ci_runner.shown import Sight, sight
from ci_runner.steps.printed import url

# The deploy leaves this much of the step's time for looking; the platform may need a moment to show what it did.
SECONDS = 20.0
_PAUSES = (0.0, 2.0)
# The ends of a deploy after which it may be live nevertheless.
UNSEEN = frozenset({"crashed", "time-out", "unreachable", "effect-unknown"})


def settled(context: Context, cause: StepResult, commit: str, deployment: str) -> StepResult:
    """`cause` is how the deploy ended: it passes after all where the platform shows it, has failed where it shows another, else stands."""
    if not context.cli.has("project", "show"):
        return cause
    live = context.last_live()
    # A commit that was live before proves nothing about this deploy.
    telling = "" if live and live.commit == commit else commit
    seen, address = Sight.UNTOLD, ""
    for pause in _PAUSES:
        time.sleep(pause)
        answer = context.cli.run("project", "show", seconds=max(context.seconds_left, SECONDS / 2))
        seen = sight(answer.text, telling, deployment) if answer.code == 0 else Sight.UNTOLD
        if seen is Sight.OURS:
            address = url(answer.text)
            break
    return _told(cause, seen, Live(commit, address, deployment))


def _told(cause: StepResult, seen: Sight, live: Live) -> StepResult:
    if seen is Sight.OURS:
        words = f"{live.commit[:10]} is live, as `edgespark project show` says, although {cause.sentence}"
        return replace(passed(words, reason="deployed-after-all", excerpt=cause.excerpt), live=live)
    # A request that was never answered may still have its effect: of that one it stays unknown.
    if seen is Sight.ANOTHER and cause.reason != "time-out":
        return failed("deploy-failed", f"{cause.sentence}; nothing changed: `edgespark project show` shows what was live before", excerpt=cause.excerpt)
    return cause
