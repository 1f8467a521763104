"""Apply the migrations, then prove it."""

from ci_runner.config import Migrations
from ci_runner.context import Context
from ci_runner.edgespark_cli import Answer
from ci_runner.model import Outcome, Receipt, StepResult
from ci_runner.results import failed, held, skipped
from ci_runner.steps import aftermath, danger, gate, online, proof
from hooks.chain import migrations


def act(context: Context, receipt: Receipt) -> StepResult:
    """Run `db migrate` once, on the branch that it demands."""
    if not migrations.listed(context.project):
        return skipped("no-migrations", "there are no migrations")
    environment = context.config.environment if receipt.staged else context.config.first_stop
    if context.config.migrations is Migrations.LOCAL:
        return proof.required(context, environment, "migrations are applied by hand", not_applied="pending")
    if not context.cli.has("db", "migrate"):
        return proof.required(context, environment, "migrations are applied already", not_applied="no-db-migrate")
    return gate.guarded(context, receipt, lambda: _on_its_branch(context, receipt))


def _on_its_branch(context: Context, receipt: Receipt) -> StepResult:
    branch = context.project.toml.migration_branch or context.event.default_branch
    if branch == context.event.branch:
        with context.repo.on_branch(branch) as stands:
            if stands:
                return _migrated(context, receipt)
    return held("migration-branch", f"`db migrate` must run on {branch}, and {context.event.branch or 'a detached HEAD'} is checked out")


def _migrated(context: Context, receipt: Receipt) -> StepResult:
    unnamed = danger.refusal(context, receipt)
    if unnamed is not None:
        return unnamed
    dangerous = ("--confirm-dangerous",) if receipt.losses and receipt.confirmed_by else ()
    answer = context.cli.run("db", "migrate", *dangerous, seconds=aftermath.seconds_before(context))
    if answer.code == 0:
        return proof.after_success(context, answer)
    cause = online.trouble(answer) or _refused(answer)
    return proof.after_failure(context, cause) if cause.outcome is Outcome.FAILED else cause


def _refused(answer: Answer) -> StepResult:
    if "--confirm-dangerous" in answer.text:
        return held("needs-confirmation", "a migration destroys data, and nobody confirmed that", todo=danger.TODO, excerpt=answer.excerpt)
    return failed("migrate-failed", f"`{answer.shown}` ended with {answer.code}", excerpt=answer.excerpt)
