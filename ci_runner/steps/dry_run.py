"""Would a deploy succeed? Tried in a throw-away worktree, since even `deploy --dry-run` writes files and runs the app's code."""

from dataclasses import replace
from pathlib import Path

from ci_runner import build, judged_digests
from ci_runner.context import Context
from ci_runner.event import Kind
from ci_runner.git_repo import GitRepo
from ci_runner.model import Receipt, StepResult
from ci_runner.results import held, passed
from ci_runner.steps import keys, online, pending


def act(context: Context, receipt: Receipt) -> StepResult:
    """With a key `deploy --dry-run`; without one our own install, type check and bundle."""
    refusal = online.refusal(context) or online.without_cli(context) or _uninstalled(context)
    if refusal is not None and (refusal.outcome.stops_the_run or context.sandbox):
        return refusal
    with context.repo.throw_away_worktree(context.event.commit) as worktree:
        result = _rehearsed(context, receipt, worktree) if refusal is None else build.tried(context, worktree)
    left_out = context.event.kind is Kind.LOCAL and judged_digests.changed(context)
    return replace(result, sentence=f"{result.sentence} (the last commit: uncommitted changes are left out)") if left_out else result


def _uninstalled(context: Context) -> StepResult | None:
    """The CLI compiles the server, so what it imports must be installed; installing is the workflow's own step, with its cache."""
    package = context.repo.top / context.project.server / "package.json"
    if context.sandbox or not package.is_file() or any((parent / "node_modules").is_dir() for parent in package.parents):
        return None
    where = context.project.server
    return held("not-installed", f"the dependencies of {where} are not installed", todo=(f"cd {where} && npm ci --ignore-scripts",))


def _rehearsed(context: Context, receipt: Receipt, worktree: Path) -> StepResult:
    build.link_dependencies(context, worktree)
    answer = context.cli.run(*context.cli.aimed(context.config.environment, "deploy", "--dry-run"), seconds=context.seconds_left, beside=worktree)
    if answer.code != 0:
        return online.trouble(answer) or _unset_keys(context, receipt) or pending.judged(context, "dry-run-failed", answer)
    return passed("`deploy --dry-run` passes" + _rewritten(worktree, context.root))


def _unset_keys(context: Context, receipt: Receipt) -> StepResult | None:
    """A dry run may fail for keys without a value before the step `keys` is reached: that step's words and commands say more."""
    result = keys.act(context, receipt)
    return result if result.reason == "missing-keys" else None


def _rewritten(worktree: Path, root: str) -> str:
    with GitRepo(worktree) as repo:
        # A link to installed dependencies is ours, and `node_modules/` in .gitignore means directories only.
        changed = [path for path in repo.changed_paths(root) if not path.endswith("node_modules")]
    return f"; it rewrites {', '.join(changed[:3])}{', …' if len(changed) > 3 else ''}: commit what it makes of them" if changed else ""  # noqa: PLR2004
