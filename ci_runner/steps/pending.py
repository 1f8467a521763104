"""A command that says no while a part of this change waits to be applied: expected, or a failure? Told from what is declared and live, never from text."""

from collections.abc import Iterator

from ci_runner.config import Pending
from ci_runner.context import Context
from ci_runner.edgespark_api import Unanswered
from ci_runner.edgespark_cli import Answer
from ci_runner.model import Receipt, StepResult
from ci_runner.results import expected, failed
from ci_runner.steps import auth, proof, storage
from hooks.chain import migrations
from hooks.errors import NoVerdict


def judged(context: Context, receipt: Receipt, reason: str, answer: Answer) -> StepResult:
    """`expected` where the configuration asks for it and something of this change is not applied yet; else a failure."""
    waiting = tuple(_waiting(context, receipt))
    if waiting and context.config.pending is Pending.EXPECTED:
        return expected("pending", f"`{answer.shown}` says no while this waits to be applied: {', '.join(waiting)}", excerpt=answer.excerpt)
    todo = ("if it only minds what waits to be applied, set `run: pending: expected` in .edgespark-ci.yaml",) if waiting else ()
    return failed(reason, f"`{answer.shown}` ended with {answer.code}", todo=todo, excerpt=answer.excerpt)


def _waiting(context: Context, receipt: Receipt) -> Iterator[str]:
    yield from _migrations(context, receipt)
    there = storage.buckets(context, context.config.first_stop)
    if there is not None and context.project.storage is not None:
        yield from sorted(context.project.storage.names ^ there)
    if auth.changed(context):
        yield "auth-config.yaml"


def _migrations(context: Context, receipt: Receipt) -> Iterator[str]:
    """Those that the database lacks, and until this run has migrated the new ones that no schema shows. None where it cannot be read."""
    try:
        found = proof.standing(context, context.config.first_stop)
    except (Unanswered, NoVerdict):
        return
    new = frozenset() if receipt.result_of("migrate") else migrations.new_tags(context.project)
    yield from (tag for tag in found.tags if tag in found.missing or (tag in found.silent and tag in new))
