"""From what was asked to an exit code: event, plan, results, receipt, text."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from ci_runner import lock
from ci_runner.announcing import announced
from ci_runner.assembly import Subject, Wanted, context
from ci_runner.context import Context, Target
from ci_runner.event import Kind
from ci_runner.execute import executed
from ci_runner.finish import Places, commented, finish, recorded
from ci_runner.model import Permits, Receipt, Stage, Step
from ci_runner.plan import Wish, ahead, configured, planned
from ci_runner.redact import Redactor
from ci_runner.report.console import Console, closing, opening
from ci_runner.results import failed
from ci_runner.signals import Signals
from hooks.about import NAME, VERSION
from hooks.errors import EdgesparkError, UsageError


class Unsafe(EdgesparkError):  # noqa: N818 - it names a state
    """Going on could let a secret out (exit 4)."""

    exit_code = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the command line asks for. `kind` is the event to rehearse; `proof` is an earlier run's receipt; paths but `path` are absolute."""

    wish: Wish
    path: Path
    places: Places
    sandbox: bool = False
    state: Path | None = None
    kind: Kind | None = None
    fault: str | None = None
    permits: Permits = field(default_factory=Permits)
    target: Target | None = None
    proof: Path | None = None


def carried_out(order: Order, environ: Mapping[str, str]) -> int:
    """Do what was asked and give the exit code. Raises EdgesparkError for what must be changed before anything can run."""
    if not order.path.exists():
        raise UsageError(f"no such file or directory: {order.path}")
    signals = Signals()
    with signals.watched():
        if not order.sandbox:
            return _on(order, order.path, environ, signals)
        from ci_runner.sandbox.fault import Fault
        from ci_runner.sandbox.rehearsal import rehearsal

        fault = Fault.parsed(order.fault) if order.fault else None
        with rehearsal(order.path, state=order.state, fault=fault) as stage:
            return _on(order, stage.project, {**environ, **stage.environment}, signals)


def _on(order: Order, path: Path, environ: Mapping[str, str], signals: Signals) -> int:
    redact = Redactor.of(environ)
    if not redact.works:
        raise Unsafe("a canary came through the redactor unmasked: nothing is run, since its output could hold a secret")
    console = Console(redact, on_github=environ.get("GITHUB_ACTIONS") == "true")
    console.mask(redact.values)
    subject = Subject.at(path, environ, kind=(order.kind or Kind.PUSH) if order.sandbox else None)
    with subject.repo, lock.held(subject.repo.git_directory / "edgespark-ci.lock") as descriptor:
        subject.repo.clear_away()
        steps = planned(subject.event, order.wish)
        wanted = Wanted(receipt=order.places.receipt, descriptor=descriptor, permits=order.permits, target=order.target, proof=order.proof)
        run = context(subject, steps, environ, redact, wanted)
        return _run(order, run, configured(steps, run.config), console, signals)


def _run(order: Order, run: Context, steps: tuple[Step, ...], console: Console, signals: Signals) -> int:
    places = order.places.on(run.environ)
    receipt = begun(run)
    console.print(opening(receipt, order.wish.value, run.repo.top.name))
    for state in executed(steps, run, receipt, signals):
        problem = recorded(state, places, run.redact)
        for result in state.steps[len(receipt.steps) :]:
            console.result(result)
        if problem:
            # What is not written down is not done: the generator stands before the next step, and is left there.
            receipt = (receipt if state.in_progress else state).after(replace(failed("no-receipt", problem), step="finish"))
            break
        receipt = state
    problems = (*finish(receipt, places, run.redact), announced(run, receipt), commented(receipt, run.config.comment, run.github, run.redact))
    console.print(closing(receipt, str(places.receipt)))
    for words in filter(None, problems):
        console.print(f"warning   {words}")
    return receipt.exit_code


def begun(run: Context) -> Receipt:
    """The receipt of a run that has done nothing yet, with what earlier ones left unknown."""
    told = run.told()
    deploys = "promote" if run.config.promote else "deploy"
    unknown = [name for name in run.unknown if name != deploys or not told.live]
    if told.perhaps and run.stage is Stage.DEPLOY:
        unknown.append(deploys)
    return Receipt(
        tool=f"{NAME} {VERSION}",
        project=run.root,
        environment=run.config.environment,
        event=run.event,
        commit=run.event.commit,
        tree=run.repo.tree(run.event.commit, run.root),
        ahead=ahead(run.config),
        started=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        sandbox=run.sandbox,
        versions={NAME: VERSION, "python": platform.python_version()},
        override=run.permits.override,
        live=told.live,
        may_be_live=told.perhaps,
        unknown=tuple(dict.fromkeys(unknown)),
    )
