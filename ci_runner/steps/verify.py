"""Whether the deployed URL answers as the configuration expects."""

import time

import httpx

from ci_runner.config import Expectation
from ci_runner.context import Context
from ci_runner.model import Receipt, StepResult
from ci_runner.results import failed, passed, skipped

_PAUSE = 1.0
_REQUEST_SECONDS = 10.0


def act(context: Context, receipt: Receipt) -> StepResult:
    """Ask until every expectation is met or the time is up: a new deployment may take a moment to be everywhere."""
    expectations = context.config.verify
    if not expectations:
        return skipped("nothing-expected", "`run: verify:` expects nothing of the URL")
    if receipt.live is None or not receipt.live.url:
        return skipped("no-url", "the deploy showed no URL to ask")
    base = receipt.live.url
    met = [f"{one.path} → {one.status}" for one in expectations]
    unmet = _waited(context, base, expectations)
    if unmet:
        return failed("not-as-expected", f"{base} does not answer as expected: {'; '.join(unmet)}", todo=("it is live: look at its logs, or deploy a repair",))
    return passed(f"answers as expected: {', '.join(met)}")


def _waited(context: Context, base: str, expectations: tuple[Expectation, ...]) -> list[str]:
    while True:
        unmet = [words for words in (_unmet(base, expectation) for expectation in expectations) if words]
        if not unmet or context.seconds_left <= _PAUSE:
            return unmet
        time.sleep(_PAUSE)


def _unmet(base: str, expectation: Expectation) -> str:
    """What is wrong with the answer, or nothing."""
    url = httpx.URL(base.rstrip("/") + expectation.path)
    try:
        response = httpx.get(url, timeout=_REQUEST_SECONDS, follow_redirects=False, trust_env=url.host not in {"127.0.0.1", "localhost"})
    except httpx.HTTPError as error:
        return f"{expectation.path} {error or type(error).__name__}"
    if response.status_code != expectation.status:
        return f"{expectation.path} answered {response.status_code} instead of {expectation.status}"
    return "" if expectation.contains in response.text else f"{expectation.path} does not contain {expectation.contains!r}"
