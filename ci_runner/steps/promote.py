"""Let production serve what was verified in staging. Only 0.0.9 has both environments, and only its texts are known."""

import re
from dataclasses import replace

from ci_runner import announcing
from ci_runner.context import Context
from ci_runner.edgespark_cli import Answer
from ci_runner.model import Live, Receipt, StepResult
from ci_runner.results import failed, passed, skipped
from ci_runner.steps import gate, online, printed

_IDS = re.compile(r"\b(Staging|Production) deployment:\s*([A-Za-z0-9][\w-]*)")
_DONE = "Promoted successfully"
# What 0.0.9 makes of an answer of 404, 409 and 400: the platform has refused, and nothing was promoted by this request.
_REFUSALS = (
    ("No active staging deployment found", "not-in-staging", "the platform finds no deployment in staging to promote"),
    ("Another deployment is in progress", "another-deploy", "another deploy is at work: what is live when it ends is not known here"),
    ("Invalid deployment", "promote-failed", "the platform calls the deployment in staging invalid"),
    ("API error: 4", "promote-failed", "the platform refused to promote"),
)


def act(context: Context, receipt: Receipt) -> StepResult:
    """Ask the gate once more, then promote, once."""
    staged = receipt.staged
    if staged is None:
        return skipped("nothing-staged", "this run put nothing into staging")
    return gate.guarded(context, receipt, lambda: announcing.around(context, receipt, lambda: _promoted(context, staged)))


def _promoted(context: Context, staged: Live) -> StepResult:
    answer = context.cli.run("deploy", "promote", seconds=context.seconds_left)
    return read(staged, answer) if answer.code == 0 else refused(answer)


def read(staged: Live, answer: Answer) -> StepResult:
    """What a promotion that ended with 0 came to: the command promotes the newest of staging, and says which that was."""
    if _DONE not in answer.text:
        return failed("effect-unknown", f"`{answer.shown}` ended with 0 and did not say that it promoted", excerpt=answer.excerpt)
    ids = dict(_IDS.findall(answer.text))
    taken = ids.get("Staging", "")
    if staged.deployment and taken != staged.deployment:
        words = f"what went live is the staging deployment {taken or 'of an unknown id'}, and {staged.deployment} is what this run verified"
        return failed("promoted-another", words, todo=("look at what is live, then deploy again",), excerpt=answer.excerpt)
    live = Live(staged.commit, printed.url(answer.text), ids.get("Production", ""))
    return replace(passed(f"{live.commit[:10]} is live: {live.url or 'the command showed no URL'}"), live=live)


def refused(answer: Answer) -> StepResult:
    """What an end with another code came to: a refusal, or an answer that never came."""
    trouble = online.trouble(answer)
    if trouble is not None:
        return trouble
    for said, reason, words in _REFUSALS:
        if said in answer.text:
            return failed(reason, words, excerpt=answer.excerpt)
    return failed("effect-unknown", f"`{answer.shown}` ended with {answer.code}", excerpt=answer.excerpt)
