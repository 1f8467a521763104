"""Which migrations a live database holds, told by its schema: a command that claims success is not believed, nor is one that says it failed.

A migration is one batch on D1: all of it or nothing, so a schema that shows a part of one shows the whole.
"""

import time
from dataclasses import replace
from posixpath import relpath

from ci_runner import live_schema
from ci_runner.context import Context
from ci_runner.edgespark_api import Unanswered
from ci_runner.edgespark_cli import Answer
from ci_runner.live_schema import Standing
from ci_runner.model import Applied, StepResult
from ci_runner.results import failed, held, passed
from ci_runner.steps import aftermath, online
from hooks.chain import migrations
from hooks.errors import NoVerdict

_SHOWN = 3
_ONCE = (0.0,)


def standing(context: Context, environment: str, pauses: tuple[float, ...] = _ONCE) -> Standing:
    """How far the environment's database has come, asked after each pause until it holds everything. Raises Unanswered, NoVerdict."""
    if context.api is None:
        raise Unanswered("there is no key here to read the live schema with")
    later = pauses[1:]
    time.sleep(pauses[0])
    try:
        found = live_schema.standing(context.project, context.api.schema_sql(environment, max(context.seconds_left, aftermath.SECONDS) / 2))
    except Unanswered:
        if not later:
            raise
        return standing(context, environment, later)
    return standing(context, environment, later) if later and not found.is_complete else found


def required(context: Context, environment: str, done: str, *, not_applied: str) -> StepResult:
    """Hold where somebody else has to apply them first."""
    if context.api is None:
        return _by_command(context, done, reason="cannot-verify")
    try:
        found = standing(context, environment)
    except (Unanswered, NoVerdict) as error:
        return held("cannot-verify", f"whether they are applied cannot be told: {error}", todo=("run this again: it asks anew",))
    if found.is_complete:
        return _proven(context, environment, found, done)
    if not found.tags:
        return _drifted("cannot-verify", f"in {environment} {_far(found)}", found)
    result = held(not_applied, f"in {environment} {_far(found)}", todo=_by_hand(context, environment, found), excerpt="\n".join(found.differences))
    return _known(context, environment, found, result)


def _by_hand(context: Context, environment: str, found: Standing) -> tuple[str, ...]:
    """How somebody applies them: 0.0.9 runs SQL and nothing more."""
    if not context.cli.is_observed:
        return ("edgespark db migrate", "run this again")
    files = (relpath(migrations.sql_path(context.project, tag), context.project.server) for tag in found.missing[:_SHOWN])
    return (*(f'edgespark db sql "$(cat {file})" --environment {environment} --no-pull' for file in files), "run this again")


def after_success(context: Context, answer: Answer) -> StepResult:
    """What `db migrate` came to that ended with 0. Without a key `db check` has to agree."""
    environment, done = context.config.environment, "migrations are applied"
    if context.api is None:
        return _by_command(context, done, reason="unproven")
    try:
        found = standing(context, environment, aftermath.PAUSES)
    except (Unanswered, NoVerdict) as error:
        return held("unproven", f"`{answer.shown}` claims success, and nothing proves it: {error}", todo=("run this again: it asks anew",))
    if found.is_complete:
        return _proven(context, environment, found, done)
    if not found.tags:
        return _drifted("unproven", f"`{answer.shown}` claims success, and nothing proves it: {_far(found)}", found)
    result = failed("not-applied", f"`{answer.shown}` claims success, but {_far(found)}", excerpt="\n".join(found.differences))
    return _known(context, environment, found, result)


def _drifted(reason: str, words: str, found: Standing) -> StepResult:
    """Somebody changed the live schema past the migrations: how far they have come cannot be told before that is settled."""
    todo = ("write a migration for what was made by hand, or take it away", "run this again")
    return held(reason, words, todo=todo, excerpt="\n".join(found.differences))


def after_failure(context: Context, cause: StepResult) -> StepResult:
    """`cause` is how `db migrate` ended: it passes after all where everything is applied, and where it said itself that it failed, it did."""
    environment, unseen = context.config.environment, cause.reason in aftermath.UNSEEN
    try:
        found = standing(context, environment, aftermath.PAUSES if unseen else _ONCE)
    except (Unanswered, NoVerdict) as error:
        return aftermath.left_open(cause, f"what is applied cannot be told: {error}")
    if found.is_complete and found.is_known:
        words = f"migrations are applied, although {cause.sentence}"
        return replace(_proven(context, environment, found, words), reason="applied-after-all", excerpt=cause.excerpt)
    seen = f"{'so far ' if unseen else ''}{_far(found)}"
    # Behind an end that nobody saw the platform may still be at work.
    is_open = unseen or not found.is_known
    return _known(context, environment, found, aftermath.left_open(cause, seen) if is_open else replace(cause, sentence=f"{cause.sentence}; {seen}"))


def _proven(context: Context, environment: str, found: Standing, done: str) -> StepResult:
    words = f"{len(found.tags)} {done}: the live schema is what they build"
    if not found.silent:
        return _known(context, environment, found, passed(words))
    words = f"{words}, and of {_some(found.silent)} a schema shows nothing"
    return _known(context, environment, found, passed(words, reason="partly-proven"))


def _known(context: Context, environment: str, found: Standing, result: StepResult) -> StepResult:
    """The result with what is proven of the database that serves users."""
    if environment != context.config.environment or not found.tags:
        return result
    return replace(result, applied=Applied(context.event.commit, found.applied))


def _far(found: Standing) -> str:
    """How far it has come, in words."""
    if not found.tags:
        return f"the live schema is that of no migration: {_some(found.differences, '; ')}"
    words = [f"the live schema shows {len(found.applied)} of {len(found.tags)} migrations"]
    words += [f"not applied: {_some(found.missing)}"] if found.missing else []
    words += [f"whether {_some(found.silent)} is applied no schema shows"] if found.silent else []
    return "; ".join(words)


def _some(names: tuple[str, ...], between: str = ", ") -> str:
    return between.join(names[:_SHOWN]) + (f"{between}…" if len(names) > _SHOWN else "")


def _by_command(context: Context, done: str, *, reason: str) -> StepResult:
    if not context.cli.has("db", "check"):
        return held(reason, "neither a key nor `db check` is here to tell whether the migrations are applied")
    answer = context.cli.run("db", "check", seconds=context.seconds_left)
    if answer.code == 0:
        tags = tuple(migration.tag for migration in migrations.listed(context.project))
        return replace(passed(f"{len(tags)} {done}, says `db check`"), applied=Applied(context.event.commit, tags))
    return online.trouble(answer) or held(reason, f"`{answer.shown}` ended with {answer.code} afterwards", excerpt=answer.excerpt)
