"""A command that says no while a part of this change waits to be applied: expected, or a failure? Told from what is declared and live, never from text."""

from collections.abc import Iterator

from ci_runner import live_schema
from ci_runner.config import Pending
from ci_runner.context import Context
from ci_runner.edgespark_api import Unanswered
from ci_runner.edgespark_cli import Answer
from ci_runner.model import StepResult
from ci_runner.results import expected, failed
from ci_runner.steps import auth, storage
from hooks.chain import migrations
from hooks.errors import NoVerdict


def judged(context: Context, reason: str, answer: Answer) -> StepResult:
    """`expected` where the configuration asks for it and something of this change is not applied yet; else a failure."""
    waiting = tuple(_waiting(context))
    if waiting and context.config.pending is Pending.EXPECTED:
        return expected("pending", f"`{answer.shown}` says no while this waits to be applied: {', '.join(waiting)}", excerpt=answer.excerpt)
    todo = ("if it only minds what waits to be applied, set `run: pending: expected` in .edgespark-ci.yaml",) if waiting else ()
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


def _waiting(context: Context) -> Iterator[str]:
    yield from tags(context)
    there = storage.buckets(context)
    if there is not None and context.project.storage is not None:
        yield from sorted(context.project.storage.names ^ there)
    if auth.changed(context):
        yield "auth-config.yaml"
