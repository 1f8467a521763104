"""The `edgespark-ci` command: the one door of the program, and the one place where errors become exit codes."""

import gc
import io
import os
import sys
from collections.abc import Sequence

from hooks.about import HOME, NAME
from hooks.errors import EdgesparkError

EXIT_DEFECT = 70  # EX_SOFTWARE of sysexits.h: neither a verdict nor a mistake of the caller
_EXIT_INTERRUPTED, _EXIT_PIPE_CLOSED = 130, 141


def program() -> None:
    """Run `main` as the console script: a check ends without taking the interpreter apart, 8 ms that a commit would wait for."""
    try:
        main()
    except SystemExit as end:
        if sys.argv[1:2] != ["check"] or not isinstance(end.code, int):
            raise
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    gc.disable()  # a short-lived process: collecting costs more than the memory
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file name may hold what no encoding can write
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has left (`| head`); what is still buffered must not raise again while the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = _EXIT_PIPE_CLOSED
    except KeyboardInterrupt:
        code = _EXIT_INTERRUPTED
    except EdgesparkError as error:
        sys.stderr.write(_redacted(f"{NAME}: {error}\n"))
        code = error.exit_code
    except Exception:  # noqa: BLE001 - without this a defect of ours would end with 1, which means that an error was found
        import traceback

        words = f"{NAME}: this is a defect of {NAME}, no verdict was reached: please report it at {HOME}/issues\n"
        sys.stderr.write(_redacted(f"{traceback.format_exc()}{words}"))
        code = EXIT_DEFECT
    raise SystemExit(code)


def _redacted(text: str) -> str:
    """An error may quote what git, a variable or the command line said, a token in an address for example."""
    from ci_runner.redact import Redactor

    return Redactor.of(os.environ)(text)


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["check"]:
        from hooks.commands.check_call import plain

        call = plain(arguments[1:])
        if call is not None:
            return call.run(os.getcwd(), os.environ)
    import click

    from ci_runner.commands_group import edgespark_ci

    try:
        code = edgespark_ci.main(args=arguments, prog_name=NAME, standalone_mode=False)
    except SystemExit as end:
        code = end.code
    except click.Abort:
        code = _EXIT_INTERRUPTED
    except click.ClickException as error:
        words = io.StringIO()
        error.show(words)
        sys.stderr.write(_redacted(words.getvalue()))
        code = error.exit_code
    return code if isinstance(code, int) else 0
