"""The sub-commands of `edgespark-ci`, each loaded when it is called."""

import importlib
from typing import NamedTuple

import click
from click.shell_completion import CompletionItem

from hooks.about import NAME, VERSION
from hooks.errors import UsageError
from hooks.nearest import did_you_mean


class _Command(NamedTuple):
    """Where a sub-command lives, and its line in the list of commands (kept here: importing all of them would cost 300 ms)."""

    module: str
    attribute: str
    summary: str


COMMANDS = {
    "check": _Command("hooks.cli", "check", "Check every project below PATH, offline."),
    "rules": _Command("hooks.cli", "rules", "List every rule."),
    "explain": _Command("hooks.cli", "explain", "Explain one rule."),
    "baseline": _Command("hooks.commands.baseline", "baseline", "Record today's findings, so that only new ones count."),
    "diff": _Command("hooks.commands.diff", "diff", "What the declared schema changes, as text, SQL or JSON."),
    "db": _Command("hooks.commands.db", "db", "What the migrations build; a merge of two branches' migrations."),
    "plan": _Command("ci_runner.commands", "plan", "Everything that may run without the production key."),
    "deploy": _Command("ci_runner.commands", "deploy", "Gate, migrate, deploy, verify: in the protected environment."),
    "rollback": _Command("ci_runner.commands", "rollback", "Put an earlier commit live again, and pin it there."),
    "run": _Command("ci_runner.commands", "run", "Plan, and deploy where the event allows; --sandbox rehearses."),
    "sandbox": _Command("ci_runner.trial", "sandbox", "Run a command in a sandboxed copy of a project."),
    "receipt": _Command("ci_runner.receipts", "receipt", "Read the receipt of a run."),
    "matrix": _Command("ci_runner.matrix", "matrix", "The projects of this repository as a job matrix."),
    "completion": _Command("ci_runner.completion", "completion", "Let your shell complete commands, options and rule ids."),
}
_EXTRA = frozenset({"httpx", "git", "jinja2"})


class _LazyGroup(click.Group):
    """A group whose commands are names until one of them is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        try:
            return _loaded(COMMANDS[cmd_name]) if cmd_name in COMMANDS else None
        except UsageError:
            if ctx.resilient_parsing:  # a shell asks what could follow: it wants no words
                return None
            raise

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise UsageError(f'unknown command "{args[0]}"{did_you_mean(args[0], COMMANDS)} (`{NAME} --help` lists them)')
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        commands = [CompletionItem(name, help=command.summary) for name, command in COMMANDS.items() if name.startswith(incomplete)]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in COMMANDS.items()])


def _loaded(command: _Command) -> click.Command:
    """Import the command. Raises UsageError where a package of the `ci` extra is missing."""
    try:
        loaded: click.Command = getattr(importlib.import_module(command.module), command.attribute)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in _EXTRA:
            raise
        raise UsageError(f"the pipeline needs more packages ({error.name} is missing): pip install '{NAME}[ci]'") from error
    except ImportError as error:
        if "git executable" not in str(error):  # GitPython refuses to load without git
            raise
        raise UsageError("the pipeline needs git, and there is none on PATH") from error
    return loaded


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name=NAME)
def edgespark_ci() -> None:
    """Stop a broken EdgeSpark change at the commit, at the pull request and at the deploy.

    \b
    edgespark-ci check                  what is wrong in the working tree
    edgespark-ci check --fix            repair what can be repaired by itself
    edgespark-ci explain RULE           why a rule matters, and how to repair what it finds
    edgespark-ci diff                   what the schema changes, before you generate the migration
    edgespark-ci run --sandbox .        rehearse check, migrate and deploy: no key, no network
    """  # noqa: D301 - click wants the character \b itself
