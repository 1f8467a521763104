"""Whether what was deployed answers as the configuration expects, and how its log looks meanwhile."""

import time
from dataclasses import replace

import httpx

from ci_runner.config import STAGING, Expectation
from ci_runner.context import Context
from ci_runner.model import Live, Outcome, Receipt, StepResult
from ci_runner.results import failed, passed, skipped
from ci_runner.steps import watching
from ci_runner.tls import is_loopback, trusted

_PAUSE = 1.0
_REQUEST_SECONDS = 10.0
_MOST_CHARACTERS = 1_000_000


def act(context: Context, receipt: Receipt) -> StepResult:
    """Ask the URL while its log is watched, so that the log holds the answers; the window comes on top of the time limit."""
    expectations, watch = context.config.verify, context.config.watch
    live = receipt.staged or receipt.live
    if not expectations and watch is None:
        return skipped("nothing-expected", "`run: verify:` expects nothing of the URL, and `run: watch:` is not set")
    if watch is None:
        return _asked(context, live, expectations)
    with watching.window(context, watch, STAGING if receipt.staged else context.config.environment) as window:
        if not expectations:
            return window.seen()
        answered = _asked(context, live, expectations)
        return answered if answered.outcome is Outcome.FAILED else _both(answered, window.seen())


def _both(answered: StepResult, watched: StepResult) -> StepResult:
    """One result of two, with the words of both: a failure, else what was skipped of the expectations, else how the log looked."""
    log_decides = watched.outcome is Outcome.FAILED or {answered.outcome, watched.outcome} == {Outcome.PASSED}
    return replace(watched if log_decides else answered, sentence=f"{answered.sentence}; {watched.sentence}")


def _asked(context: Context, live: Live | None, expectations: tuple[Expectation, ...]) -> StepResult:
    """Ask until every expectation is met or the time is up: a new deployment may take a moment to be everywhere."""
    if live is None or not live.url:
        return skipped("no-url", "the deploy showed no URL to ask")
    unmet = _waited(context, live.url, expectations)
    if unmet:
        return failed("not-as-expected", f"{live.url} does not answer as expected: {'; '.join(unmet)}", todo=watching.TODO)
    return passed(f"answers as expected: {', '.join(f'{one.path} → {one.status}' for one in expectations)}")


def _waited(context: Context, base: str, expectations: tuple[Expectation, ...]) -> list[str]:
    while True:
        asked = (unmet(base, expectation, min(_REQUEST_SECONDS, max(context.seconds_left, _PAUSE))) for expectation in expectations)
        found = [words for words in asked if words]
        if not found or context.seconds_left <= _PAUSE:
            return found
        time.sleep(_PAUSE)


def unmet(base: str, expectation: Expectation, seconds: float) -> str:
    """What is wrong with the answer, or nothing. No silence may last longer than `seconds`, and no body is read for longer."""
    url = base.rstrip("/") + expectation.path
    try:
        with httpx.stream("GET", url, timeout=seconds, follow_redirects=False, trust_env=not is_loopback(url), verify=trusted(url)) as response:
            if response.status_code != expectation.status:
                return f"{expectation.path} answered {response.status_code} instead of {expectation.status}"
            return "" if _holds(response, expectation.contains, time.monotonic() + seconds) else f"{expectation.path} does not contain {expectation.contains!r}"
    except httpx.HTTPError as error:
        return f"{expectation.path} {error or type(error).__name__}"


def _holds(response: httpx.Response, wanted: str, deadline: float) -> bool:
    """Whether the body holds the text; read as far as needed, since one may have no end."""
    body = ""
    parts = response.iter_text()
    while wanted not in body and len(body) < _MOST_CHARACTERS and time.monotonic() < deadline:
        part = next(parts, None)
        if part is None:
            break
        body += part
    return wanted in body
