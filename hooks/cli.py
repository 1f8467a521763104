"""The commands of this package: the only printing and the only exit in it."""

import os
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from hooks.commands.check_call import CheckCall, Fixing, names
from hooks.commands.check_call import output as output_file
from hooks.errors import UsageError
from hooks.nearest import did_you_mean
from hooks.policy.config import Engine
from hooks.render import FORMATS
from hooks.request import Request


def _rules_and_groups(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What may follow `--select` and `--ignore`; of a list, its last name."""
    from hooks import registry
    from hooks.rule import Group

    before, comma, last = incomplete.rpartition(",")
    known = [*(group.value for group in Group), *registry.rule_ids()]
    return [CompletionItem(f"{before}{comma}{name}") for name in known if name.startswith(last)]


def _rule_ids(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from hooks import registry

    return [CompletionItem(rule_id) for rule_id in registry.rule_ids() if rule_id.startswith(incomplete)]


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.option("--staged", is_flag=True, help="Judge what the calling git hook records: the index; on pre-push the pushed commit.")
@click.option("--ref", metavar="REF", help="Judge this commit instead of the working tree.")
@click.option("--base", metavar="REF", help="Judge against this branch tip. Default: the remote's default branch.")
@click.option("--select", metavar="R,...", multiple=True, shell_complete=_rules_and_groups, help="Only these rules or groups.")
@click.option("--ignore", metavar="R,...", multiple=True, shell_complete=_rules_and_groups, help="Not these rules or groups.")
@click.option("--engine", type=click.Choice([engine.value for engine in Engine]), help="Who reads the schema; all but static run the project's code.")
@click.option("--format", "output_format", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print.")
@click.option("--output", metavar="FORMAT=FILE", multiple=True, help="Write this format to a file as well; may be repeated.")
@click.option("--fix", is_flag=True, help="Repair what a safe edit repairs; the rest is judged again and shown with its commands.")
@click.option("--dry-run", is_flag=True, help="With --fix: print the edits as a patch and change nothing.")
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
    fix: bool,
    dry_run: bool,
) -> None:
    """Check every EdgeSpark project below PATH, offline. Default: the whole repository.

    \b
    edgespark-ci check                            the working tree
    edgespark-ci check --staged                   what `git commit` would record
    edgespark-ci check --ref HEAD --base origin/main
    edgespark-ci check --select schema,undeclared-runtime-key
    edgespark-ci check --fix --dry-run            what could be repaired by itself
    edgespark-ci check --format json --output sarif=report.sarif --output junit=report.xml

    Exit codes: 0 clean, 1 an error was found (or, with --staged, files were fixed), 2 bad usage, 3 a rule reached no verdict.
    """  # noqa: D301 - click wants the character \b itself
    request = Request(paths, staged, ref, base, names(select), names(ignore), engine=Engine(engine) if engine else None)
    call = CheckCall(request, output_format, tuple(output_file(value) for value in output), Fixing.asked(fix=fix, dry_run=dry_run))
    raise SystemExit(call.run(Path.cwd(), os.environ))


@click.command()
@click.option("--format", "output_format", type=click.Choice(("text", "json")), default="text", show_default=True, help="What to print.")
def rules(output_format: str) -> None:
    """List every rule: its id, group, severity and promise.

    \b
    edgespark-ci rules
    edgespark-ci rules --format json
    """  # noqa: D301 - click wants the character \b itself
    from hooks import registry
    from hooks.render import catalogue

    click.echo(getattr(catalogue, output_format)(registry.rules()), nl=False)


@click.command()
@click.argument("rule_id", metavar="RULE", shell_complete=_rule_ids)
def explain(rule_id: str) -> None:
    """Explain RULE: what it finds, why it matters, how to repair it. Needs no network.

    \b
    edgespark-ci explain schema-without-migration
    """  # noqa: D301 - click wants the character \b itself
    from hooks import registry
    from hooks.pages import page

    if rule_id not in registry.rule_ids():
        raise UsageError(f'unknown rule "{rule_id}"{did_you_mean(rule_id, registry.rule_ids())} (`edgespark-ci rules` lists them)')
    click.echo(page(rule_id), nl=False)
