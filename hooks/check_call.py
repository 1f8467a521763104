"""One call of `edgespark-ci check`: what was asked, how to show it, and the doing of it.

Click costs a third of a hook's start, so the calls that hooks make are read here without it. Whatever this reader does not know
(help, a misspelt option, a wrong value) is left to click, which explains; a test holds both readers to one meaning.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hooks.errors import UsageError
from hooks.judge import Request, StrPath, judge
from hooks.render import FORMATS, render

_LISTS = frozenset({"select", "ignore"})
_OPTIONS = frozenset({"--ref", "--base", "--format", "--select", "--ignore"})


class CheckCall(NamedTuple):
    """What to judge, what to print, and which files to write (`(format, file)`)."""

    request: Request
    output_format: str = "text"
    outputs: tuple[tuple[str, str], ...] = ()

    def run(self, cwd: StrPath, environ: Mapping[str, str]) -> int:
        """Judge, publish, and return the exit code. Raises EdgesparkError."""
        started = time.perf_counter()
        report = judge(self.request, cwd, environ)
        report = report._replace(seconds=time.perf_counter() - started)
        for file_format, file in self.outputs:
            _write(os.path.join(cwd, file), render(report, file_format))
        sys.stdout.write(render(report, self.output_format))
        return report.exit_code


def _write(file: str, text: str) -> None:
    try:
        with open(file, "w", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror or error}") from error


def names(values: Sequence[str]) -> tuple[str, ...]:
    """Names separated by commas, from an option that may be given again."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def plain(arguments: Sequence[str]) -> CheckCall | None:
    """The call that `arguments` (behind `check`) make, or None where click should look at them."""
    given: dict[str, Any] = {"staged": False, "ref": None, "base": None, "format": "text", "select": (), "ignore": (), "paths": ()}
    rest = iter(arguments)
    for argument in rest:
        name, separator, value = argument.removeprefix("--").partition("=")
        if not argument.startswith("-"):
            given["paths"] += (argument,)
        elif argument == "--staged":
            given["staged"] = True
        elif argument in _OPTIONS or (separator and f"--{name}" in _OPTIONS):
            text = value if separator else next(rest, None)
            if text is None:
                return None
            given[name] = given[name] + names([text]) if name in _LISTS else text
        else:
            return None
    output_format = given.pop("format")
    plausible = output_format in FORMATS and not (given["staged"] and given["ref"])
    return CheckCall(Request(**given), output_format) if plausible else None
