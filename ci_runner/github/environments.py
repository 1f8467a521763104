"""What an environment of the repository demands before a job may run in it, and who let this one through.

Sources: https://docs.github.com/rest/deployments/environments and https://docs.github.com/rest/actions/workflow-runs
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from ci_runner.github.client import Client

_READ = "actions: read"


@dataclass(frozen=True, slots=True)
class Protection:
    """How an environment is protected: somebody must approve; only some branches get in."""

    reviewers: bool
    branches: bool


@dataclass(frozen=True, slots=True)
class Approval:
    """Who let a run into the environment, and what they wrote."""

    user: str
    comment: str


def protection(github: Client, environment: str) -> Protection:
    """What `environment` demands. Raises Refused, also where there is no such environment."""
    found = github.get(f"environments/{quote(environment, safe='')}", _READ)
    kinds = [rule for rule in found.get("protection_rules") or [] if isinstance(rule, dict)]
    reviewers = any(rule.get("type") == "required_reviewers" and rule.get("reviewers") for rule in kinds)
    return Protection(reviewers=reviewers, branches=found.get("deployment_branch_policy") is not None)


def approvals(github: Client, run_id: str, environment: str) -> Iterator[Approval]:
    """Who approved run `run_id` for `environment`. Raises Refused."""
    for review in github.get(f"actions/runs/{run_id}/approvals", _READ):
        names = [place.get("name") for place in review.get("environments") or []]
        if review.get("state") == "approved" and environment in names:
            user = review.get("user") or {}
            yield Approval(str(user.get("login") or ""), str(review.get("comment") or ""))
