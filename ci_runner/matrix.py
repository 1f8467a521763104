"""`matrix`: the projects of a repository, as a job matrix takes them."""

import json
from pathlib import Path

import click

from hooks.errors import UsageError
from hooks.judge import projects_below
from hooks.repository import Repository


@click.command()
@click.argument("path", default=".", metavar="[PATH]", type=click.Path(path_type=Path))
def matrix(path: Path) -> None:
    """Print every project below PATH as JSON for a job matrix, with `any` for the job's condition."""
    repository = Repository.around(path)
    tree = repository.working() if repository else None
    if repository is None or tree is None or repository.top is None:
        raise UsageError(f"{path} is in no git checkout")
    below = path.resolve().relative_to(Path(repository.top).resolve()).as_posix()
    roots, _notes = projects_below([below], tree)
    click.echo(json.dumps({"any": bool(roots), "include": [{"project": root} for root in roots]}))
