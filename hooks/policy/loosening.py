"""What a change lets pass that its base does not: its policy beside those of the base's tip and fork.

Loosened by this change is only what neither of them has: who stays behind a tip that became stricter has loosened nothing.
"""

from collections.abc import Collection, Iterator, Sequence

from hooks import registry
from hooks.errors import ConfigError
from hooks.finding import Finding, Fix, Location, Severity
from hooks.policy import baseline, config, selection
from hooks.policy.config import Engine, Policy
from hooks.policy.decisive import base_entries
from hooks.policy.globs import covers
from hooks.policy.lost_projects import lost_projects
from hooks.sources.policy_file import Acknowledgement
from hooks.trees.tree import Tree

_WEIGHTS = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}
_NAMED = 3
_LATER = Fix("if it is meant, merge it first, on its own: a pull request is judged by the policy of its base")
_HISTORY = Fix("an entry that a change adds holds for what the base has too; anything newer is judged as if it were not there")


def loosened(own: Policy, tree: Tree, bases: Sequence[Tree]) -> Iterator[Finding]:
    """One finding for each thing that `own`, the policy of `tree`, and its baseline let pass and none of `bases` (tip, fork) does."""
    theirs = [policy for policy in map(_readable, bases) if policy is not None]
    if any(own._replace(places={}, run=None) != policy._replace(places={}, run=None) for policy in theirs):
        yield from _rules(own, theirs)
        yield from _words(own, theirs)
        yield from _acknowledged(own, theirs)
        yield from _per_path(own, theirs)
    yield from _entries(own, tree, bases)
    yield from lost_projects(tree, bases)


def _readable(tree: Tree) -> Policy | None:
    try:
        return config.policy(tree)
    except ConfigError:
        return None


def _rules(own: Policy, theirs: Sequence[Policy]) -> Iterator[Finding]:
    """Rules that are no longer judged, and those whose severity is lower."""
    now, before = _judged(own), [_judged(policy) for policy in theirs]
    for rule in sorted(frozenset.intersection(*before)):
        group = registry.rule(rule).group.value
        if rule not in now:
            yield Finding(f"{rule} is no longer judged", own.place(f"ignore.{rule}", f"ignore.{group}", "select"), rule, _LATER)
            continue
        severity, least = _severity(own, rule), min((_severity(policy, rule) for policy in theirs), key=_WEIGHTS.__getitem__)
        if _WEIGHTS[severity] < _WEIGHTS[least]:
            message = f"{rule} is lowered from {least.value} to {severity.value}"
            yield Finding(message, own.place(f"severity.{rule}", "severity"), f"severity of {rule}", _LATER)


def _judged(policy: Policy) -> frozenset[str]:
    return frozenset(rule.id for rule in selection.chosen(selection.known(policy.select), selection.known(policy.ignore)))


def _severity(policy: Policy, rule: str) -> Severity:
    return policy.severity.get(rule) or registry.rule(rule).severity


def _words(own: Policy, theirs: Sequence[Policy]) -> Iterator[Finding]:
    """The settings of one word, and the optional keys, which hold at once: they tell about the app."""
    if not own.undetermined_blocks and all(policy.undetermined_blocks for policy in theirs):
        yield Finding("a rule without verdict no longer blocks", own.place("undetermined"), "undetermined", _LATER)
    if own.engine is not Engine.STATIC and all(policy.engine is not own.engine for policy in theirs):
        yield Finding(f"engine: {own.engine.value} runs the project's code to read the schema", own.place("engine"), "engine", _LATER)
    for key in sorted(own.optional_keys.difference(*(policy.optional_keys for policy in theirs))):
        yield Finding(f'"{key}" may be read without being declared', own.place(f"optional-keys.{key}"), f"optional key {key}")


def _acknowledged(own: Policy, theirs: Sequence[Policy]) -> Iterator[Finding]:
    for one in own.acknowledged:
        if not any(_covers(other, one) for policy in theirs for other in policy.acknowledged):
            until = f" until {one.until}" if one.until else ""
            yield Finding(f'"{one.fingerprint}" is let pass{until}: {one.reason}', one.location, f"acknowledged {one.fingerprint}", _LATER)


def _covers(old: Acknowledgement, new: Acknowledgement) -> bool:
    return old.fingerprint == new.fingerprint and (not old.until or ("" < new.until <= old.until))


def _per_path(own: Policy, theirs: Sequence[Policy]) -> Iterator[Finding]:
    unjudged = [frozenset(registry.rule_ids()).difference(_judged(policy)) for policy in theirs]
    for one in own.per_path:
        left_out = [gone.union(_ignored(policy, one.glob)) for gone, policy in zip(unjudged, theirs, strict=True)] if one.ignore else []
        for name in one.ignore:
            if not any(_ids(name) <= gone for gone in left_out):
                yield _for_files(own, one.glob, f"{name} is no longer judged", f"ignore.{name}")
    said = dict.fromkeys((one.glob, rule) for policy in (own, *theirs) for one in policy.per_path for rule in one.severity)
    for glob, rule in said:
        if rule in registry.rule_ids() and _is_lowered(rule, glob, own, theirs):
            yield _for_files(own, glob, f"{rule} is lowered to {_severity_in(own, rule, glob).value}", f"severity.{rule}")


def _ids(name: str) -> frozenset[str]:
    return frozenset(rule.id for rule in selection.chosen((name,), ()))


def _ignored(policy: Policy, glob: str) -> frozenset[str]:
    """The rules that judge nothing of what `glob` names, though they judge other files."""
    ignored = {name for one in policy.per_path if one.ignore and covers(one.glob, glob) for name in one.ignore}
    return frozenset().union(*map(_ids, selection.known(ignored)))


def _is_lowered(rule: str, glob: str, own: Policy, theirs: Sequence[Policy]) -> bool:
    """Whether the severity in those files is lower than in each base; not where that is all the change of the general one."""
    now, before = _severity_in(own, rule, glob), [_severity_in(policy, rule, glob) for policy in theirs]
    is_general = now is _severity(own, rule) and before == [_severity(policy, rule) for policy in theirs]
    return not is_general and all(_WEIGHTS[now] < _WEIGHTS[severity] for severity in before)


def _severity_in(policy: Policy, rule: str, glob: str) -> Severity:
    """The last severity that is said for all that `glob` names."""
    said = [one.severity[rule] for one in policy.per_path if rule in one.severity and covers(one.glob, glob)]
    return said[-1] if said else _severity(policy, rule)


def _for_files(own: Policy, glob: str, what: str, word: str) -> Finding:
    return Finding(f'{what} in "{glob}"', own.place(f"per-path.{glob}.{word}", f"per-path.{glob}"), f"per-path {glob} {word}", _LATER)


def _entries(own: Policy, tree: Tree, bases: Sequence[Tree]) -> Iterator[Finding]:
    """The baseline's new entries, in one finding: there may be hundreds."""
    new = baseline.read(tree, own.baseline).difference(*map(base_entries, bases))
    if new:
        more = f" and {len(new) - _NAMED} more" if len(new) > _NAMED else ""
        counted = "1 more result" if len(new) == 1 else f"{len(new)} more results"
        yield Finding(f"the baseline lets {counted} pass: {_named(new)}{more}", Location(own.baseline), "baseline", _HISTORY)


def _named(entries: Collection[str]) -> str:
    return ", ".join(sorted(entries)[:_NAMED])
