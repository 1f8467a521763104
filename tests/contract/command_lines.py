"""Command lines of `edgespark-ci` as texts show them: every one must be one that the program takes."""

import re
import shlex
from collections.abc import Iterator

import click

from ci_runner.commands_group import edgespark_ci
from hooks.about import NAME

_INLINE = re.compile(rf"`({NAME} [^`]+)`")


def shown(text: str) -> Iterator[str]:
    """The command lines in a Markdown text or a help page: indented ones, those of code blocks, and those between backticks."""
    for line in text.splitlines():
        bare = line.strip().removeprefix("$ ")
        if bare.startswith(f"{NAME} "):
            yield re.split(r" {2,}| # | && ", bare)[0]
        yield from _INLINE.findall(line)


def problem(line: str) -> str:
    """Why the program would not take a command line; empty where it would. Nothing is run, and values are not looked at."""
    words = shlex.split(re.split("[|>]", line, maxsplit=1)[0])[1:]
    context = click.Context(edgespark_ci, info_name=NAME)
    command: click.Command = edgespark_ci
    while words and isinstance(command, click.Group):
        if words[0].startswith("-"):
            break
        found = command.get_command(context, words[0])
        if found is None:
            return f"no command {words[0]}"
        command, words = found, words[1:]
    known = {option for parameter in command.get_params(context) for option in parameter.opts}
    unknown = [word for word in words if word.startswith("-") and word.split("=")[0] not in known]
    return f"no option {unknown[0]} of {command.name}" if unknown else ""
