"""The end of every run: receipt, summary, outputs. Each is tried, whatever happened before and to the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ci_runner.config import Comment
from ci_runner.github import comments
from ci_runner.github.client import Client, Refused
from ci_runner.model import Receipt
from ci_runner.redact import Redactor
from ci_runner.report import receipt as receipt_file
from ci_runner.report.outputs import lines, outputs, variables
from ci_runner.report.summary import comment, summary


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run is written down; None where neither the host nor the command line names such a place.

    `outputs` is GitHub's file for a step's outputs, `variables` a file of NAME=VALUE for any other host.
    """

    receipt: Path
    summary: Path | None = None
    outputs: Path | None = None
    variables: Path | None = None

    def on(self, environ: Mapping[str, str]) -> "Places":
        """These places, with those that the host names."""
        summary, outputs = environ.get("GITHUB_STEP_SUMMARY"), environ.get("GITHUB_OUTPUT")
        return replace(self, summary=self.summary or (Path(summary) if summary else None), outputs=Path(outputs) if outputs else None)


def recorded(receipt: Receipt, places: Places, redact: Redactor) -> str:
    """Write the receipt as it stands; gives why it could not be written, or nothing."""
    content = receipt_file.canonical(receipt_file.redacted(receipt_file.document(receipt), redact))
    return _tried("receipt", lambda: receipt_file.write(places.receipt, content))


def finish(receipt: Receipt, places: Places, redact: Redactor) -> tuple[str, ...]:
    """Write everything down; gives what could not be written, in words."""
    told = outputs(receipt, str(places.receipt))
    told["url"] = redact(told["url"])  # the others are words of ours, and paths by which a workflow goes on
    problems = (
        recorded(receipt, places, redact),
        _tried("step summary", lambda: _append(places.summary, lambda: redact(summary(receipt)))),
        _tried("outputs", lambda: _append(places.outputs, lambda: lines(told))),
        _tried("variables", lambda: _append(places.variables, lambda: lines(variables(told)))),
    )
    return tuple(problem for problem in problems if problem)


def commented(receipt: Receipt, wanted: Comment, github: Client | None, redact: Redactor) -> str:
    """Write the pull request's comment or bring it up to date; gives why it could not be done, or nothing. The summary has it all in any case."""
    number, event = receipt.event.pull_request, receipt.event
    # A run that was cancelled gives way to a later one, whose word it must not write over.
    if number is None or event.host != "github" or wanted is Comment.NEVER or receipt.interrupted:
        return ""
    new = wanted is Comment.ALWAYS or receipt.says_something
    if event.fork or github is None:
        why = "a run on a fork's code may not comment" if event.fork else "the job has no GITHUB_TOKEN"
        return f"no comment, but all of it is in the step summary: {why}" if new else ""
    mark = comments.marker(receipt.project, receipt.environment)
    try:
        comments.put(github, number, mark, f"{mark}\n\n{redact(comment(receipt))}", new=new)
    except Refused as error:
        return f"no comment, but all of it is in the step summary: {error}"
    return ""


def _append(path: Path | None, text: Callable[[], str]) -> None:
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(text())


def _tried(name: str, act: Callable[[], None]) -> str:
    try:
        act()
    except OSError as error:
        return f"the {name} could not be written: {error.strerror or error}"
    return ""
