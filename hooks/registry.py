"""Every rule there is: the modules of `hooks.checks`. A rule is added by adding its module."""

import importlib
import os
from functools import cache

from hooks import checks
from hooks.rule import Rule

_SUFFIXES = (".py", ".pyc")


@cache
def rule_ids() -> tuple[str, ...]:
    """The id of every rule, sorted, without importing one."""
    names = {name.split(".")[0] for folder in checks.__path__ for name in os.listdir(folder) if name.endswith(_SUFFIXES)}
    return tuple(sorted(name.replace("_", "-") for name in names if not name.startswith("_")))


@cache
def rule(rule_id: str) -> Rule:
    """The rule called `rule_id`, which must be one of `rule_ids()`."""
    found: Rule = importlib.import_module(f"hooks.checks.{rule_id.replace('-', '_')}").RULE
    return found


def rules() -> tuple[Rule, ...]:
    """Every rule, sorted by id."""
    return tuple(rule(rule_id) for rule_id in rule_ids())
