"""Whether a step may ask the platform, and what it means when the platform gives no answer."""

from ci_runner.context import Context
from ci_runner.edgespark_cli import Answer
from ci_runner.event import Kind
from ci_runner.model import Stage, StepResult
from ci_runner.results import failed, held, skipped
from hooks.platform.layout import Layout, layout_of

NOT_MERGED = "not-merged"
KEY_TODO = "store the project's key as the secret EDGESPARK_API_KEY of the environment, and hand it to this job"
_MISSING_KEY_CODE, _NETWORK_CODE = 3, 6
_REJECTED = ("API error: 401", "API error: 403", "Unauthorized", "Forbidden")
_AWAY = ("API error: 5", "API error: 429", "API error: 408")


def refusal(context: Context) -> StepResult | None:
    """Why this step may not go online: held where a deploy needs it, skipped where a plan does without; None where it may."""
    if context.stage is Stage.DEPLOY and not context.event.is_trusted:
        return held(NOT_MERGED, f"{context.event.title}: only what is merged is deployed, and only that may run beside the key")
    if context.stage is Stage.DEPLOY:
        return None if context.has_key or not context.in_ci else held("no-key", "EDGESPARK_API_KEY is missing, empty or too short", todo=(KEY_TODO,))
    if not context.has_key:
        return skipped("no-key-here", "online: skipped, no key here")
    if context.event.fork:
        return skipped("fork", "online: skipped, the key is never used beside a fork's code")
    if context.event.kind is not Kind.LOCAL and not context.config.online_on_pull_requests:
        return skipped("not-asked-for", "online: skipped, `online-on-pull-requests` is off")
    return None


def without_cli(context: Context) -> StepResult | None:
    """Held (deploy) or skipped (plan) where there is no CLI whose answers mean something here; None where there is one."""
    found = context.cli.probed
    if found is not None and not found.fits(layout_of(context.project)):
        return skipped("cli-unfit", "online: skipped, this CLI does not fit the layout")  # in a deploy the step `cli` has held already
    if found is not None:
        return None
    return no_cli(context)


def no_cli(context: Context) -> StepResult:
    """What a missing command means: a deploy is held, a plan does without."""
    sentence = "no `edgespark` command on PATH"
    todo = installing(layout_of(context.project))
    return held("no-cli", sentence, todo=todo) if context.stage is Stage.DEPLOY else skipped("no-cli", f"online: skipped, {sentence}", todo=todo)


def installing(shape: Layout) -> tuple[str, ...]:
    """How to come by the CLI that fits the layout; of today's nobody can say so, and that is said instead."""
    if shape is Layout.LEGACY:
        return ("npm install --save-dev @edgespark/cli@0.0.9",)
    return (
        "npm serves only @edgespark/cli 0.0.9 today, which does not fit today's layout: a deploy stays held here until the documented CLI can be installed",
        "where you have that CLI (0.0.17 or newer, Node.js 22), put it on PATH or name it in EDGESPARK_CLI",
    )


def trouble(answer: Answer) -> StepResult | None:
    """What went wrong on the way, as far as the exit code and text of 0.0.9 tell; None where the command itself decides."""
    if answer.timed_out:
        return failed("time-out", f"`{answer.shown}` ran out of time and was ended", excerpt=answer.excerpt)
    if answer.code < 0:
        return failed("crashed", f"`{answer.shown}` was killed by signal {-answer.code}", excerpt=answer.excerpt)
    if answer.code == _MISSING_KEY_CODE or (answer.code != 0 and "Not authenticated" in answer.text):
        return held("no-key", f"`{answer.shown}` says that nobody is logged in", todo=(KEY_TODO,), excerpt=answer.excerpt)
    if answer.code == _NETWORK_CODE and any(word in answer.text for word in _REJECTED):
        return held("key-rejected", "the platform rejected the key", todo=("make a new key for this project and store it",), excerpt=answer.excerpt)
    if answer.code == _NETWORK_CODE and ("API error" not in answer.text or any(words in answer.text for words in _AWAY)):
        return failed("unreachable", f"`{answer.shown}` could not reach the platform", excerpt=answer.excerpt)
    return None
