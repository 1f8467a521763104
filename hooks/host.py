"""What the environment says about who runs this: a git hook, a CI host, and for which kind of change.

Sources: https://docs.github.com/actions/reference/workflows-and-actions/variables, https://docs.gitlab.com/ci/variables/predefined_variables/
and pre-commit's git.py.
"""

from collections.abc import Mapping

IGNORE_VARIABLE = "EDGESPARK_CI_IGNORE"
EVENT_VARIABLE = "EDGESPARK_CI_EVENT"  # says on any other runner what happened (see ci_runner.hosts.plain)
DEFAULT_BRANCH_VARIABLE = "CI_DEFAULT_BRANCH"  # GitLab's own; on GitHub the action sets it
# Jenkins, Azure Pipelines, TeamCity and CodeBuild do not set `CI`; a runner that names the event is one, whatever else it sets.
_HOSTS = ("JENKINS_URL", "TF_BUILD", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID", "GITHUB_ACTIONS", "GITLAB_CI", EVENT_VARIABLE)
_AGREED_EVENTS = frozenset({"push", "workflow_dispatch", "schedule"})


def in_ci(environ: Mapping[str, str]) -> bool:
    """Whether a host of CI runs this, by the variable that most of them set, or by one of its own."""
    return environ.get("CI", "") not in {"", "false", "0"} or any(environ.get(name) for name in _HOSTS)


def is_proposal(environ: Mapping[str, str], *, base_is_given: bool) -> bool:
    """Whether CI judges what nobody has agreed to yet: a pull or merge request, a merge queue. An unknown host that names a base counts as such."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return environ.get("GITHUB_EVENT_NAME") not in _AGREED_EVENTS
    if environ.get("GITLAB_CI") == "true":
        return environ.get("CI_PIPELINE_SOURCE") == "merge_request_event"
    return in_ci(environ) and base_is_given


def pushed(environ: Mapping[str, str]) -> str | None:
    """What a push sends: pre-commit names the commit, or on the first push of a root commit only the branch."""
    return environ.get("PRE_COMMIT_TO_REF") or environ.get("PRE_COMMIT_LOCAL_BRANCH") or None


def ignored(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The rules and groups that are let through this once."""
    return tuple(name.strip() for name in environ.get(IGNORE_VARIABLE, "").split(",") if name.strip())
