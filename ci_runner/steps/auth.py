"""Let the platform have the committed auth config. What takes a way to sign in from people is for a human."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ci_runner.config import Apply
from ci_runner.context import Context
from ci_runner.model import Outcome, Receipt, StepResult
from ci_runner.results import failed, held, passed, skipped
from ci_runner.steps import aftermath, gate, online
from hooks.project import Project, Surroundings
from hooks.sources.yaml_tree import Node

_COMMAND = "edgespark auth apply"


def act(context: Context, receipt: Receipt) -> StepResult:
    """Apply it where it changed since what is live; what the platform shows tells whether it did, else the live commit's file."""
    declared = _document(context.project)
    if declared is None:
        return skipped("no-auth-config", "there is no auth-config.yaml")
    there = shown(context)
    before = _before(context, there)
    if before == declared:
        return passed("the platform has this auth config" if there is not None else "auth-config.yaml did not change since what is live")
    closed = sorted(set(_open_doors(before or {})) - set(_open_doors(declared)))
    if closed:
        words = f"auth-config.yaml no longer lets people in by {', '.join(closed)}"
        return held("closes-sign-in", words, todo=(f"if that is meant, apply it by hand: {_COMMAND}", "run this again"))
    return gate.guarded(context, receipt, lambda: _applied(context, declared, there))


def changed(context: Context) -> bool:
    """Whether the platform is known to have another auth config than the declared one."""
    declared, before = _document(context.project), _before(context, shown(context))
    return declared is not None and before is not None and before != declared


def _before(context: Context, there: dict[str, Any] | None) -> dict[str, Any] | None:
    return there if there is not None else _at_live(context)


def shown(context: Context) -> dict[str, Any] | None:
    """The auth config that `auth get --json` shows; None where it shows none. Nobody outside has seen its form, so only an equal one proves something."""
    if not context.cli.has("auth", "get"):
        return None
    answer = context.cli.run("auth", "get", "--json", seconds=context.seconds_left)
    try:
        found = json.loads(answer.out) if answer.code == 0 else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _applied(context: Context, declared: Mapping[str, Any], there: Mapping[str, Any] | None) -> StepResult:
    if context.config.apply is Apply.NEVER:
        return held("apply-by-hand", "auth-config.yaml changed, and `apply: never` leaves it to you", todo=(_COMMAND,))
    if not context.cli.has("auth", "apply"):
        return held("no-auth-apply", "auth-config.yaml changed, and this CLI cannot apply it", todo=("apply it on the project's page, then run this again",))
    answer = context.cli.run("auth", "apply", seconds=aftermath.seconds_before(context))
    if answer.code != 0:
        cause = online.trouble(answer) or failed("auth-apply-failed", f"`{answer.shown}` ended with {answer.code}", excerpt=answer.excerpt)
        return settled(cause, declared, there, shown(context)) if cause.outcome is Outcome.FAILED else cause
    now = shown(context)
    if now is not None and now == there:
        return failed("not-applied", f"`{answer.shown}` claims success, but `edgespark auth get` shows what it showed before", excerpt=answer.excerpt)
    return passed("applied" if now == declared else f"applied, as `{answer.shown}` says")


def settled(cause: StepResult, declared: Mapping[str, Any], before: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> StepResult:
    """`cause` is how the command failed: it passes after all where the platform shows what is declared."""
    if now == declared:
        return passed(f"applied, although {cause.sentence}", reason="applied-after-all", excerpt=cause.excerpt)
    if now is None or now != before or cause.reason in aftermath.UNSEEN:
        return aftermath.left_open(cause, "whether it is applied cannot be told")
    return replace(cause, sentence=f"{cause.sentence}; nothing changed: `edgespark auth get` shows what it showed before")


def _at_live(context: Context) -> dict[str, Any] | None:
    live = context.last_live()
    if live is None or context.repo.commit(live.commit) is None:
        return None
    return _document(Project(context.repo.reader.commit(live.commit), context.root, Surroundings(context.project.policy)))


def _document(project: Project) -> dict[str, Any] | None:
    node = project.auth_config
    value = None if node is None else _plain(node)
    return value if isinstance(value, dict) else None


def _plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: _plain(value) for key, value in node.value.items()}
    return [_plain(item) for item in node.value] if isinstance(node.value, tuple) else node.value


def _open_doors(document: Mapping[str, Any]) -> Iterator[str]:
    """The ways in which people can sign in, and whether strangers may sign up."""
    for name, value in document.items():
        if name.startswith("provider") and isinstance(value, dict) and value.get("enabled") is True:
            yield name
    if document.get("disableSignUp") is not True:
        yield "signing up"
