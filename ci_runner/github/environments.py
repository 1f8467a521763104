"""What an environment of the repository demands before a job may run in it, and who let this one through.

Sources: https://docs.github.com/rest/deployments/environments and https://docs.github.com/rest/actions/workflow-runs
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
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


def protection(github: Client, environment: str, branch: str) -> Protection:
    """What `environment` demands, where `branch` is what is deployed from. Raises Refused, also where there is no such environment."""
    place = f"environments/{quote(environment, safe='')}"
    found = github.get(place, _READ)
    kinds = [rule for rule in found.get("protection_rules") or [] if isinstance(rule, dict)]
    reviewers = any(rule.get("type") == "required_reviewers" and rule.get("reviewers") for rule in kinds)
    return Protection(reviewers=reviewers, branches=_limits_branches(github, place, found.get("deployment_branch_policy") or {}, branch))


def _limits_branches(github: Client, place: str, limit: Mapping[str, Any], branch: str) -> bool:
    """Whether not just any branch gets in. "Protected branches" lets all of them in where none is protected, and a pattern can stand for all."""
    if limit.get("protected_branches"):
        return github.get(f"branches/{quote(branch, safe='')}", "contents: read").get("protected") is True
    if not limit.get("custom_branch_policies"):
        return False
    names = [str(policy.get("name") or "") for policy in github.listed(f"{place}/deployment-branch-policies", _READ, key="branch_policies")]
    return bool(names) and all(any(letter.isalnum() for letter in name) for name in names)


def approvals(github: Client, run_id: str, environment: str) -> Iterator[Approval]:
    """Which people approved run `run_id`, in any attempt, for `environment`; an app that did is nobody. Raises Refused."""
    for review in github.get(f"actions/runs/{run_id}/approvals", _READ):
        names = [str(place.get("name")).casefold() for place in review.get("environments") or []]
        user = review.get("user") or {}
        if review.get("state") == "approved" and environment.casefold() in names and user.get("type") == "User":
            yield Approval(str(user.get("login") or ""), str(review.get("comment") or ""))
