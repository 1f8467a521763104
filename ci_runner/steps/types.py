"""Whether the platform's types are the ones that were pulled."""

from ci_runner.context import Context
from ci_runner.edgespark_cli import Answer
from ci_runner.model import Receipt, StepResult
from ci_runner.results import failed, passed, skipped
from ci_runner.steps import online
from hooks.platform import edgespark
from hooks.platform.edgespark import TypesVerdict


def act(context: Context, _receipt: Receipt) -> StepResult:
    """Ask `pull types --check`, telling stale from unreachable from unauthenticated."""
    refusal = online.refusal(context) or online.without_cli(context)
    if refusal is not None:
        return refusal
    if not context.cli.has("pull", "types"):
        return skipped("no-pull-types", "this CLI has no `pull types`")
    return read(context.cli.run("pull", "types", "--check", seconds=context.seconds_left))


def read(answer: Answer) -> StepResult:
    """What `pull types --check` came to; an end that says neither is not guessed at."""
    verdict = edgespark.types_verdict(answer.completed)
    if verdict is TypesVerdict.FRESH:
        return passed("the platform's types are the committed ones")
    if verdict is TypesVerdict.STALE:
        todo = ("edgespark pull types", "git add -A, and commit")
        return failed("stale-types", "the platform's types are newer than the committed ones", todo=todo, excerpt=answer.excerpt)
    return online.trouble(answer) or failed("types-not-checked", f"`{answer.shown}` ended with {answer.code}", excerpt=answer.excerpt)
