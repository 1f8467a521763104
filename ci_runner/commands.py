"""`plan`, `deploy` and `run` on the command line."""

import functools
import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ci_runner.context import Target
from ci_runner.event import Kind
from ci_runner.finish import Places
from ci_runner.gate.overriding import REASONS
from ci_runner.model import Override, Permits
from ci_runner.pipeline import Order, carried_out
from ci_runner.plan import Wish
from hooks.errors import UsageError
from hooks.nearest import did_you_mean

_EVENTS = tuple(kind.value for kind in Kind if kind not in {Kind.LOCAL, Kind.OTHER})

_PATH = click.argument("path", default=".", metavar="[PATH]", type=click.Path(path_type=Path))
_FILE = click.Path(path_type=Path)


def _written_to(command: Callable[..., None]) -> Callable[..., None]:
    """Options for where a run is written down, handed to the command as `places`."""

    @click.option("--receipt", default="receipt.json", show_default=True, metavar="FILE", type=_FILE, help="Where to write the receipt.")
    @click.option("--summary", metavar="FILE", type=_FILE, help="Append the summary, as Markdown. On GitHub the step summary gets it anyway.")
    @click.option("--variables", metavar="FILE", type=_FILE, help="Append the outcome as NAME=VALUE lines, as GitLab's dotenv reports take them.")
    @functools.wraps(command)
    def with_places(*, receipt: Path, summary: Path | None, variables: Path | None, **rest: Any) -> None:
        more = {name: path.absolute() for name, path in (("summary", summary), ("variables", variables)) if path}
        command(places=Places(receipt.absolute(), **more), **rest)

    return with_places


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
@_written_to
def plan(path: Path, places: Places) -> None:
    """Do everything that may run without the production key: checks, cli, types, db-check, dry-run.

    All steps run, whatever one of them finds.

    \b
    edgespark-ci plan
    edgespark-ci plan apps/shop --receipt shop.json
    """  # noqa: D301 - click wants the character \b itself
    _end(Order(wish=Wish.PLAN, path=path, places=places))


def _permit_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        click.option("--override", metavar="'REASON: WHY'", help="Set one refusal aside, by its reason: in a manual run inside the environment only."),
        click.option("--confirm", default="", metavar="CODE", help="Agree to the losses that a held run has named with this code: on your own machine only."),
        click.option("--resume", default="", metavar="WHY", help="Deploy again after a rollback has pinned the project."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_PATH
@_written_to
@_permit_options
def deploy(path: Path, places: Places, *, override: str | None, confirm: str, resume: str) -> None:
    """Plan, then gate, keys, migrate, deploy and verify. The first step that fails or holds ends it.

    \b
    edgespark-ci deploy
    edgespark-ci deploy --confirm 3f2a91c0de5b77aa01c2       the loss that the run before named is meant
    edgespark-ci deploy --override 'older-than-live: why'    in a manual run inside the environment
    """  # noqa: D301 - click wants the character \b itself
    permits = Permits(_override(override), confirm, _why("--resume", resume) if resume else "")
    _end(Order(wish=Wish.DEPLOY, path=path, places=places, permits=permits))


@click.command()
@click.argument("commit")
@_PATH
@_written_to
@click.option("--reason", required=True, metavar="WHY", help="Why: it is recorded, and shown to whoever wants to deploy next.")
@click.option("--override", metavar="'REASON: WHY'", help="Set one refusal aside, by its reason: in a manual run inside the environment only.")
@click.option("--proof", metavar="FILE", type=click.Path(path_type=Path), help="The receipt of a run that put COMMIT live. On GitHub its deployments tell.")
def rollback(commit: str, path: Path, places: Places, *, reason: str, override: str | None, proof: Path | None) -> None:
    """Put COMMIT live again, and pin the project there until `deploy --resume WHY`.

    The database stays as it is: migrations are never undone, so the earlier code must still fit it. Run it at the tip of the default branch.

    \b
    edgespark-ci rollback 54e0c28 --reason "sign-in fails since noon"
    """  # noqa: D301 - click wants the character \b itself
    target, permits = Target(commit, _why("--reason", reason)), Permits(_override(override))
    earlier = proof.absolute() if proof else None
    _end(Order(wish=Wish.ROLLBACK, path=path, places=places, permits=permits, target=target, proof=earlier))


@click.command()
@_PATH
@_written_to
@_sandbox_options
def run(path: Path, places: Places, *, sandbox: bool, state: Path | None, event: str | None, fault: str | None) -> None:
    """Plan; where the event is a merge into the default branch, deploy too.

    \b
    edgespark-ci run --sandbox examples/guestbook     a rehearsal: no key, no network, no Node.js

    Exit codes: 0 done, 1 an error was found, 2 bad usage, 3 a rule reached no verdict, 4 a step failed, 5 held, 130/143 interrupted.
    """  # noqa: D301 - click wants the character \b itself
    if not sandbox and (state or event or fault):
        raise UsageError("--state, --event and --fault belong to --sandbox")
    kept = state.absolute() if state else None
    _end(Order(wish=Wish.RUN, path=path, places=places, sandbox=sandbox, state=kept, kind=_kind(event), fault=fault))


def _override(text: str | None) -> Override | None:
    """`REASON: WHY` as a record. Raises UsageError for a reason that nobody may set aside, and for a missing why."""
    if text is None:
        return None
    reason, _, why = (part.strip() for part in text.partition(":"))
    if reason not in REASONS:
        raise UsageError(f'"{reason}" cannot be overridden{did_you_mean(reason, REASONS)}: one of {", ".join(REASONS)}')
    if not why:
        raise UsageError(f"an override needs a reason of yours: --override '{reason}: why'")
    return Override(reason, why)


def _why(option: str, text: str) -> str:
    """The words of a human. Raises UsageError where there are none: an empty reason would pin nothing."""
    if not text.strip():
        raise UsageError(f"{option} needs a reason of yours")
    return " ".join(text.split())


def _kind(name: str | None) -> Kind | None:
    if name is None:
        return None
    if name not in _EVENTS:
        raise UsageError(f'unknown event "{name}"{did_you_mean(name, _EVENTS)}: one of {", ".join(_EVENTS)}')
    return Kind(name)


def _end(order: Order) -> None:
    gc.freeze()  # what was imported stays: looking through it again and again costs 50 ms a run
    gc.enable()  # a pipeline lives longer than a hook
    raise SystemExit(carried_out(order, os.environ))
