"""Whether the migrations build a database, and whether the platform agrees that they follow on what is live."""

from ci_runner.context import Context
from ci_runner.model import Receipt, StepResult
from ci_runner.results import failed, passed
from ci_runner.steps import online, pending
from hooks.chain import migrations
from hooks.chain.replay import replay


def act(context: Context, _receipt: Receipt) -> StepResult:
    """Replay always; ask the CLI where it has `db check` and may go online."""
    replayed = _replayed(context)
    if replayed.outcome.stops_the_run:
        return replayed
    refusal = online.refusal(context) or online.without_cli(context)
    if refusal is not None:
        return refusal if refusal.outcome.stops_the_run else passed(f"{replayed.sentence}; {refusal.sentence}")
    if not context.cli.has("db", "check"):
        return passed(f"{replayed.sentence}; this CLI has no `db check`")
    return _asked(context, replayed)


def _replayed(context: Context) -> StepResult:
    chain = replay(context.project)
    if not migrations.listed(context.project):
        return passed("no migrations yet")
    for step in chain.steps:
        if step.failure is not None:
            reason = "undetermined" if step.failure.undecided else "failing-migration"
            return failed(reason, f"{step.migration.path} does not run on a fresh database: {step.failure.words}")
    return passed(f"{len(chain.steps)} migrations build a fresh database")


def _asked(context: Context, replayed: StepResult) -> StepResult:
    answer = context.cli.run("db", "check", seconds=context.seconds_left)
    if answer.code == 0:
        return passed(f"{replayed.sentence}; `db check` agrees")
    return online.trouble(answer) or pending.judged(context, "db-check-failed", answer)
