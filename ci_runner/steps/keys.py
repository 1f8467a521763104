"""Whether every declared var and secret has a value on the platform. By name only: no value ever comes here."""

import re
from typing import NamedTuple

from ci_runner.context import Context
from ci_runner.edgespark_cli import Answer
from ci_runner.model import Receipt, StepResult
from ci_runner.results import failed, held, passed
from ci_runner.steps import online

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOTAL = re.compile(r"Found (\d+) ")
_HEADER = "KEY"


class _Missing(NamedTuple):
    """A key without a value; `kind` is the command that lists it: `var` or `secret`."""

    environment: str
    kind: str
    name: str


def act(context: Context, _receipt: Receipt) -> StepResult:
    """Hold with the exact commands before anything irreversible: a deploy with an unset key is refused by the platform."""
    keys = context.code.declared_keys
    unions = {} if keys is None else {kind: union for kind, union in (("secret", keys.secrets), ("var", keys.vars)) if union is not None}
    unreadable = [part for union in unions.values() for part in union.unreadable]
    if unreadable:
        return held("unreadable-keys", f"{unreadable[0].location}: {unreadable[0].what}: which keys are declared cannot be told")
    declared = {kind: sorted(union.keys) for kind, union in unions.items() if union.keys}
    if not declared:
        return passed("no keys are declared")
    return online.refusal(context) or online.without_cli(context) or _compared(context, declared)


def _compared(context: Context, declared: dict[str, list[str]]) -> StepResult:
    seen = {kind: names for kind, names in declared.items() if context.cli.has(kind)}
    missing: list[_Missing] = []
    unseen = [name for kind, names in declared.items() if kind not in seen for name in names]
    for environment in context.stops:
        for kind, names in seen.items():
            answer = context.cli.run(*context.cli.aimed(environment, kind, "list"), seconds=context.seconds_left)
            if answer.code != 0:
                return online.trouble(answer) or failed("keys-not-listed", f"`{answer.shown}` ended with {answer.code}", excerpt=answer.excerpt)
            found = [name for name in names if name not in listed(answer)]
            if is_cut(answer):
                unseen += [name for name in found if name not in unseen]
            else:
                missing += [_Missing(environment, kind, name) for name in found]
    return _unset(context, missing) if missing else _set(context, declared, unseen)


def listed(answer: Answer) -> frozenset[str]:
    """The names in a table of keys: the first word of each line, whatever frame is drawn around it."""
    firsts = (_NAME.search(line) for line in answer.out.splitlines())
    return frozenset(match[0] for match in firsts if match)


def is_cut(answer: Answer) -> bool:
    """Whether the table is the first page of a longer one, by the number that 0.0.9 prints above it: it has no way to ask for the next."""
    total = _TOTAL.search(answer.text)
    return total is not None and int(total[1]) > len(listed(answer) - {_HEADER})


def _unset(context: Context, missing: list[_Missing]) -> StepResult:
    by_place = [(place, [one.name for one in missing if one.environment == place]) for place in context.stops]
    words = "; ".join(f"in {place}: {', '.join(names)}" for place, names in by_place if names)
    return held("missing-keys", f"not set {words}", todo=tuple(_repair(context, one) for one in missing))


def _repair(context: Context, missing: _Missing) -> str:
    if context.cli.is_observed:
        return f"set the {missing.kind} {missing.name} of {missing.environment} on the project's page: this CLI has no `{missing.kind} set`"
    # `secret set` prints an address where a person enters the value: it never goes through a terminal or a log.
    return f"edgespark secret set {missing.name}" if missing.kind == "secret" else f"edgespark var set {missing.name}=VALUE"


def _set(context: Context, declared: dict[str, list[str]], unseen: list[str]) -> StepResult:
    count, where = sum(map(len, declared.values())) - len(unseen), f" in {' and '.join(context.stops)}" if len(context.stops) > 1 else ""
    if unseen:
        return passed(f"{count} set{where}; this CLI cannot list {', '.join(unseen)}", reason="partly-seen")
    return passed(f"all {count} declared vars and secrets are set{where}")
