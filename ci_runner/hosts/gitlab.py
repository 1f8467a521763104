"""What GitLab CI says of a run. Pure.

Source of the variables: https://docs.gitlab.com/ci/variables/predefined_variables/
"""

from collections.abc import Mapping

from ci_runner.event import NO_COMMIT, Checkout, Event, Kind, number
from hooks.policy.forks import why_foreign

_KINDS = {"push": Kind.PUSH, "web": Kind.WORKFLOW_DISPATCH, "merge_request_event": Kind.PULL_REQUEST}


def event(environ: Mapping[str, str], checkout: Checkout) -> Event:
    """The event of this job. A pipeline of a merge train is a proposal like any other; schedules, triggers and the API deploy nothing."""
    kind = _KINDS.get(environ.get("CI_PIPELINE_SOURCE", ""), Kind.OTHER)
    if environ.get("CI_MERGE_REQUEST_EVENT_TYPE") == "merge_train":
        kind = Kind.MERGE_GROUP
    return Event(
        kind=kind,
        commit=checkout.commit,
        base=_base(kind, environ, checkout.commit),
        branch=environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME") or environ.get("CI_COMMIT_BRANCH", ""),
        default_branch=environ.get("CI_DEFAULT_BRANCH") or checkout.default_branch,
        fork=bool(why_foreign(environ)),
        actor=environ.get("GITLAB_USER_LOGIN", ""),
        host="gitlab",
        repository=environ.get("CI_PROJECT_PATH", ""),
        run_id=environ.get("CI_PIPELINE_ID", ""),
        pull_request=number(environ.get("CI_MERGE_REQUEST_IID")),
        environment=environ.get("CI_ENVIRONMENT_NAME", ""),
        sha=environ.get("CI_COMMIT_SHA", ""),
    )


def _base(kind: Kind, environ: Mapping[str, str], commit: str) -> str:
    """The tip that a merged-results pipeline merged in, else where the branch left it; for a push what was there before."""
    if kind in {Kind.PULL_REQUEST, Kind.MERGE_GROUP}:
        return environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA") or environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA") or f"{commit}^1"
    before = environ.get("CI_COMMIT_BEFORE_SHA", "")
    return before if kind is Kind.PUSH and before not in {"", NO_COMMIT} else f"{commit}^1"
