"""What any other runner says of a run, in variables of ours. Pure.

| variable | meaning |
|---|---|
| EDGESPARK_CI_EVENT | `push`, `pull_request`, `merge_group` or `workflow_dispatch` |
| EDGESPARK_CI_BRANCH | the branch that was pushed, or that is proposed |
| EDGESPARK_CI_DEFAULT_BRANCH | the branch that is deployed from; without it what git knows |
| EDGESPARK_CI_BASE | the commit to judge against; without it the parent |
| EDGESPARK_CI_FORK | anything but `false`, on a proposal: the code is a stranger's |
| EDGESPARK_CI_ACTOR, EDGESPARK_CI_REPOSITORY, EDGESPARK_CI_RUN_ID, EDGESPARK_CI_ENVIRONMENT | for the receipt |
"""

from collections.abc import Mapping

from ci_runner.event import Checkout, Event, Kind

_PREFIX = "EDGESPARK_CI_"
_KINDS = {kind.value: kind for kind in (Kind.PUSH, Kind.PULL_REQUEST, Kind.MERGE_GROUP, Kind.WORKFLOW_DISPATCH)}


def event(environ: Mapping[str, str], checkout: Checkout) -> Event:
    """The event that the variables describe; one that they do not describe deploys nothing. A proposal is a fork's until it is said not to be."""

    def said(name: str) -> str:
        return environ.get(_PREFIX + name, "").strip()

    kind = _KINDS.get(said("EVENT"), Kind.OTHER)
    return Event(
        kind=kind,
        commit=checkout.commit,
        base=said("BASE") or f"{checkout.commit}^1",
        branch=said("BRANCH") or checkout.branch,
        default_branch=said("DEFAULT_BRANCH") or checkout.default_branch,
        fork=kind is Kind.PULL_REQUEST and said("FORK") != "false",
        actor=said("ACTOR"),
        host="plain",
        repository=said("REPOSITORY"),
        run_id=said("RUN_ID"),
        environment=said("ENVIRONMENT"),
    )
