"""What a shell offers after <TAB>."""

import subprocess
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from ci_runner.commands_group import COMMANDS, edgespark_ci
from ci_runner.completion import VARIABLE
from hooks import registry
from hooks.about import NAME
from hooks.render import FORMATS
from tests.command import PROGRAM
from tests.command import edgespark_ci as run


def offered(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    """What may stand for the last word."""
    monkeypatch.setenv("COMP_WORDS", " ".join((NAME, *words)))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    return [line.partition(",")[2] for line in BashComplete(edgespark_ci, {}, NAME, VARIABLE).complete().splitlines()]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        pytest.param(["expl"], ["explain"], id="a command"),
        pytest.param(["explain", "stale-"], [rule for rule in registry.rule_ids() if rule.startswith("stale-")], id="a rule"),
        pytest.param(["check", "--select", "stale-t"], ["stale-types"], id="a rule behind an option"),
        pytest.param(["check", "--ignore", "runt"], ["runtime-keys"], id="a group"),
        pytest.param(["check", "--select", "schema,stale-t"], ["schema,stale-types"], id="the last of several"),
        pytest.param(["check", "--form"], ["--format"], id="an option"),
        pytest.param(["check", "--format", ""], list(FORMATS), id="a format"),
        pytest.param(["completion", ""], ["bash", "zsh", "fish"], id="a shell"),
        pytest.param(["chekc", "expl"], ["explain"], id="behind a misspelt command, a command"),
    ],
)
def test_offered(monkeypatch: pytest.MonkeyPatch, words: list[str], wanted: list[str]) -> None:
    assert offered(monkeypatch, *words) == wanted


def test_commands_are_listed_without_loading_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ci_runner.commands_group._loaded", lambda command: pytest.fail(f"{command} was loaded"))
    assert offered(monkeypatch, "") == list(COMMANDS)


def test_bash_completes_with_the_printed_script(tmp_path: Path) -> None:
    script = run("completion", "bash", cwd=tmp_path)
    assert (script.code, script.err) == (0, "")
    (tmp_path / "script").write_text(script.out, encoding="utf-8")
    typed = 'source ./script; COMP_WORDS=(edgespark-ci explain stale-t); COMP_CWORD=2; _edgespark_ci_completion "$0"; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", typed, str(PROGRAM)], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("stale-types\n", "")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_scripts_of_other_shells_call_the_program(shell: str, tmp_path: Path) -> None:
    script = run("completion", shell, cwd=tmp_path)
    assert (script.code, script.err) == (0, "")
    assert f"{VARIABLE}={shell}_complete" in script.out
