"""Put the commit live, once."""

from dataclasses import replace
from pathlib import Path

from ci_runner import announcing, bundle
from ci_runner.context import Context
from ci_runner.edgespark_cli import Answer
from ci_runner.event import Kind
from ci_runner.model import Live, Outcome, Receipt, StepResult, Told
from ci_runner.results import failed, passed, skipped
from ci_runner.steps import aftermath, gate, online, printed


def act(context: Context, receipt: Receipt) -> StepResult:
    """Ask the gate once more, then deploy. Nothing is retried: the CLI itself repeats what is safe to repeat."""
    return gate.guarded(context, receipt, lambda: _already_live(context) or _put_live(context, receipt))


def _put_live(context: Context, receipt: Receipt) -> StepResult:
    result = carried_out(context, receipt, context.config.first_stop)
    if context.config.promote:
        result = replace(result, live=None, staged=result.live)
    return _with_bundle(context, receipt, result) if result.outcome is Outcome.PASSED else result


def carried_out(context: Context, receipt: Receipt, environment: str, *, beside: Path | None = None) -> StepResult:
    """Deploy what lies in the checkout, or in the worktree `beside` it. `live` is where it answers from now on."""
    before = context.told()  # GitHub is about to hear of this deploy too
    if environment != context.config.environment:
        return _deployed(context, environment, before, beside)
    return announcing.around(context, receipt, lambda: _deployed(context, environment, before, beside))


def _deployed(context: Context, environment: str, before: Told, beside: Path | None) -> StepResult:
    answer = context.cli.run(*context.cli.aimed(environment, "deploy"), seconds=aftermath.seconds_before(context), beside=beside)
    going = replace(context.going_live, deployment=printed.deployment(answer.text))
    if answer.code == 0 and printed.says_done(answer.text):
        return _live(replace(going, url=printed.url(answer.text)))
    cause = online.trouble(answer) or _unfinished(answer)
    if cause.outcome is not Outcome.FAILED:
        return cause
    if context.cli.is_observed and answer.code != 0 and not printed.came_far(answer.text):
        return failed("deploy-failed", f"{cause.sentence}; nothing changed: its bundle was not uploaded yet", excerpt=cause.excerpt)
    result = aftermath.settled(context, cause, going, before)
    return _unsaid(going, answer) if result is cause and answer.code == 0 and not context.cli.is_observed else result


def _already_live(context: Context) -> StepResult | None:
    """A rerun of a push, or a push that leaves this project alone, finds its work done; whoever runs it by hand means it."""
    if context.event.kind is not Kind.PUSH:
        return None
    told = context.told()
    live = told.live or aftermath.shown(context, told.perhaps)
    if live is None:
        return None
    found = skipped("already-live", f"{live.commit[:10]} is live already, as {live.told_by} says")
    if live.commit != context.event.commit:
        if live.pinned or context.repo.commit(live.commit) is None or context.repo.differs(live.commit, context.event.commit, context.touching):
            return None
        found = skipped("already-live", f"nothing of this project changed since {live.commit[:10]}, which is live")
    return replace(found, live=None if told.live else live)


def _live(live: Live) -> StepResult:
    return replace(passed(f"{live.commit[:10]} is live: {live.url or 'the command showed no URL'}"), live=live)


def _unsaid(going: Live, answer: Answer) -> StepResult:
    """Of a generation whose words nobody has seen, exit 0 alone has to do."""
    words = f"`{answer.shown}` ended with 0, so {going.commit[:10]} is taken for live; it said neither so nor where"
    return replace(passed(words, reason="unsaid", excerpt=answer.excerpt), live=going)


def _unfinished(answer: Answer) -> StepResult:
    """An end that the command decided itself: a refusal, or one behind which the deploy may be done."""
    if answer.code == 0:
        return failed("effect-unknown", f"`{answer.shown}` ended with 0 and said neither that it deployed nor where", excerpt=answer.excerpt)
    if printed.refused(answer.text):
        return failed("deploy-failed", f"`{answer.shown}` ended with {answer.code}: the platform refused", excerpt=answer.excerpt)
    if printed.met_another(answer.text):
        return failed("another-deploy", f"`{answer.shown}` ended with {answer.code}: another deploy is at work", excerpt=answer.excerpt)
    if printed.came_far(answer.text):
        return failed("effect-unknown", f"`{answer.shown}` ended with {answer.code} after the bundle was uploaded", excerpt=answer.excerpt)
    return failed("deploy-failed", f"`{answer.shown}` ended with {answer.code}", excerpt=answer.excerpt)


def _with_bundle(context: Context, receipt: Receipt, result: StepResult) -> StepResult:
    """The result with the digest of what was deployed, which the CLI built anew; another one than the dry run's is told: the deploy is done."""
    deployed = bundle.digest((context.repo.top / context.root, context.repo.top / context.project.server))
    if not deployed or not receipt.bundle or deployed == receipt.bundle:
        return replace(result, bundle=deployed)
    words = f"{result.sentence}; warning: what was deployed is not the bundle that the dry run built ({deployed[7:17]}, not {receipt.bundle[7:17]})"
    return replace(result, bundle=deployed, sentence=words, reason="deployed-bundle-differs")
