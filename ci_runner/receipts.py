"""`receipt`: what a run did, whether GitHub vouches for it, and a deploy from a laptop taken over as what is live."""

import os
from pathlib import Path
from typing import Any

import click

from ci_runner.git_repo import GitRepo, credentials
from ci_runner.github import deployments, marks, runs
from ci_runner.github.client import Client, Refused
from ci_runner.github.marks import Says
from ci_runner.model import Live
from ci_runner.previous import live_of
from ci_runner.redact import Redactor
from ci_runner.report import receipt as receipt_file
from hooks.errors import EdgesparkError, UsageError

_FILE = click.argument("file", default="receipt.json", metavar="[FILE]", type=click.Path(path_type=Path))
_EXIT_DOUBTFUL = 1


class Undetermined(EdgesparkError):  # noqa: N818 - it names a state
    """Nobody could be asked (exit 3)."""

    exit_code = 3


@click.group()
def receipt() -> None:
    """Read the receipt of a run, prove it, or adopt it."""


@receipt.command()
@_FILE
def show(file: Path) -> None:
    """Show the receipt in FILE: the verdict, every step, what is applied and what is live.

    \b
    edgespark-ci receipt show receipt.json
    """  # noqa: D301 - click wants the character \b itself
    click.echo(Redactor.of(os.environ)("\n".join(_lines(receipt_file.read(file)))))


@receipt.command()
@_FILE
def verify(file: Path) -> None:
    """Ask GitHub whether the run that FILE names was one of the default branch, and uploaded this very file.

    \b
    edgespark-ci receipt verify receipt.json

    Needs GITHUB_TOKEN and GITHUB_REPOSITORY. Exit codes: 0 it vouches for it, 1 it does not, 3 it could not be asked.
    """  # noqa: D301 - click wants the character \b itself
    content, github = receipt_file.read(file), _github()
    try:
        doubts = tuple(runs.doubts(github, content, file.read_bytes()))
    except Refused as error:
        raise Undetermined(str(error)) from error
    for doubt in doubts:
        click.echo(f"not vouched for: {doubt}")
    if doubts:
        raise SystemExit(_EXIT_DOUBTFUL)
    click.echo(f"GitHub vouches for it: run {content['event']['run_id']} of {github.repository} uploaded this file")


@receipt.command()
@_FILE
@click.option("--reason", required=True, metavar="WHY", help="Why it was not deployed by the pipeline.")
def adopt(file: Path, reason: str) -> None:
    """Tell GitHub that what FILE says is live, so that no run goes behind it: for a deploy from a laptop.

    \b
    edgespark-ci receipt adopt receipt.json --reason "GitHub was down"
    """  # noqa: D301 - click wants the character \b itself
    content, github, redact = receipt_file.read(file), _github(), Redactor.of(os.environ)
    live = _adoptable(content)
    project, environment = content["project"], content["environment"]
    status = {"state": "success", "description": marks.text(Says.LIVE, project, live, run="")}
    if live.url:
        status["environment_url"] = live.url
    try:
        deployments.mark(github, live.commit, environment, project, status, why=redact(reason))
    except Refused as error:
        raise Undetermined(str(error)) from error
    click.echo(f"adopted: {live.commit[:10]} is what is live in {environment} for {project}")


def _adoptable(content: dict[str, Any]) -> Live:
    """What the receipt put live. Raises UsageError where that cannot be told, or is no commit of the default branch."""
    live = live_of(content)
    deployed = any(s["step"] == "deploy" and s["outcome"] == "passed" for s in content["steps"])
    if content["sandbox"] or content["unknown"] or live is None or not deployed or content.get("staged"):
        raise UsageError("this receipt put nothing live that could be adopted")
    with GitRepo(Path.cwd(), credentials(os.environ)) as repo:
        branch = repo.checkout.default_branch
        tip = repo.commit(f"refs/remotes/origin/{branch}") or repo.commit(f"refs/heads/{branch}")
        if tip is None or repo.commit(live.commit) is None or not repo.is_ancestor(live.commit, tip):
            raise UsageError(f"{live.commit[:10]} is no commit of {branch or 'a default branch'} here: push it first, or fetch")
    return live


def _github() -> Client:
    github = Client.of(os.environ)
    if github is None:
        raise UsageError("GITHUB_TOKEN and GITHUB_REPOSITORY (owner/name) must be set: GitHub has to be asked")
    return github


def _lines(content: dict[str, Any]) -> list[str]:
    reason = f" ({content['reason']})" if content.get("reason") else ""
    lines = [f"{content['verdict']}{reason}: {content['project']} at {content['commit'][:10]}, {content['started']}, {content['tool']}"]
    if content.get("in_progress"):
        lines.append(f"ended without a word during {content['in_progress']}")
    lines += [f"{name} may or may not have had its effect" for name in content["unknown"]]
    lines += [f"  {step['step']:9} {step['outcome']:8} {step['seconds']:7.2f} s  {step['sentence']}" for step in content["steps"]]
    applied, live, override = content.get("applied"), content.get("live"), content.get("override")
    lines.append(f"applied   {', '.join(applied['migrations']) or 'no migration'}" if applied else "applied   not proven by this run")
    perhaps = ", ".join(one["commit"][:10] for one in content.get("may_be_live", ()))
    lines.append(f"live      {live['commit'][:10]} at {live['url']}" if live else f"live      not known{f': perhaps {perhaps}' if perhaps else ' to this run'}")
    staged = content.get("staged")
    lines += [f"staged    {staged['commit'][:10]} at {staged['url']}, not promoted"] if staged else []
    lines += [f"pinned    {live['pinned']}"] if live and live.get("pinned") else []
    lines += [f"override  {override['reason']}: {override['why']}{'' if override['used'] else ' (used by no step)'}"] if override else []
    lines += [f"confirmed by {content['confirmed_by']}: {sentence}" for sentence in content["losses"]["sentences"]] if content.get("confirmed_by") else []
    return lines
