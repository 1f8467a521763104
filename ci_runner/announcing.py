"""Telling GitHub what is live: before a deploy that it may be, right behind it what is known, and at the end how the run ended."""

import contextlib
from collections.abc import Callable
from dataclasses import replace

from ci_runner.context import Context
from ci_runner.github import deployments, marks
from ci_runner.github.client import Client, Refused
from ci_runner.github.marks import Says
from ci_runner.model import Live, Receipt, Stage, StepResult
from ci_runner.report import receipt as receipt_file

# A run that deployed nothing must not look like a deployment that is live …
_STATES = {"passed": "inactive", "held": "inactive", "superseded": "inactive", "interrupted": "error"}
# … and one that finds its commit live must not hide that.
_STATES_OF_LIVE = {"passed": "success", "held": "success", "superseded": "success", "interrupted": "error"}


def around(context: Context, receipt: Receipt, act: Callable[[], StepResult]) -> StepResult:
    """Carry out what puts the commit live, so that GitHub knows of it whenever the runner dies.

    What cannot be told is no reason not to deploy: the end of the run tries again, and says why it cannot.
    """
    github = context.github
    if github is None:
        return act()
    deployment = None
    with contextlib.suppress(Refused):
        deployment = _marked(github, context, receipt, "in_progress", Says.PERHAPS, context.going_live)
    result = act()
    if deployment is not None and not result.effect_is_unknown:
        state, says = ("in_progress", Says.LIVE) if result.live else ("failure", Says.NOT)
        with contextlib.suppress(Refused):
            deployments.add(github, deployment, receipt.environment, _status(context, state, says, result.live or context.going_live))
    return result


def announced(context: Context, receipt: Receipt) -> str:
    """Tell GitHub how the run ended; gives why it could not be told, or nothing."""
    if context.github is None or context.stage is not Stage.DEPLOY:
        return ""
    try:
        _announced(context.github, context, receipt)
    except Refused as error:
        return f"the deployment's status could not be set: {error}"
    return ""


def _announced(github: Client, context: Context, receipt: Receipt) -> None:
    verdict = receipt.verdict
    if receipt.live and (receipt.is_live or receipt.deployed or any(result.live == receipt.live for result in receipt.steps)):
        _marked(github, context, receipt, _STATES_OF_LIVE.get(verdict, "failure"), Says.LIVE, receipt.live)
    elif context.going_live in receipt.may_be_live:
        _marked(github, context, receipt, _STATES.get(verdict, "failure"), Says.PERHAPS, context.going_live)
    else:
        status = {"state": _STATES.get(verdict, "failure"), "description": marks.nothing(context.root, verdict), "log_url": _log_url(context)}
        deployments.announce(github, receipt.commit, receipt.environment, status, receipt_file.digests(receipt.digests))


def _log_url(context: Context) -> str:
    """Where GitHub shows what this run printed."""
    server = context.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return f"{server}/{context.event.repository}/actions/runs/{context.event.run_id}"


def _marked(github: Client, context: Context, receipt: Receipt, state: str, says: Says, live: Live) -> int:
    made = {"why": context.redact(live.pinned), "payload": receipt_file.digests(receipt.digests)}
    return deployments.mark(github, live.commit, receipt.environment, context.root, _status(context, state, says, live), **made)


def _status(context: Context, state: str, says: Says, live: Live) -> dict[str, str]:
    shown = replace(live, pinned=context.redact(live.pinned))  # as a whole: a half of a secret is known to nobody
    status = {"state": state, "description": marks.text(says, context.root, shown, marks.run_of(context.event)), "log_url": _log_url(context)}
    # GitHub takes no address that is masked, and without its word the commit would be live in secret.
    return {**status, "environment_url": live.url} if says is Says.LIVE and live.url and context.redact(live.url) == live.url else status
