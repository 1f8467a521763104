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
    known = [(one.glob, name) for policy in theirs for one in policy.per_path for name in one.ignore]
    lowered = [(one.glob, rule, severity) for policy in theirs for one in policy.per_path for rule, severity in one.severity.items()]
    for one in own.per_path:
        for name in one.ignore:
            if (one.glob, name) not in known:
                yield _for_files(own, one.glob, f"{name} is no longer judged", f"ignore.{name}")
        for rule, severity in one.severity.items():
            if (one.glob, rule, severity) not in lowered and _WEIGHTS[severity] < _WEIGHTS[_severity(own, rule)]:
                yield _for_files(own, one.glob, f"{rule} is lowered to {severity.value}", f"severity.{rule}")


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
