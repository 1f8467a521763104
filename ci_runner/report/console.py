"""What a person sees while it runs: one line a step, and below it what to do. On GitHub the long parts fold."""

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from typing import TextIO

from ci_runner.model import NOT_REACHED, Outcome, Receipt, StepResult
from ci_runner.plan import STEP_NAMES
from ci_runner.redact import SHORTEST, Redactor

_NAME = max(map(len, STEP_NAMES))
_OUTCOME = max(len(outcome.value) for outcome in Outcome)
_COMMAND = re.compile(r"^(\s*)::", re.MULTILINE)
_INDENT = " " * (_NAME + 4)


class Console:
    """Standard output, redacted. Where nothing can be written any more the printing ends, never the run."""

    def __init__(self, redact: Redactor, *, on_github: bool, stream: TextIO | None = None) -> None:
        self._redact = redact
        self._on_github = on_github
        self._stream = stream or sys.stdout
        self._is_open = True

    def print(self, text: str = "") -> None:
        """Print a line of ours, or several."""
        self._write(self._harmless(text))

    def mask(self, values: tuple[str, ...]) -> None:
        """Tell GitHub what to mask, before anything else is printed; a value of several lines goes line by line, but for a bracket or so."""
        if self._on_github:
            for line in {line for value in values for line in value.splitlines() if len(line.strip()) >= SHORTEST}:
                self._raw(f"::add-mask::{line.replace('%', '%25')}")

    def result(self, result: StepResult) -> None:
        """Print how a step ended; those that were not reached are named together at the end."""
        if result.reason == NOT_REACHED:
            return
        for line in lines(result):
            self.print(line)
        if result.excerpt:
            self._folded(f"what {result.step} saw", result.excerpt)
        if self._on_github:
            self._annotate(result)

    def _folded(self, title: str, text: str) -> None:
        if self._on_github:
            self._write(f"::group::{title}")
        for line in text.splitlines():
            self.print(f"{_INDENT}| {line}")
        if self._on_github:
            self._write("::endgroup::")

    def _annotate(self, result: StepResult) -> None:
        if result.annotations:
            self._write(result.annotations.rstrip("\n"))
        if result.outcome.stops_the_run and not result.annotations:
            self._write(f"::error title={_property(f'edgespark-ci {result.step}: {result.reason}')}::{_data(result.sentence)}")

    def _harmless(self, text: str) -> str:
        """No text of somebody else's may act as a command to GitHub: `::x::` at the start of a line, `##[x]` anywhere in it."""
        return _COMMAND.sub(r"\1: :", text).replace("##[", "## [") if self._on_github else text

    def _write(self, text: str) -> None:
        self._raw(self._redact(text))

    def _raw(self, text: str) -> None:
        if not self._is_open:
            return
        try:
            self._stream.write(f"{text}\n")
            self._stream.flush()
        except (OSError, ValueError):  # the reader has left, or the disk under a log file is full
            self._is_open = False
            _forget_standard_output()


def lines(result: StepResult) -> Iterator[str]:
    """The result as aligned lines."""
    code = "" if result.outcome is Outcome.PASSED else f"  [{result.reason}]"
    yield f"  {result.step:{_NAME}}  {result.outcome.value:{_OUTCOME}} {result.seconds:6.2f} s  {' '.join(result.sentence.split())}{code}"
    yield from (f"{_INDENT}to do: {' '.join(todo.split())}" for todo in result.todo)


def opening(receipt: Receipt, what: str, repository: str) -> str:
    """The headline of a run; a project at the repository's root goes by the repository's name."""
    where = repository if receipt.project == "." else receipt.project
    event = receipt.event
    place = " · sandbox: a rehearsal, not the platform" if receipt.sandbox else ""
    rows = [f"edgespark-ci {what} · {where} at {receipt.commit[:10]} · {event.title}{place}"]
    rows += [f"unknown   an earlier run ended without a word during {name}: it may or may not have had its effect" for name in receipt.unknown]
    return "\n".join(rows) + "\n"


def closing(receipt: Receipt, receipt_path: str) -> str:
    """The last lines: the verdict, where it can be seen, where it is written down."""
    seconds = sum(result.seconds for result in receipt.steps)
    cause = receipt.stopped_by
    why = f" by {cause.step}: {cause.reason}" if cause else ""
    left_out = [result.step for result in receipt.steps if result.reason == NOT_REACHED]
    rows = [f"  not reached: {', '.join(left_out)}"] if left_out else []
    rows += [f"\n{receipt.verdict}{why}, after {seconds:.1f} s (exit {receipt.exit_code})"]
    rows += [f"unknown   {name} may or may not have had its effect: look before you run this again" for name in receipt.unknown]
    if receipt.may_be_live:
        rows.append(f"live      not known: perhaps {', '.join(live.commit[:10] for live in receipt.may_be_live)}")
    if receipt.unused_override:
        rows.append(f"warning   {receipt.unused_override}")
    if receipt.deployed and receipt.live:
        until = " (served until the sandbox closed just now)" if receipt.sandbox else ""
        rows.append(f"deployed  {receipt.live.url or 'at an address that the command did not show'}{until}")
    rows.append(f"receipt   {receipt_path}")
    return "\n".join(rows)


def _forget_standard_output() -> None:
    """Python flushes standard output at exit and would end with 120 instead of our exit code."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _data(text: str) -> str:
    return text.replace("##[", "## [").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
