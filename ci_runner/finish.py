"""The end of every run: receipt, summary, outputs. Each is tried, whatever happened before and to the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ci_runner.github_api import GithubApi, Refused, description
from ci_runner.model import Receipt
from ci_runner.redact import Redactor
from ci_runner.report import receipt as receipt_file
from ci_runner.report.outputs import lines, outputs
from ci_runner.report.summary import summary

# A run that deployed nothing must not look like a deployment that is live.
_STATES = {"held": "inactive", "superseded": "inactive", "interrupted": "error"}


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run is written down; None where the host offers no such place."""

    receipt: Path
    summary: Path | None = None
    outputs: Path | None = None

    @classmethod
    def of(cls, receipt: Path, environ: Mapping[str, str]) -> "Places":
        """The places that the environment names."""
        summary, outputs = environ.get("GITHUB_STEP_SUMMARY"), environ.get("GITHUB_OUTPUT")
        return cls(receipt, Path(summary) if summary else None, Path(outputs) if outputs else None)


def recorded(receipt: Receipt, places: Places, redact: Redactor) -> str:
    """Write the receipt as it stands; gives why it could not be written, or nothing."""
    content = redact(receipt_file.canonical(receipt_file.document(receipt)).decode()).encode()
    return _tried("receipt", lambda: receipt_file.write(places.receipt, content))


def finish(receipt: Receipt, places: Places, redact: Redactor) -> tuple[str, ...]:
    """Write everything down; gives what could not be written, in words."""
    problems = (
        recorded(receipt, places, redact),
        _tried("step summary", lambda: _append(places.summary, redact(summary(receipt)))),
        _tried("outputs", lambda: _append(places.outputs, redact(lines(outputs(receipt, str(places.receipt)))))),
    )
    return tuple(problem for problem in problems if problem)


def announced(receipt: Receipt, github: GithubApi, log: str) -> str:
    """Tell GitHub how the deployment of this commit ended; gives why it could not be told, or nothing."""
    status = {
        "state": "success" if receipt.deployed and receipt.verdict == "passed" else _STATES.get(receipt.verdict, "failure"),
        "description": description(receipt.project, receipt.verdict, deployed=receipt.deployed),
        "log_url": log,
    }
    if receipt.deployed and receipt.live and receipt.live.url:
        status["environment_url"] = receipt.live.url
    try:
        github.announce(receipt.commit, receipt.environment, status)
    except Refused as error:
        return f"the deployment's status could not be set: {error}"
    return ""


def _append(path: Path | None, text: str) -> None:
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)


def _tried(name: str, act: Callable[[], None]) -> str:
    try:
        act()
    except OSError as error:
        return f"the {name} could not be written: {error.strerror or error}"
    return ""
