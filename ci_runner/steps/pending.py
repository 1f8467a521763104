"""A command that says no while migrations of this change wait: expected, or a failure? Told from journal and live schema, never from text."""

from ci_runner import live_schema
from ci_runner.config import Pending
from ci_runner.context import Context
from ci_runner.edgespark_api import Unanswered
from ci_runner.edgespark_cli import Answer
from ci_runner.model import StepResult
from ci_runner.results import expected, failed
from hooks.chain import migrations
from hooks.errors import NoVerdict


def judged(context: Context, reason: str, answer: Answer) -> StepResult:
    """`expected` where the configuration asks for it and the live schema is what the journal builds up to some entry before its last; else a failure."""
    waiting = tags(context)
    if waiting and context.config.pending_migrations is Pending.EXPECTED:
        sentence = f"`{answer.shown}` says no while {len(waiting)} wait to be applied: {', '.join(waiting)}"
        return expected("pending-migrations", sentence, excerpt=answer.excerpt)
    todo = ("if it only minds pending migrations, set `run: pending-migrations: expected` in .edgespark-ci.yaml",) if waiting else ()
    return failed(reason, f"`{answer.shown}` ended with {answer.code}", todo=todo, excerpt=answer.excerpt)


def tags(context: Context) -> tuple[str, ...]:
    """The migrations of the journal that the live database does not show; none where it cannot be read or is no beginning of the chain."""
    if context.api is None:
        return ()
    try:
        applied = live_schema.applied_tags(context.project, context.api.schema_sql(context.config.environment))
    except (Unanswered, NoVerdict):
        return ()
    chain = tuple(migration.tag for migration in migrations.listed(context.project))
    return () if applied is None else chain[len(applied) :]
