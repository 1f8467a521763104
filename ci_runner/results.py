"""The five ways in which a step can end, each made in one call."""

from ci_runner.model import Outcome, StepResult


def passed(sentence: str, *, reason: str = "ok", excerpt: str = "") -> StepResult:
    """The step did what it is for."""
    return StepResult(outcome=Outcome.PASSED, reason=reason, sentence=sentence, excerpt=excerpt)


def failed(reason: str, sentence: str, *, todo: tuple[str, ...] = (), excerpt: str = "") -> StepResult:
    """The step found or met something broken."""
    return StepResult(outcome=Outcome.FAILED, reason=reason, sentence=sentence, todo=todo, excerpt=excerpt)


def held(reason: str, sentence: str, *, todo: tuple[str, ...] = (), excerpt: str = "") -> StepResult:
    """Nothing is broken, but going on is not allowed; `todo` says what lets it through."""
    return StepResult(outcome=Outcome.HELD, reason=reason, sentence=sentence, todo=todo, excerpt=excerpt)


def skipped(reason: str, sentence: str, *, todo: tuple[str, ...] = ()) -> StepResult:
    """The step was not carried out, and why."""
    return StepResult(outcome=Outcome.SKIPPED, reason=reason, sentence=sentence, todo=todo)


def expected(reason: str, sentence: str, *, excerpt: str = "") -> StepResult:
    """The step found a difference that this very change explains."""
    return StepResult(outcome=Outcome.EXPECTED, reason=reason, sentence=sentence, excerpt=excerpt)
