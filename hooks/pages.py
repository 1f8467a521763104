"""The rules' pages: installed beside this module, in a checkout below `docs/rules`."""

from pathlib import Path

from hooks.errors import UsageError

_PLACES = (Path(__file__).parent / "rule_pages", Path(__file__).parents[1] / "docs" / "rules")


def page(rule_id: str) -> str:
    """The Markdown page of a rule. Raises UsageError where it was not installed."""
    for place in _PLACES:
        file = place / f"{rule_id}.md"
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise UsageError(f"the page of {rule_id} is missing from this installation")
