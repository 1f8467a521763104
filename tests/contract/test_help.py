"""Every command teaches by example, and the examples are commands that there are."""

from collections.abc import Iterator

import click
import pytest

from ci_runner.commands_group import COMMANDS, edgespark_ci
from tests.contract.command_lines import problem, shown

USUAL = 5


def commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below `group`, under its whole name."""
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


EVERY = list(commands(edgespark_ci, "edgespark-ci"))


@pytest.mark.parametrize(("name", "command"), EVERY, ids=[name for name, _command in EVERY])
def test_help_shows_an_example_of_the_command(name: str, command: click.Command) -> None:
    lines = list(shown(command.get_help(click.Context(command, info_name=name))))
    assert any(line.startswith(name) for line in lines)
    assert [(line, problem(line)) for line in lines if problem(line)] == []


def test_help_of_the_program_shows_the_usual_calls() -> None:
    lines = list(shown(edgespark_ci.get_help(click.Context(edgespark_ci, info_name="edgespark-ci"))))
    assert len(lines) == USUAL
    assert [(line, problem(line)) for line in lines if problem(line)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_does(name: str) -> None:
    assert COMMANDS[name].summary.endswith(".")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("edgespark-ci check --fix --dry-run server", ""),
        ("edgespark-ci chekc", "no command chekc"),
        ("edgespark-ci check --fixx", "no option --fixx of check"),
        ("edgespark-ci db replay --at=0001", ""),
        ("edgespark-ci --version", ""),
    ],
)
def test_what_is_no_command_is_noticed(line: str, why: str) -> None:
    assert problem(line) == why
