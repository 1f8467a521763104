import os
from pathlib import Path

import pytest

from hooks.child import Completed
from hooks.platform import edgespark
from hooks.platform.edgespark import Cli, Generation, TypesVerdict
from hooks.platform.layout import Layout
from tests.guestbook import Guestbook

# The shape of both helps: commander's (0.0.9) with an explanation behind `Commands:`, and one that ends in an epilogue.
_LEGACY_HELP = """Usage: edgespark [options] [command]

Getting started:
  $ edgespark init my-app     Create a new project

Commands:
  init [options] <project-name>  Initialize a new EdgeSpark project
  db                             Database operations
  pull [options]                 Pull schemas and types,
                                 wrapped onto a second line
  deploy [options]               Deploy your project
  help [command]                 display help for command

Example:
  $ edgespark init my-app
"""
_SCRIPT = """#!/bin/sh
[ -z "$EDGESPARK_API_KEY" ] || {{ echo "the probe was given the key" >&2; exit 9; }}
case "$*" in
  --version) echo '{version}' ;;
  --help) cat <<'HELP'
{help}
HELP
  ;;
  "db --help") printf 'Usage: edgespark db\\n\\nCommands:\\n{db}' ;;
  "pull --help") printf 'Usage: edgespark pull\\n\\nCommands:\\n  types [options]  Pull types\\n' ;;
  *) exit 1 ;;
esac
"""
_EDGESPARK = "edgespark"


def _script(path: Path, *, version: str = "0.0.9", text: str = _LEGACY_HELP, db: str = "  sql [options] <sql>  Execute\\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_SCRIPT.format(version=version, help=text, db=db))
    path.chmod(0o755)
    return path


def _environ(*directories: Path, **variables: str) -> dict[str, str]:
    return {"PATH": os.pathsep.join([*map(str, directories), os.environ["PATH"]]), **variables}


def test_the_command_named_in_the_environment_comes_first_then_the_projects_own_then_path(tmp_path: Path) -> None:
    on_path, project, server = tmp_path / "bin", tmp_path / "project", tmp_path / "project" / "server"
    named = _script(tmp_path / "named" / "es")
    in_path = _script(on_path / _EDGESPARK)
    assert edgespark.located(_environ(on_path), (server, project)) == (str(in_path),)
    in_project = _script(project / "node_modules" / ".bin" / _EDGESPARK)
    assert edgespark.located(_environ(on_path), (server, project)) == (str(in_project),)
    in_server = _script(server / "node_modules" / ".bin" / _EDGESPARK)
    assert edgespark.located(_environ(on_path), (server, project)) == (str(in_server),)
    assert edgespark.located(_environ(on_path, EDGESPARK_CLI=str(named)), (server, project)) == (str(named),)


def test_a_named_command_that_is_not_there_is_not_replaced_by_another(tmp_path: Path) -> None:
    _script(tmp_path / _EDGESPARK)
    assert edgespark.located(_environ(tmp_path, EDGESPARK_CLI="/nowhere/edgespark"), ()) is None


def test_without_a_command_there_is_nothing_to_probe(tmp_path: Path) -> None:
    assert edgespark.probe(_environ(), tmp_path) is None


def test_a_probe_learns_version_and_commands_and_shows_no_key(tmp_path: Path) -> None:
    command = _script(tmp_path / _EDGESPARK)
    found = edgespark.probe(_environ(tmp_path, EDGESPARK_API_KEY="secret"), tmp_path)
    assert found == Cli((str(command),), "0.0.9", frozenset({"init", "db", "db sql", "pull", "pull types", "deploy"}))
    assert found.generation is Generation.LEGACY


def test_the_generation_is_told_by_the_commands_and_not_by_the_version(tmp_path: Path) -> None:
    _script(tmp_path / _EDGESPARK, version="0.0.9", db="  migrate [options]  Apply\\n  check  Check\\n")
    found = edgespark.probe(_environ(tmp_path), tmp_path)
    assert found is not None
    assert (found.generation, found.has("db", "check"), found.has("db", "sql")) == (Generation.DOCUMENTED, True, False)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        pytest.param("#!/bin/sh\necho 'node: not found' >&2; exit 127\n", "node: not found", id="it cannot run"),
        pytest.param("#!/bin/sh\nexit 0\n", "`edgespark --help` ended with 0", id="it says nothing"),
        pytest.param("#!/nowhere/node\n", "cannot run", id="its interpreter is missing"),
    ],
)
def test_a_command_that_does_not_answer_is_of_no_generation_and_says_why(tmp_path: Path, content: str, trouble: str) -> None:
    command = tmp_path / _EDGESPARK
    command.write_text(content)
    command.chmod(0o755)
    found = edgespark.probe(_environ(tmp_path), tmp_path)
    assert found is not None
    assert (found.generation, found.version, trouble in found.trouble) == (Generation.UNKNOWN, "", True), found


