"""`matrix`: the projects that this event has work for, as a job matrix takes them."""

import json
import os
from pathlib import Path

import click

from ci_runner import config
from ci_runner.event import Event
from ci_runner.git_repo import GitRepo, credentials
from ci_runner.github import deployments
from ci_runner.github.client import Client
from ci_runner.hosts.detection import detected, payload
from ci_runner.plan import STEP_NAMES
from hooks.judge import projects_below
from hooks.policy.config import policy


@click.command()
@click.argument("path", default=".", metavar="[PATH]", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Every project, changed or not.")
def matrix(path: Path, *, everything: bool) -> None:
    """Print the projects below PATH that changed, as JSON for a job matrix, with `any` for the job's condition.

    \b
    edgespark-ci matrix                  what this event has work for
    edgespark-ci matrix --all apps

    On a proposal: changed against its base. On the default branch: against what is live of that very project, as GitHub's deployments tell; a project
    of which nothing is known is always listed. Raises no exit code of its own: no project is `{"any": false, "include": []}`.
    """  # noqa: D301 - click wants the character \b itself
    with GitRepo(path, credentials(os.environ)) as repo:
        happened = detected(os.environ, payload(os.environ), repo.checkout)
        tree = repo.reader.commit(happened.commit)
        roots, _notes = projects_below([path.resolve().relative_to(repo.top.resolve()).as_posix()], tree)
        environment = config.read(policy(tree).run, STEP_NAMES).environment
        github = Client.of(os.environ) if happened.host == "github" else None
        chosen = [root for root in roots if everything or _has_work(repo, happened, root, environment, github)]
    click.echo(json.dumps({"any": bool(chosen), "include": [{"project": root} for root in chosen]}))


def _has_work(repo: GitRepo, happened: Event, root: str, environment: str, github: Client | None) -> bool:
    if happened.may_deploy:
        live = deployments.told_live(github, environment, root)
        since = live.commit if live else None
    else:
        since = repo.commit(happened.base) if happened.base else None
    if since is None or repo.commit(since) is None:
        return True
    return repo.newest_touching(since, happened.commit, (root,)) is not None
