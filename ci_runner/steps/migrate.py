"""Apply the migrations, then prove it: a command that says it succeeded is not believed."""

from dataclasses import replace

from ci_runner import live_schema
from ci_runner.config import Migrations
from ci_runner.context import Context
from ci_runner.edgespark_api import Unanswered
from ci_runner.edgespark_cli import Answer
from ci_runner.model import Applied, Receipt, StepResult
from ci_runner.results import failed, held, passed, skipped
from ci_runner.steps import gate, online, pending
from hooks.chain import migrations
from hooks.errors import NoVerdict


def act(context: Context, receipt: Receipt) -> StepResult:
    """Run `db migrate` once, on the branch that it demands."""
    tags = tuple(migration.tag for migration in migrations.listed(context.project))
    if not tags:
        return skipped("no-migrations", "there are no migrations")
    if context.config.migrations is Migrations.LOCAL:
        return _proven(context, tags, f"`migrations: local`: {len(tags)} applied by hand", not_applied="pending")
    if not context.cli.has("db", "migrate"):
        todo = ("apply them with the documented CLI, then run this again",)
        return _proven(context, tags, f"{len(tags)} applied already", not_applied="no-db-migrate", todo=todo)
    return gate.refusal(context, receipt) or _wrong_branch(context) or _migrated(context, receipt, tags)


def _wrong_branch(context: Context) -> StepResult | None:
    branch = context.project.toml.migration_branch or context.event.default_branch
    if branch == context.event.branch and context.repo.stand_on_branch(branch):
        return None
    return held("migration-branch", f"`db migrate` must run on {branch}, and {context.event.branch or 'a detached HEAD'} is checked out")


def _migrated(context: Context, receipt: Receipt, tags: tuple[str, ...]) -> StepResult:
    dangerous = ("--confirm-dangerous",) if receipt.losses and receipt.confirmed_by else ()
    answer = context.cli.run("db", "migrate", *dangerous, seconds=context.seconds_left)
    if answer.code != 0:
        return online.trouble(answer) or _refused(context, answer)
    return _proven(context, tags, f"{len(tags)} migrations are applied", not_applied="not-applied")


def _refused(context: Context, answer: Answer) -> StepResult:
    if "--confirm-dangerous" in answer.text:
        todo = ("let somebody who may decide that run `edgespark db migrate --confirm-dangerous`, then run this again",)
        return held("needs-confirmation", "a migration destroys data, and nobody confirmed that", todo=todo, excerpt=answer.excerpt)
    waiting = pending.tags(context)
    left = f": {', '.join(waiting)} not applied" if waiting else ": the database may hold a part of them"
    return failed("migrate-failed", f"`{answer.shown}` ended with {answer.code}{left}", excerpt=answer.excerpt)


def _proven(context: Context, tags: tuple[str, ...], done: str, *, not_applied: str, todo: tuple[str, ...] = ()) -> StepResult:
    """The live schema against the replay; where it cannot be read, `db check` after the fact; without either nothing is proven."""
    if context.api is None:
        return _by_command(context, tags, done)
    try:
        differences = live_schema.differences(context.project, context.api.schema_sql(context.config.environment))
    except (Unanswered, NoVerdict) as error:
        return held("cannot-verify", f"whether they are applied cannot be told: {error}", todo=("run this again: it asks anew",))
    if not differences:
        return replace(passed(f"{done}: the live schema is what they build"), applied=Applied(context.event.commit, tags))
    shown = "; ".join(differences[:3])
    if not_applied == "not-applied":
        return failed(not_applied, f"`db migrate` claims success, but {shown}", excerpt="\n".join(differences))
    return held(not_applied, f"the live database is not what the migrations build: {shown}", todo=todo, excerpt="\n".join(differences))


def _by_command(context: Context, tags: tuple[str, ...], done: str) -> StepResult:
    if not context.cli.has("db", "check"):
        return held("cannot-verify", "neither a key nor `db check` is here to tell whether the migrations are applied")
    answer = context.cli.run("db", "check", seconds=context.seconds_left)
    if answer.code == 0:
        return replace(passed(f"{done}, says `db check`"), applied=Applied(context.event.commit, tags))
    return online.trouble(answer) or held("cannot-verify", f"`{answer.shown}` ended with {answer.code} afterwards", excerpt=answer.excerpt)
