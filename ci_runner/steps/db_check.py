"""Whether the migrations build a database, and whether the platform agrees that they follow on what is live."""

from ci_runner.context import Context
from ci_runner.model import Receipt, StepResult
from ci_runner.results import failed, passed
from ci_runner.steps import online, pending
from hooks.chain import migrations
from hooks.chain.replay import replay
from hooks.errors import NoVerdict
from hooks.project import Project


def act(context: Context, receipt: Receipt) -> StepResult:
    """Replay always; ask the CLI where it has `db check` and may go online."""
    run = replayed(context.project)
    if run.outcome.stops_the_run:
        return run
    refusal = online.refusal(context) or online.without_cli(context)
    if refusal is not None:
        return refusal if refusal.outcome.stops_the_run else passed(f"{run.sentence}; {refusal.sentence}")
    if not context.cli.has("db", "check"):
        return passed(f"{run.sentence}; this CLI has no `db check`")
    return _asked(context, receipt, run)


def replayed(project: Project) -> StepResult:
    """Whether the migrations run. History is not judged again: where the base cannot build its own, the new ones must run behind its snapshot."""
    try:
        return _replayed(project)
    except NoVerdict as error:
        return failed("undetermined", str(error))


def _replayed(project: Project) -> StepResult:
    chain, gap, new = replay(project), migrations.lost(project), migrations.new_tags(project)
    for step in chain.steps:
        if step.failure is not None and step.is_new:
            reason = "undetermined" if step.failure.undecided else "failing-migration"
            return failed(reason, f"{step.migration.path} does not run on a fresh database: {step.failure.words}")
    if gap is not None and gap.tag in new:
        return failed("failing-migration", f'the file of "{gap.tag}" is missing')
    if chain.stranded:
        words = f"whether {chain.stranded[0].path} runs cannot be told: the migrations before it do not, and there is no snapshot of them"
        return failed("undetermined", words)
    if chain.seeded or chain.database is None:
        count = f"{len(new)} migration{'' if len(new) == 1 else 's'}"
        return passed(f"the base's migrations do not build a database; what is new runs behind its snapshot: {count}")
    return passed(f"{len(chain.steps)} migrations build a fresh database" if chain.steps else "no migrations yet")


def _asked(context: Context, receipt: Receipt, run: StepResult) -> StepResult:
    answer = context.cli.run("db", "check", seconds=context.seconds_left)
    if answer.code == 0:
        return passed(f"{run.sentence}; `db check` agrees")
    return online.trouble(answer) or pending.judged(context, receipt, "db-check-failed", answer)
