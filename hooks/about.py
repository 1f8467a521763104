"""Who we are: the one place of version and home."""

VERSION = "0.1.0"
NAME = "edgespark-ci"
HOME = "https://github.com/edgespark-ci/edgespark-ci"


def rule_page(rule_id: str) -> str:
    """Where a rule is explained."""
    return f"{HOME}/blob/main/docs/rules/{rule_id}.md"
