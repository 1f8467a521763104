"""Would a deploy succeed? Tried in a throw-away worktree, since even `deploy --dry-run` writes files and runs the app's code."""

from dataclasses import replace
from pathlib import Path

from ci_runner import build, bundle
from ci_runner.context import Context
from ci_runner.event import Kind
from ci_runner.git_repo import GitRepo
from ci_runner.model import Receipt, StepResult
from ci_runner.results import failed, held, passed
from ci_runner.steps import keys, online, pending

_SHOWN = 3


def act(context: Context, receipt: Receipt) -> StepResult:
    """With a key `deploy --dry-run`; without one our own install, type check and bundle."""
    refusal = online.refusal(context) or online.without_cli(context) or _uninstalled(context)
    if refusal is not None and (refusal.outcome.stops_the_run or context.sandbox):
        return refusal
    before = context.repo.changed_paths()
    with context.repo.throw_away_worktree(context.event.commit) as worktree:
        result = _rehearsed(context, receipt, worktree) if refusal is None else build.tried(context, worktree)
    strayed = sorted(set(context.repo.changed_paths()) - set(before) - context.own_files)
    if strayed:
        return failed("checkout-changed", f"the dry run changed files outside its worktree: {_some(strayed)}", excerpt=result.excerpt)
    left_out = context.event.kind is Kind.LOCAL and before
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
    answer = context.cli.run(*context.cli.aimed(context.config.first_stop, "deploy", "--dry-run"), seconds=context.seconds_left, beside=worktree)
    if answer.code != 0:
        return online.trouble(answer) or _unset_keys(context, receipt) or pending.judged(context, receipt, "dry-run-failed", answer)
    return replace(_passed(_rewritten(worktree, context.root)), bundle=bundle.digest((worktree / context.root, worktree / context.project.server)))


def _unset_keys(context: Context, receipt: Receipt) -> StepResult | None:
    """A dry run may fail for keys without a value before the step `keys` is reached: that step's words and commands say more."""
    result = keys.act(context, receipt)
    return result if result.reason == "missing-keys" else None


def _passed(rewritten: list[str]) -> StepResult:
    words = "`deploy --dry-run` passes"
    if not rewritten:
        return passed(words)
    return passed(f"{words}; it rewrites {_some(rewritten)}: commit what it makes of them", reason="rewrites-files")


def _rewritten(worktree: Path, root: str) -> list[str]:
    with GitRepo(worktree) as repo:
        # A link to installed dependencies is ours, and `node_modules/` in .gitignore means directories only.
        return [path for path in repo.changed_paths(root) if not path.endswith("node_modules")]


def _some(paths: list[str]) -> str:
    return ", ".join(paths[:_SHOWN]) + (", …" if len(paths) > _SHOWN else "")
