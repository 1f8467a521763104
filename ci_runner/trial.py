"""`sandbox`: a copy of a project with a platform of its own, for trying things by hand."""

import os
import shutil
import subprocess
from pathlib import Path

import click

from ci_runner.sandbox.fault import Fault
from ci_runner.sandbox.rehearsal import rehearsal
from hooks.errors import UsageError

_DEFAULT_SHELL = "/bin/sh"


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--state", metavar="DIR", type=click.Path(path_type=Path), help="Keep the sandbox's state here. Default: it goes with the command.")
@click.option("--fault", metavar="KIND[@WHERE][*TIMES]", help="Let the sandbox go wrong in this way.")
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def sandbox(path: Path, command: tuple[str, ...], *, state: Path | None, fault: str | None) -> None:
    """Copy the project at PATH, serve it a platform on this machine, and run COMMAND there. Default: your shell.

    `edgespark` is then a stand-in that talks to that platform. It is not EdgeSpark's own command, and nothing leaves this machine.

    \b
    edgespark-ci sandbox examples/guestbook
    edgespark-ci sandbox examples/guestbook edgespark db check
    """  # noqa: D301 - click wants the character \b itself
    if not path.exists():
        raise UsageError(f"no such file or directory: {path}")
    argv = command or (os.environ.get("SHELL", _DEFAULT_SHELL),)
    with rehearsal(path, state=state.absolute() if state else None, fault=Fault.parsed(fault) if fault else None) as stage:
        environ = {**os.environ, **stage.environment}
        executable = shutil.which(argv[0], path=environ["PATH"])
        if executable is None:
            raise UsageError(f"no such command: {argv[0]}")
        click.echo(f"a sandbox on this machine serves {stage.repository}: a rehearsal, not the platform", err=True)
        # The one child that owns the terminal: a person types into it, so it has neither pipes nor a deadline.
        ended = subprocess.run([executable, *argv[1:]], cwd=stage.project, env=environ, check=False)
    raise SystemExit(ended.returncode if ended.returncode >= 0 else 128 - ended.returncode)
