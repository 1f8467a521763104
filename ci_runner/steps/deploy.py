"""Put the commit live, once."""

import re
from dataclasses import replace

from ci_runner.context import Context
from ci_runner.edgespark_cli import Answer
from ci_runner.model import Live, Receipt, StepResult
from ci_runner.results import failed, passed
from ci_runner.steps import gate, online

_URL = re.compile(r"\bURL:\s*(https?://\S+)")
_ANY_URL = re.compile(r"https?://\S+")
_ID = re.compile(r"\b[Dd]eployment(?: prepared \(|(?: ID)?:\s*)([A-Za-z0-9][\w-]*)")


def act(context: Context, receipt: Receipt) -> StepResult:
    """Ask the gate once more, then deploy. Nothing is retried: the CLI itself repeats what is safe to repeat."""
    refusal = gate.refusal(context, receipt)
    if refusal is not None:
        return refusal
    answer = context.cli.run(*context.cli.aimed(context.config.environment, "deploy"), seconds=context.seconds_left)
    return online.trouble(answer) or _outcome(context, answer)


def _outcome(context: Context, answer: Answer) -> StepResult:
    if answer.code != 0:
        return failed("deploy-failed", f"`{answer.shown}` ended with {answer.code}", excerpt=answer.excerpt)
    live = Live(context.event.commit, url(answer.text), deployment(answer.text))
    where = live.url or "the command showed no URL"
    return replace(passed(f"{context.event.commit[:10]} is live: {where}"), live=live)


def url(text: str) -> str:
    """The URL that a deploy printed, or nothing."""
    match = _URL.search(text)
    if match:
        return match[1].rstrip(".,)")
    last = _ANY_URL.findall(text)
    return last[-1].rstrip(".,)") if last else ""


def deployment(text: str) -> str:
    """As much of the deployment's id as was printed, or nothing."""
    match = _ID.search(text)
    return match[1] if match else ""
