"""Whether every declared var and secret has a value on the platform. By name only: no value ever comes here."""

import re

from ci_runner.context import Context
from ci_runner.edgespark_cli import Answer
from ci_runner.model import Receipt, StepResult
from ci_runner.results import failed, held, passed
from ci_runner.steps import online

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def act(context: Context, _receipt: Receipt) -> StepResult:
    """Hold with the exact commands before anything irreversible: a deploy with an unset key is refused by the platform."""
    keys = context.project.declared_keys
    unions = {} if keys is None else {kind: union for kind, union in (("secret", keys.secrets), ("var", keys.vars)) if union is not None}
    unreadable = [part for union in unions.values() for part in union.unreadable]
    if unreadable:
        return held("unreadable-keys", f"{unreadable[0].location}: {unreadable[0].what}: which keys are declared cannot be told")
    declared = {kind: sorted(union.keys) for kind, union in unions.items() if union.keys}
    if not declared:
        return passed("no keys are declared")
    return online.refusal(context) or online.without_cli(context) or _compared(context, declared)


def _compared(context: Context, declared: dict[str, list[str]]) -> StepResult:
    missing: list[tuple[str, str]] = []
    unseen: list[str] = []
    for kind, names in declared.items():
        if not context.cli.has(kind):
            unseen += names
            continue
        answer = context.cli.run(*context.cli.aimed(context.config.environment, kind, "list"), seconds=context.seconds_left)
        if answer.code != 0:
            return online.trouble(answer) or failed("keys-not-listed", f"`{answer.shown}` ended with {answer.code}", excerpt=answer.excerpt)
        missing += [(kind, name) for name in names if name not in listed(answer)]
    return _unset(missing) if missing else _set(declared, unseen)


def listed(answer: Answer) -> frozenset[str]:
    """The names in a table of keys: the first word of each line, whatever frame is drawn around it."""
    firsts = (_NAME.search(line) for line in answer.out.splitlines())
    return frozenset(match[0] for match in firsts if match)


def _unset(missing: list[tuple[str, str]]) -> StepResult:
    # `secret set` prints an address where a person enters the value: it never goes through a terminal or a log.
    todo = tuple(f"edgespark secret set {name}" if kind == "secret" else f"edgespark var set {name}=VALUE" for kind, name in missing)
    return held("missing-keys", f"not set on the platform: {', '.join(name for _kind, name in missing)}", todo=todo)


def _set(declared: dict[str, list[str]], unseen: list[str]) -> StepResult:
    count = sum(map(len, declared.values())) - len(unseen)
    if unseen:
        return passed(f"{count} set; this CLI cannot list {', '.join(unseen)}", reason="partly-seen")
    return passed(f"all {count} declared vars and secrets are set")
