"""Whether this job runs inside the environment that it deploys to, where the reviewers are and the key."""

from ci_runner.context import Context
from ci_runner.github import deployments

TODO = ("give the job `environment:` and `permissions: deployments: read`",)


def inside(context: Context) -> bool:
    """Whether the host says so: GitHub by the deployment that it made for the job. False where nobody can be asked. Raises Refused."""
    event, name = context.event, context.config.environment
    if event.environment:
        return event.environment == name
    if context.github is None or not event.run_id:
        return False
    return deployments.belongs_to_run(context.github, event.commit, name, event.run_id)


def words(context: Context) -> str:
    """What is wrong where it is not shown."""
    return f"nothing shows that this job runs inside the environment {context.config.environment}"
