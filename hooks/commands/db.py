"""The commands over a project's migrations: `db replay` and `db renumber`."""

import os
from collections.abc import Iterator
from pathlib import Path

import click

from hooks.chain.renumber import Renumbering
from hooks.errors import UsageError
from hooks.judge import Judged, opened
from hooks.request import Request


@click.group()
def db() -> None:
    """Show what the migrations build, or put your own behind those of another branch."""


@db.command()
@click.argument("path", default=".", metavar="[PATH]")
@click.option("--at", metavar="TAG", help="Stop after this migration, such as 0001_add_reactions. Default: run all.")
@click.option("--sql", is_flag=True, help="Print the CREATE statements, those of triggers and full-text tables too.")
def replay(path: str, at: str | None, *, sql: bool) -> None:
    """Run the migrations on an empty database in memory, and show the schema that they build.

    \b
    edgespark-ci db replay
    edgespark-ci db replay --at 0001_add_reactions --sql

    The platform's own tables are left out.

    Exit codes: 0 shown, 2 bad usage, 3 a migration cannot be read or does not run.
    """  # noqa: D301 - click wants the character \b itself
    from hooks.chain import outline
    from hooks.chain.replay import database_after
    from hooks.sources.sqlite import library
    from hooks.sources.sqlite.schema import schema_of

    with opened(Request((path,)), Path.cwd(), os.environ) as judged:
        database = database_after(judged.project, at)
    made = f"made by SQLite {library.version()}"
    for line in (f"-- {made}", *database.script()) if sql else (*outline.lines(schema_of(database.connection)), "", made):
        click.echo(line)


@db.command("renumber")
@click.argument("path", default=".", metavar="[PATH]")
@click.option("--base", metavar="REF", help="Put them behind this branch's. Default: what is being merged, else the remote's default branch.")
@click.option("--dry-run", is_flag=True, help="Print the steps and whether they would do; change nothing.")
def renumber_own(path: str, base: str | None, *, dry_run: bool) -> None:
    """Put your own unmerged migrations behind those of another branch.

    They get the next numbers, later dates and new snapshots; their SQL stays as it is, byte for byte. Before anything is written, the result
    is run on an empty database and compared with the declared schema. Made for the middle of a merge that git has stopped at:

    \b
    git merge origin/main              # stops at the journal; settle the schema by hand
    edgespark-ci db renumber
    git add server/drizzle && git commit

    Exit codes: 0 done, or nothing to do; 1 the result would be broken; 2 it takes a human; 3 it cannot be judged.
    """  # noqa: D301 - click wants the character \b itself
    with opened(Request((path,)), Path.cwd(), os.environ) as judged:
        raise SystemExit(_renumbered(judged, base, dry_run=dry_run))


def _renumbered(judged: Judged, base: str | None, *, dry_run: bool) -> int:
    """Show the plan, prove it, carry it out; the exit code. Raises UsageError, NoVerdict."""
    from hooks.chain import migrations, renumber, unfinished_merge
    from hooks.render import render
    from hooks.trees.file_changes import carry_out

    default, repository = judged.project.base, judged.repository
    if repository is None or repository.top is None:
        raise UsageError("db renumber changes files of a git checkout, and there is none here")
    project = unfinished_merge.own_side(judged.project, repository, base)
    plan = renumber.plan(project, judged.tree, {entry.tag for entry in migrations.entries(default.tip if default else None)})
    if not plan.changes:
        click.echo("nothing to do: your own migrations are behind the others already")
        return 0
    for step in _steps(plan):
        click.echo(step)
    report = renumber.proof(project, plan)
    if report.exit_code:
        click.echo(f"\n{render(report, 'text')}nothing was written: first merge, and settle the schema; the result must build it")
        return report.exit_code
    click.echo("proven: the result runs on an empty database and builds the declared schema")
    if dry_run:
        click.echo("nothing was written")
    else:
        carry_out(plan.changes, Path(repository.top))
        click.echo(f"written; next: git add {os.path.relpath(Path(repository.top) / project.drizzle_path)}")
    return 0


def _steps(plan: Renumbering) -> Iterator[str]:
    """What becomes which, then every file."""
    yield from (f"{old} becomes {new}" for old, new in plan.tags)
    yield from (f"  {'delete' if change.content is None else 'write '} {change.path}" for change in plan.changes)
