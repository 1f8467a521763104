"""One call of `edgespark-ci check`: what was asked, how to show it, and the doing of it.

Click costs a third of a hook's start, so the calls that hooks make are read here without it. Whatever this reader does not know
(help, a misspelt option, a wrong value) is left to click, which explains; a test holds both readers to one meaning.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.errors import UsageError
from hooks.judge import judge
from hooks.render import FORMATS, render
from hooks.request import Request, StrPath

if TYPE_CHECKING:
    from hooks.finding import Report

_FLAGS = frozenset({"--staged", "--fix", "--dry-run"})
_NOT_WRITTEN = "a dry run, nothing is written; without --dry-run:"
_OPTIONS = frozenset({"--ref", "--base", "--format", "--select", "--ignore", "--output"})


class Fixing(Enum):
    """Whether to repair what edits can repair."""

    NO = "only judge"
    SHOWN = "print the edits as a patch"
    WRITTEN = "write the files"

    @classmethod
    def asked(cls, *, fix: bool, dry_run: bool) -> "Fixing":
        """What the two flags mean together. Raises UsageError where one has nothing to say."""
        if dry_run and not fix:
            raise UsageError("--dry-run belongs to --fix")
        return (cls.SHOWN if dry_run else cls.WRITTEN) if fix else cls.NO


class CheckCall(NamedTuple):
    """What to judge, what to print, which files to write (`(format, file)`), and whether to repair."""

    request: Request
    output_format: str = "text"
    outputs: tuple[tuple[str, str], ...] = ()
    fixing: Fixing = Fixing.NO

    def run(self, cwd: StrPath, environ: Mapping[str, str]) -> int:
        """Judge, repair, publish, and return the exit code. Raises EdgesparkError."""
        started = time.perf_counter()
        for _format, file in self.outputs:
            _require_directory(file, cwd)
        if self.fixing is Fixing.NO:
            report = self._written(judge(self.request, cwd, environ), cwd, started)
            sys.stdout.write(self._printed(report, environ))
            return report.exit_code
        return self._run_fixing(cwd, environ, started)

    def _run_fixing(self, cwd: StrPath, environ: Mapping[str, str], started: float) -> int:
        from hooks.commands.fixing import fixed

        result = fixed(self.request, cwd, environ)
        if self.fixing is Fixing.SHOWN:
            sys.stdout.write(result.patch)
            sys.stderr.write("".join(f"{note}\n" for note in (_NOT_WRITTEN, *result.notes)) if result.notes else "nothing to fix\n")
            return self._written(result.before, cwd, started).exit_code
        result.write()
        report = self._written(result.after, cwd, started)
        sys.stdout.write(self._printed(report, environ))
        # A hook that changed files stops the commit, which would not hold them.
        return 1 if result.files and self.request.staged else report.exit_code

    def _written(self, report: "Report", cwd: StrPath, started: float) -> "Report":
        """The report with its time, in every file that was asked for."""
        report = report._replace(seconds=time.perf_counter() - started)
        for file_format, file in self.outputs:
            _write(file, cwd, render(report, file_format))
        return report

    def _printed(self, report: "Report", environ: Mapping[str, str]) -> str:
        if self.output_format == "text" and (report.findings or report.diagnostics):
            from hooks.render import colour, text

            if colour.wanted(environ, is_terminal=sys.stdout.isatty()):
                return text.render(report, colour.paint)
        return render(report, self.output_format)


def _require_directory(file: str, cwd: StrPath) -> None:
    """Raises UsageError before anything is judged or fixed."""
    directory = os.path.dirname(file)
    if not os.path.isdir(os.path.join(cwd, directory)):
        raise UsageError(f"cannot write {file}: there is no directory {directory}")


def _write(file: str, cwd: StrPath, text: str) -> None:
    try:
        # A file name that is no UTF-8 must not stop the report.
        with open(os.path.join(cwd, file), "w", encoding="utf-8", errors="backslashreplace") as opened:
            opened.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror or error}") from error


def names(values: Sequence[str]) -> tuple[str, ...]:
    """Names separated by commas, from an option that may be given again."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def output(value: str) -> tuple[str, str]:
    """The format and the file that `FORMAT=FILE` names. Raises UsageError."""
    output_format, _, file = value.partition("=")
    if output_format not in FORMATS:
        from hooks.nearest import did_you_mean

        raise UsageError(f'unknown format "{output_format}"{did_you_mean(output_format, FORMATS)}; --output takes FORMAT=FILE')
    if not file:
        raise UsageError(f'"{value}" names no file; --output takes FORMAT=FILE')
    return output_format, file


def plain(arguments: Sequence[str]) -> CheckCall | None:
    """The call that `arguments` (behind `check`) make, or None where click should look at them. Raises UsageError."""
    given: dict[str, Any] = {"ref": None, "base": None, "format": "text", "select": (), "ignore": (), "output": (), "paths": ()}
    flags = set()
    rest = iter(arguments)
    for argument in rest:
        name, separator, value = argument.removeprefix("--").partition("=")
        if not argument.startswith("-"):
            given["paths"] += (argument,)
        elif argument in _FLAGS:
            flags.add(name)
        elif argument in _OPTIONS or (separator and f"--{name}" in _OPTIONS):
            text = value if separator else next(rest, None)
            if text is None:
                return None
            given[name] = given[name] + _several(name, text) if isinstance(given[name], tuple) else text
        else:
            return None
    output_format, outputs = given.pop("format"), given.pop("output")
    if output_format not in FORMATS or (given["ref"] and "staged" in flags):
        return None
    request = Request(**given, staged="staged" in flags)
    return CheckCall(request, output_format, outputs, Fixing.asked(fix="fix" in flags, dry_run="dry-run" in flags))


def _several(name: str, text: str) -> tuple[Any, ...]:
    """What one more use of an option adds."""
    return (output(text),) if name == "output" else names([text])