@pytest.mark.parametrize(
    ("commands", "layout", "fits"),
    [
        pytest.param({"pull", "deploy"}, Layout.LEGACY, True, id="0.0.9 on its own layout"),
        pytest.param({"pull", "deploy"}, Layout.MODERN, False, id="0.0.9 on today's layout"),
        pytest.param({"pull", "deploy", "db migrate"}, Layout.MODERN, True, id="the documented CLI on today's layout"),
        pytest.param({"pull", "deploy", "db migrate"}, Layout.LEGACY, False, id="the documented CLI on the old layout"),
        pytest.param({"pull", "deploy", "db migrate"}, Layout.UNKNOWN, False, id="a layout that nobody knows"),
        pytest.param({"brew"}, Layout.LEGACY, False, id="a command that is not the CLI"),
    ],
)
def test_a_generation_fits_one_layout(commands: set[str], layout: Layout, fits: bool) -> None:
    assert Cli(("edgespark",), "", frozenset(commands)).fits(layout) is fits


def test_each_generation_has_its_own_root(guestbook: Guestbook) -> None:
    project = guestbook.project()
    assert edgespark.root(Generation.LEGACY, project) == "server"
    assert edgespark.root(Generation.DOCUMENTED, project) == "."


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(Completed(0, b"", b"Types are up to date"), TypesVerdict.FRESH, id="0"),
        pytest.param(Completed(1, b"", "⚠ Types are stale".encode()), TypesVerdict.STALE, id="1 with the text"),
        pytest.param(Completed(1, b"Types are stale", b""), TypesVerdict.STALE, id="1 with the text on stdout"),
        pytest.param(Completed(1, b"", b"error: unknown option '--check'"), TypesVerdict.UNKNOWN, id="1 with another text"),
        pytest.param(Completed(1, b"", b""), TypesVerdict.UNKNOWN, id="1 without a text"),
        pytest.param(Completed(2, b"", b"Project ID required"), TypesVerdict.UNKNOWN, id="2"),
        pytest.param(Completed(3, b"", b"API key required"), TypesVerdict.UNAUTHENTICATED, id="3"),
        pytest.param(Completed(1, b"", b"Not authenticated"), TypesVerdict.UNAUTHENTICATED, id="the documented CLI without a login"),
        pytest.param(Completed(6, b"", b"API error: 401 Unauthorized"), TypesVerdict.UNAUTHENTICATED, id="6 with 401"),
        pytest.param(Completed(6, b"", b"API error: 403 Forbidden"), TypesVerdict.UNAUTHENTICATED, id="6 with 403"),
        pytest.param(Completed(6, b"", b"API error: 404 Not Found"), TypesVerdict.UNKNOWN, id="6 with 404: reached, and no verdict"),
        pytest.param(Completed(6, b"", b"API error: 429 Too Many Requests"), TypesVerdict.UNREACHABLE, id="6 with 429"),
        pytest.param(Completed(6, b"", b"API error: 503 Service Unavailable"), TypesVerdict.UNREACHABLE, id="6 with 503"),
        pytest.param(Completed(6, b"", b"fetch failed"), TypesVerdict.UNREACHABLE, id="6 without a status"),
        pytest.param(Completed(-15, b"", b"", timed_out=True), TypesVerdict.UNREACHABLE, id="out of time"),
        pytest.param(Completed(127, b"", b"node: not found"), TypesVerdict.UNKNOWN, id="127"),
    ],
)
def test_the_end_of_a_check_is_read_by_code_and_text(answer: Completed, expected: TypesVerdict) -> None:
    assert edgespark.types_verdict(answer) is expected


@pytest.mark.node
def test_the_real_cli_is_of_the_legacy_generation(tmp_path: Path, node_modules: Path) -> None:
    found = edgespark.probe(_environ(EDGESPARK_CLI=str(node_modules / ".bin" / _EDGESPARK), HOME=str(tmp_path)), tmp_path)
    assert found is not None
    assert (found.version, found.generation, found.trouble) == ("0.0.9", Generation.LEGACY, "")
    assert found.has("pull", "types")
    assert not found.has("db", "check")
