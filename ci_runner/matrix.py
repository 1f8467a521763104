"""`matrix`: the projects that this event has work for, as a job matrix takes them."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import click

from ci_runner import config
from ci_runner.event import Event
from ci_runner.git_repo import GitRepo, credentials
from ci_runner.github.client import Client
from ci_runner.github.deployments import told_live
from ci_runner.hosts.detection import detected, payload
from ci_runner.model import Live
from ci_runner.plan import STEP_NAMES
from hooks.policy.config import FILE_NAME, Policy, policy
from hooks.policy.selection import require_known
from hooks.project import project_roots, projects_below


@click.command()
@click.argument("path", default=".", metavar="[PATH]", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Every project, changed or not.")
def matrix(path: Path, *, everything: bool) -> None:
    """Print the projects below PATH that changed, as JSON for a job matrix, with `any` for the job's condition.

    \b
    edgespark-ci matrix                  what this event has work for
    edgespark-ci matrix --all apps

    A project changes with its own directory and the paths that `projects:` adds to it. On a proposal: changed against its base, or the way it is
    judged changed. On the default branch: against what is live of that very project, as GitHub's deployments tell; a project of which nothing is known
    is always listed. Raises no exit code of its own: no project is `{"any": false, "include": []}`.
    """  # noqa: D301 - click wants the character \b itself
    with GitRepo(path, credentials(os.environ)) as repo:
        happened = detected(os.environ, payload(os.environ), repo.checkout)
        tree = repo.reader.commit(happened.commit)
        roots, _notes = projects_below([path.resolve().relative_to(repo.top.resolve()).as_posix()], tree)
        own = policy(tree)
        require_known(own, project_roots(tree))
        environment = config.read(own.run, STEP_NAMES).environment
        github = Client.of(os.environ) if happened.host == "github" else None
        chosen = [root for root in roots if everything or _has_work(repo, happened, own, root, lambda root: told_live(github, environment, root))]
    click.echo(json.dumps({"any": bool(chosen), "include": [{"project": root} for root in chosen]}))


def _has_work(repo: GitRepo, happened: Event, own: Policy, root: str, live_of: Callable[[str], Live | None]) -> bool:
    paths = own.touching(root)
    if not happened.may_deploy:
        base = _here(repo, happened.base)
        return base is None or repo.differs(base, happened.commit, (*paths, FILE_NAME, own.baseline))
    live = live_of(root)
    since = _here(repo, live.commit if live else None)
    # A change that was taken back is work too: its own job may be at it just now.
    return since is None or repo.newest_touching(since, happened.commit, paths) is not None


def _here(repo: GitRepo, commit: str | None) -> str | None:
    """The commit, where it is known and this clone has it."""
    return repo.commit(commit) if commit else None
