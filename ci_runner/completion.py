"""`completion`: the script that lets a shell complete commands, options and rule ids."""

import click
from click.shell_completion import get_completion_class

from hooks.about import NAME
from hooks.errors import UsageError

VARIABLE = "_EDGESPARK_CI_COMPLETE"  # click's own name for a program called edgespark-ci


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    edgespark-ci completion bash >> ~/.bashrc
    edgespark-ci completion zsh >> ~/.zshrc           behind the line with compinit
    edgespark-ci completion fish > ~/.config/fish/completions/edgespark-ci.fish

    Rule ids complete too: `edgespark-ci explain und<TAB>`, `edgespark-ci check --select schema,st<TAB>`.
    """  # noqa: D301 - click wants the character \b itself
    made = get_completion_class(shell)
    if made is None:
        raise UsageError(f"this version of click completes nothing in {shell}")
    click.echo(made(context.find_root().command, {}, NAME, VARIABLE).source())
