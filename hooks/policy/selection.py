"""Which rules judge: what the command line and the policy name, resolved against the rules that there are."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from hooks import registry
from hooks.errors import ConfigError, UsageError
from hooks.nearest import did_you_mean
from hooks.policy.config import Policy
from hooks.rule import Group, Rule

_GROUPS = tuple(group.value for group in Group)


def chosen(select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """The rules that `select` names (none: all that are offline), without those that `ignore` names. Raises UsageError for an unknown name.

    A name is a rule id or a group. An online rule runs only where it is named itself.
    """
    ignored = set(_ids(ignore))
    if not select:
        return tuple(rule for rule in registry.rules() if rule.id not in ignored and not rule.online)
    asked = set(_ids(select)) - ignored
    return tuple(rule for rule in map(registry.rule, sorted(asked)) if rule.id in select or not rule.online)


def _ids(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name in _GROUPS:
            yield from (rule.id for rule in registry.rules() if rule.group.value == name)
        elif name in registry.rule_ids():
            yield name
        else:
            raise UsageError(f'unknown rule "{name}"{did_you_mean(name, [*registry.rule_ids(), *_GROUPS])} (`edgespark-ci rules` lists them)')


def known(names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that are rules or groups here: a base may be written for another version of this tool."""
    return tuple(name for name in names if name in _GROUPS or name in registry.rule_ids())


def require_known(policy: Policy, projects: Collection[str]) -> None:
    """Raises ConfigError at the first rule or project that the policy names and that is none."""
    rules = registry.rule_ids()
    both = (*rules, *_GROUPS)
    for what, way, names, allowed in (
        ("rule", "select", policy.select, both),
        ("rule", "ignore", policy.ignore, both),
        ("rule", "severity", policy.severity, rules),
        *(("rule", f"per-path.{one.glob}.ignore", one.ignore, both) for one in policy.per_path),
        *(("rule", f"per-path.{one.glob}.severity", one.severity, rules) for one in policy.per_path),
        ("project", "projects", policy.shared_paths, projects),
    ):
        for name in names:
            if name not in allowed:
                raise ConfigError(f'unknown {what} "{name}"{did_you_mean(name, allowed)}', policy.place(f"{way}.{name}"))
