"""The pipeline, visible: which steps there are, in which order, and which of them an event gets."""

from enum import Enum

from ci_runner.event import Event
from ci_runner.model import Stage, Step
from ci_runner.steps import checks, cli, db_check, deploy, dry_run, gate, keys, migrate, types, verify

CHECKS = Step(name="checks", act=checks.act, stage=Stage.PLAN, seconds=120)
CLI = Step(name="cli", act=cli.act, stage=Stage.PLAN, seconds=60)
TYPES = Step(name="types", act=types.act, stage=Stage.PLAN, seconds=120, repeatable=True)
DB_CHECK = Step(name="db-check", act=db_check.act, stage=Stage.PLAN, seconds=120, repeatable=True)
DRY_RUN = Step(name="dry-run", act=dry_run.act, stage=Stage.PLAN, seconds=600, repeatable=True)
GATE = Step(name="gate", act=gate.act, stage=Stage.DEPLOY, seconds=90)
KEYS = Step(name="keys", act=keys.act, stage=Stage.DEPLOY, seconds=120, repeatable=True)
MIGRATE = Step(name="migrate", act=migrate.act, stage=Stage.DEPLOY, seconds=300, changes="applied")
DEPLOY_ONCE = Step(name="deploy", act=deploy.act, stage=Stage.DEPLOY, seconds=600, changes="live")
VERIFY = Step(name="verify", act=verify.act, stage=Stage.DEPLOY, seconds=60)

PLAN = (CHECKS, CLI, TYPES, DB_CHECK, DRY_RUN)
DEPLOY = (*PLAN, GATE, KEYS, MIGRATE, DRY_RUN, DEPLOY_ONCE, VERIFY)
STEP_NAMES = tuple(dict.fromkeys(step.name for step in DEPLOY))


class Wish(Enum):
    """What the command line asks for."""

    PLAN = "plan"
    DEPLOY = "deploy"
    RUN = "run"


def planned(event: Event, wish: Wish) -> tuple[Step, ...]:
    """The steps of this run. `deploy` always gets all of them: refusing is the gate's work, with a reason."""
    if wish is Wish.DEPLOY or (wish is Wish.RUN and event.may_deploy):
        return DEPLOY
    return PLAN


def stage(steps: tuple[Step, ...]) -> Stage:
    """Whether these steps go as far as production."""
    return Stage.DEPLOY if DEPLOY_ONCE in steps else Stage.PLAN
