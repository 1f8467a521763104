"""`plan`, `deploy` and `run` on the command line."""

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ci_runner.event import Kind
from ci_runner.pipeline import Order, carried_out
from ci_runner.plan import Wish
from hooks.errors import UsageError
from hooks.nearest import did_you_mean

_EVENTS = tuple(kind.value for kind in Kind if kind not in {Kind.LOCAL, Kind.OTHER})

_PATH = click.argument("path", default=".", metavar="[PATH]", type=click.Path(path_type=Path))
_RECEIPT = click.option(
    "--receipt", default="receipt.json", show_default=True, metavar="FILE", type=click.Path(path_type=Path), help="Where to write the receipt."
)


def _sandbox_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        click.option("--sandbox", is_flag=True, help="Rehearse on a copy, against a platform on this machine: no key, no network, no Node.js."),
        click.option("--state", metavar="DIR", type=click.Path(path_type=Path), help="Keep the sandbox's state here. Default: it goes with the run."),
        click.option("--event", metavar="EVENT", help=f"What happened to the copy: {', '.join(_EVENTS)}. Default: push, a merge."),
        click.option("--fault", metavar="KIND[@WHERE][*TIMES]", help="Let the sandbox go wrong in this way."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_PATH
@_RECEIPT
def plan(path: Path, receipt: Path) -> None:
    """Do everything that may run without the production key: checks, cli, types, db-check, dry-run.

    All steps run, whatever one of them finds.
    """
    _end(Order(wish=Wish.PLAN, path=path, receipt=receipt.absolute()))


@click.command()
@_PATH
@_RECEIPT
def deploy(path: Path, receipt: Path) -> None:
    """Plan, then gate, keys, migrate, deploy and verify. The first step that fails or holds ends it."""
    _end(Order(wish=Wish.DEPLOY, path=path, receipt=receipt.absolute()))


@click.command()
@_PATH
@_RECEIPT
@_sandbox_options
def run(path: Path, receipt: Path, *, sandbox: bool, state: Path | None, event: str | None, fault: str | None) -> None:
    """Plan; where the event is a merge into the default branch, deploy too.

    \b
    edgespark-ci run --sandbox examples/guestbook     a rehearsal: no key, no network, no Node.js

    Exit codes: 0 done, 1 an error was found, 2 bad usage, 3 a rule reached no verdict, 4 a step failed, 5 held, 130/143 interrupted.
    """  # noqa: D301 - click wants the character \b itself
    if not sandbox and (state or event or fault):
        raise UsageError("--state, --event and --fault belong to --sandbox")
    kept = state.absolute() if state else None
    _end(Order(wish=Wish.RUN, path=path, receipt=receipt.absolute(), sandbox=sandbox, state=kept, kind=_kind(event), fault=fault))


def _kind(name: str | None) -> Kind | None:
    if name is None:
        return None
    if name not in _EVENTS:
        raise UsageError(f'unknown event "{name}"{did_you_mean(name, _EVENTS)}: one of {", ".join(_EVENTS)}')
    return Kind(name)


def _end(order: Order) -> None:
    gc.enable()  # a pipeline lives longer than a hook
    raise SystemExit(carried_out(order, os.environ))
