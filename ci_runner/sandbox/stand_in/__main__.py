"""`edgespark` in the sandbox: the commands, and how they end."""

import io
import os
import sys
from pathlib import Path

import click

from ci_runner.sandbox.stand_in import database, deploy, log, screen, settings, types
from ci_runner.sandbox.stand_in.failure import Code, Failed
from ci_runner.sandbox.stand_in.session import Session
from hooks.errors import EdgesparkError

VERSION = "0.0.17+edgespark-ci.sandbox"


@click.group(name="edgespark", epilog="This is the stand-in of the edgespark-ci sandbox, not the EdgeSpark CLI.")
@click.version_option(VERSION, "-v", "--version", message="%(version)s")
@click.pass_context
def edgespark(context: click.Context) -> None:
    """Stand in for the EdgeSpark CLI, against a sandbox on this machine."""
    context.obj = Session(Path.cwd(), os.environ)


for _command in (
    settings.auth,
    database.group,
    deploy.group,
    log.group,
    settings.project,
    types.group,
    settings.secret,
    settings.storage,
    settings.var,
):
    edgespark.add_command(_command)


def main() -> None:
    """Run one command and exit as it ended."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_ended())


def _ended() -> int:
    try:
        code = edgespark.main(prog_name="edgespark", standalone_mode=False)
    except click.UsageError as error:
        screen.error(f"{error.format_message()} {screen.MARK}")
        unknown = error.ctx is not None and error.ctx.parent is None
        return Code.USAGE if unknown else Code.ERROR
    except Failed as failure:
        screen.error(failure.text)
        for hint in failure.hints:
            screen.hint(hint)
        return failure.code
    except EdgesparkError as error:
        screen.error(f"{error} {screen.MARK}")
        return Code.ERROR
    except click.Abort:
        return 130
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    main()
