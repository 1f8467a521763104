"""The commands of this package: the only printing and the only exit in it."""

import os
from pathlib import Path

import click

from hooks.check_call import CheckCall, names
from hooks.config import Engine
from hooks.errors import UsageError
from hooks.judge import Request
from hooks.nearest import did_you_mean
from hooks.render import FORMATS


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--staged", is_flag=True, help="Judge what the calling git hook records: the index; on pre-push the pushed commit.")
@click.option("--ref", metavar="REF", help="Judge this commit instead of the working tree.")
@click.option("--base", metavar="REF", help="Judge against this branch tip. Default: the remote's default branch.")
@click.option("--select", metavar="R,...", multiple=True, help="Only these rules or groups.")
@click.option("--ignore", metavar="R,...", multiple=True, help="Not these rules or groups.")
@click.option("--engine", type=click.Choice([engine.value for engine in Engine]), help="Who reads the schema; all but static run the project's code.")
@click.option("--format", "output_format", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print.")
@click.option("--output", metavar="FORMAT=FILE", multiple=True, help="Write this format to a file as well; may be repeated.")
def check(
    paths: tuple[str, ...],
    staged: bool,
    ref: str | None,
    base: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    engine: str | None,
    output_format: str,
    output: tuple[str, ...],
) -> None:
    """Check every EdgeSpark project below PATH, offline. Default: the whole repository.

    \b
    edgespark-ci check                            the working tree
    edgespark-ci check --staged                   what `git commit` would record
    edgespark-ci check --ref HEAD --base origin/main
    edgespark-ci check --select schema,undeclared-runtime-key

    Exit codes: 0 clean, 1 an error was found, 2 bad usage, 3 a rule reached no verdict.
    """  # noqa: D301 - click wants the character \b itself
    request = Request(paths, staged, ref, base, names(select), names(ignore), engine=Engine(engine) if engine else None)
    call = CheckCall(request, output_format, tuple(_output(value) for value in output))
    raise SystemExit(call.run(Path.cwd(), os.environ))


def _output(value: str) -> tuple[str, str]:
    output_format, _, file = value.partition("=")
    if output_format not in FORMATS:
        raise UsageError(f'unknown format "{output_format}"{did_you_mean(output_format, FORMATS)}; --output takes FORMAT=FILE')
    if not file:
        raise UsageError(f'"{value}" names no file; --output takes FORMAT=FILE')
    return output_format, file


@click.command()
def rules() -> None:
    """List every rule: its id, group, severity and promise."""
    from hooks import registry

    for rule in registry.rules():
        click.echo(f"{rule.id:26} {rule.group.value:13} {rule.severity.value:8} {rule.summary}{' (online)' if rule.online else ''}")


@click.command()
@click.argument("rule_id", metavar="RULE")
def explain(rule_id: str) -> None:
    """Explain RULE: what it finds, why it matters, how to repair it. Needs no network."""
    from hooks import registry
    from hooks.pages import page

    if rule_id not in registry.rule_ids():
        raise UsageError(f'unknown rule "{rule_id}"{did_you_mean(rule_id, registry.rule_ids())} (`edgespark-ci rules` lists them)')
    click.echo(page(rule_id), nl=False)
