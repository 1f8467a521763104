"""After a deploy whose end nobody saw: the platform is asked what is live, instead of guessing from a dead command."""

import time
from collections.abc import Sequence
from dataclasses import replace

from ci_runner.context import Context
from ci_runner.model import Live, StepResult, Told
from ci_runner.results import passed
from ci_runner.shown import Sight, sight
from ci_runner.steps.printed import url

# The command leaves this much of the step's time for looking; the platform may need a moment to show what it did.
SECONDS = 20.0
PAUSES = (0.0, 2.0)
# The ends of a command after which it may have done its work nevertheless.
UNSEEN = frozenset({"crashed", "time-out", "unreachable", "effect-unknown", "another-deploy"})


def seconds_before(context: Context) -> float:
    """How long a command may take behind which the platform may have to be asked."""
    return max(context.seconds_left - SECONDS, context.seconds_left / 2)


def left_open(cause: StepResult, seen: str) -> StepResult:
    """The cause with what was seen afterwards, under a reason that does not say what it did."""
    reason = cause.reason if cause.reason in UNSEEN else "effect-unknown"
    return replace(cause, reason=reason, sentence=f"{cause.sentence}; {seen}")


def settled(context: Context, cause: StepResult, going: Live, before: Told) -> StepResult:
    """`cause` is how the deploy ended: it passes after all where the platform shows it, else stands. `before` is what was live when it began."""
    if not context.cli.has("project", "show"):
        return cause
    # A commit that may have been live before proves nothing about this deploy.
    telling = "" if any(live.commit == going.commit for live in before.candidates) else going.commit
    seen, address = Sight.UNTOLD, ""
    for pause in PAUSES if cause.reason in UNSEEN else PAUSES[:1]:
        time.sleep(pause)
        seen, address = _looked(context, telling, going.deployment)
        if seen is Sight.OURS:
            break
    return _told(cause, seen, replace(going, url=address))


def shown(context: Context, perhaps: Sequence[Live]) -> Live | None:
    """The newest of the deploys whose end nobody saw, where the platform shows that it is live."""
    if not perhaps or not context.cli.has("project", "show"):
        return None
    seen, address = _looked(context, perhaps[0].commit, perhaps[0].deployment)
    return replace(perhaps[0], url=address, told_by="`edgespark project show`") if seen is Sight.OURS else None


def _looked(context: Context, commit: str, deployment: str) -> tuple[Sight, str]:
    answer = context.cli.run("project", "show", seconds=max(context.seconds_left, SECONDS / 2))
    return (sight(answer.text, commit, deployment), url(answer.text)) if answer.code == 0 else (Sight.UNTOLD, "")


def _told(cause: StepResult, seen: Sight, live: Live) -> StepResult:
    if seen is Sight.OURS:
        words = f"{live.commit[:10]} is live, as `edgespark project show` says, although {cause.sentence}"
        return replace(passed(words, reason="deployed-after-all", excerpt=cause.excerpt), live=live)
    if seen is Sight.ANOTHER:
        # No proof: a platform that has the bundle may still be at work.
        return replace(cause, sentence=f"{cause.sentence}; so far `edgespark project show` shows what was live before")
    return cause
