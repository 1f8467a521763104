"""The pipeline, visible: which steps there are, in which order, and which of them an event gets."""

from dataclasses import replace
from enum import Enum

from ci_runner.config import RunConfig
from ci_runner.event import Event
from ci_runner.model import Stage, Step
from ci_runner.steps import auth, checks, cli, db_check, deploy, dry_run, fit, gate, keys, migrate, promote, rollback, storage, types, verify

CHECKS = Step(name="checks", act=checks.act, stage=Stage.PLAN, seconds=120)
CLI = Step(name="cli", act=cli.act, stage=Stage.PLAN, seconds=60)
TYPES = Step(name="types", act=types.act, stage=Stage.PLAN, seconds=120, repeatable=True)
DB_CHECK = Step(name="db-check", act=db_check.act, stage=Stage.PLAN, seconds=120, repeatable=True)
DRY_RUN = Step(name="dry-run", act=dry_run.act, stage=Stage.PLAN, seconds=600, repeatable=True)
GATE = Step(name="gate", act=gate.act, stage=Stage.DEPLOY, seconds=90)
KEYS = Step(name="keys", act=keys.act, stage=Stage.DEPLOY, seconds=120, repeatable=True)
MIGRATE = Step(name="migrate", act=migrate.act, stage=Stage.DEPLOY, seconds=300, changes="applied")
STORAGE = Step(name="storage", act=storage.act, stage=Stage.DEPLOY, seconds=120, changes="storage")
AUTH = Step(name="auth", act=auth.act, stage=Stage.DEPLOY, seconds=120, changes="auth")
DEPLOY_ONCE = Step(name="deploy", act=deploy.act, stage=Stage.DEPLOY, seconds=600, changes="live")
FIT = Step(name="fit", act=fit.act, stage=Stage.DEPLOY, seconds=60, repeatable=True)
DEPLOY_EARLIER = Step(name="deploy", act=rollback.act, stage=Stage.DEPLOY, seconds=900, changes="live")
VERIFY = Step(name="verify", act=verify.act, stage=Stage.DEPLOY, seconds=60)
PROMOTE = Step(name="promote", act=promote.act, stage=Stage.DEPLOY, seconds=300, changes="live")

PLAN = (CHECKS, CLI, TYPES, DB_CHECK, DRY_RUN)
DEPLOY = (*PLAN, GATE, KEYS, MIGRATE, STORAGE, AUTH, DRY_RUN, DEPLOY_ONCE, VERIFY)
# With `run: promote: true` the deploy goes to staging, which leaves production as it is, and what was verified there goes to production.
DEPLOY_TO_STAGING = replace(DEPLOY_ONCE, changes="staged")
# Each has a database of its own: production's has to hold the migrations only when the code goes there.
PROMOTION = (*(DEPLOY_TO_STAGING if step is DEPLOY_ONCE else step for step in DEPLOY), MIGRATE, PROMOTE, VERIFY)
# No checks: what goes live again was checked when it did so first. The database stays as it is, so the code must fit it.
ROLLBACK = (CLI, GATE, FIT, KEYS, DEPLOY_EARLIER, VERIFY)
STEP_NAMES = tuple(dict.fromkeys(step.name for step in (*PROMOTION, *ROLLBACK)))


class Wish(Enum):
    """What the command line asks for."""

    PLAN = "plan"
    DEPLOY = "deploy"
    RUN = "run"
    ROLLBACK = "rollback"


def planned(event: Event, wish: Wish) -> tuple[Step, ...]:
    """The steps of this run. `deploy` always gets all of them: refusing is the gate's work, with a reason."""
    if wish is Wish.ROLLBACK:
        return ROLLBACK
    if wish is Wish.DEPLOY or (wish is Wish.RUN and event.may_deploy):
        return DEPLOY
    return PLAN


def configured(steps: tuple[Step, ...], config: RunConfig) -> tuple[Step, ...]:
    """The steps as the configuration has them: a deploy may go by way of staging."""
    return PROMOTION if config.promote and steps == DEPLOY else steps


def ahead(config: RunConfig) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a deploy does behind a plan: each environment that the code comes to, with the steps on the way."""
    names = tuple(dict.fromkeys(step.name for step in DEPLOY if step.stage is Stage.DEPLOY))
    later = tuple(step.name for step in PROMOTION[len(DEPLOY) :]) if config.promote else ()
    return tuple(zip(config.stops, (names, later), strict=False))


def stage(steps: tuple[Step, ...]) -> Stage:
    """Whether these steps go as far as production."""
    return Stage.DEPLOY if GATE in steps else Stage.PLAN
