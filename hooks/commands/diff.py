"""The command `diff`: what changed in a schema."""

import os
from pathlib import Path

import click

from hooks.judge import opened
from hooks.policy.config import Engine
from hooks.render.changes import FORMATS
from hooks.request import Request


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--staged", is_flag=True, help="The schema that the calling git hook records, instead of the working tree's.")
@click.option("--ref", metavar="REF", help="The schema at this commit, instead of the working tree's.")
@click.option("--base", metavar="REF", help="Compare with the schema that REF declares, instead of the newest snapshot.")
@click.option("--engine", type=click.Choice([engine.value for engine in Engine]), help="Who reads the schema; all but static run the project's code.")
@click.option("--format", "output_format", type=click.Choice(tuple(FORMATS)), default="text", show_default=True, help="What to print.")
def diff(paths: tuple[str, ...], ref: str | None, base: str | None, engine: str | None, output_format: str, *, staged: bool) -> None:
    """Show what the declared schema changes against the newest snapshot: what `edgespark db generate` would write.

    \b
    edgespark-ci diff
    edgespark-ci diff --format sql
    edgespark-ci diff --ref my-branch --base origin/main    from schema to schema

    The schema at --base is always read without running it: drizzle-kit reads the working tree.

    Exit codes: 0 with and without changes, as for `git diff` (`check` is what fails); 2 bad usage; 3 a schema cannot be read.
    """  # noqa: D301 - click wants the character \b itself
    from hooks.chain.schema_changes import since_base, since_migrated

    request = Request(paths, staged, ref, base, engine=Engine(engine) if engine else None)
    with opened(request, Path.cwd(), os.environ) as judged:
        changes = [since_base(project) if base else since_migrated(project) for project in judged.projects]
    click.echo(FORMATS[output_format](changes), nl=False)
