"""The rules there are, as a table for people and as JSON for programs."""

from collections.abc import Iterable

from hooks.about import rule_page
from hooks.rule import Rule


def text(rules: Iterable[Rule]) -> str:
    """A line for each rule."""
    return "".join(f"{rule.id:26} {rule.group.value:13} {rule.severity.value:8} {rule.summary}{' (online)' if rule.online else ''}\n" for rule in rules)


def json(rules: Iterable[Rule]) -> str:
    """A list of objects; fields may be added, as in the report."""
    from json import dumps

    return dumps([_described(rule) for rule in rules], indent=2, ensure_ascii=False) + "\n"


def _described(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "group": rule.group.value,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "needs_base": rule.needs_base,
        "online": rule.online,
        "url": rule_page(rule.id),
    }
