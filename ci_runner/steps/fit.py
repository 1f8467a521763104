"""Before a rollback: whether the earlier code still fits the database, which no rollback takes back."""

from ci_runner import fit
from ci_runner.context import Context, Target
from ci_runner.edgespark_api import Unanswered
from ci_runner.gate import overriding
from ci_runner.model import Receipt, StepResult
from ci_runner.results import held, passed
from hooks.errors import NoVerdict
from hooks.project import Project, Surroundings

_SHOWN = 3


def act(context: Context, _receipt: Receipt) -> StepResult:
    """Compare what the earlier commit's migrations build with the live schema; changes nothing."""
    target = context.demanded_target
    if context.api is None:
        return held("cannot-verify", "the live schema cannot be read without a key: whether the earlier code fits it cannot be told")
    tree = context.repo.reader.commit(target.commit)
    try:
        earlier = Project(tree, context.root, Surroundings(context.project.policy))
        misfits = fit.misfits(earlier, context.api.schema_sql(context.config.environment))
    except (Unanswered, NoVerdict) as error:
        return held("cannot-verify", f"whether {target.commit[:10]} fits the live database cannot be told: {error}")
    if not misfits:
        return passed(f"{target.commit[:10]} finds everything it needs in the live database")
    return _unfit(context, target, misfits)


def _unfit(context: Context, target: Target, misfits: tuple[str, ...]) -> StepResult:
    words = f"{target.commit[:10]} does not fit the live database: {'; '.join(misfits[:_SHOWN])}{'; …' if len(misfits) > _SHOWN else ''}"
    found = held("does-not-fit", words, todo=("repair forward: a new commit with a new migration",), excerpt="\n".join(misfits))
    return passed(f"set aside by an override: {words}", reason="does-not-fit") if overriding.sets_aside(context, found) else found
