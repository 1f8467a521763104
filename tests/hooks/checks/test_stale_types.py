"""The rule asks a real command: the stand-in of the sandbox, which the documented generation's rooms are tried on, and 0.0.9 where it must not be asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_runner.sandbox import launcher
from ci_runner.sandbox.local import LocalProject
from ci_runner.sandbox.service import Service
from hooks.checks import stale_types
from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Fix, FixKind, Location
from hooks.judge import judge
from hooks.platform import pulled_types
from hooks.policy import config
from hooks.project import Project, Surroundings
from hooks.request import Request
from hooks.trees.repository import Repository
from tests.ci_runner.remembering import remembering
from tests.git import Git
from tests.guestbook import Guestbook

_CHECKSUMS = "server/src/__generated__/.checksums.json"
_PLACE = Location(_CHECKSUMS)


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-in."""
    place = tmp_path_factory.mktemp("command")
    remembering(place / "edgespark", str(launcher.write(place / "bin")), place)
    return place / "edgespark"


@pytest.fixture
def platform(guestbook: Guestbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Path) -> Iterator[Service]:
    """A sandbox that knows the guestbook, with the stand-in and the key in this process's environment."""
    with Service(tmp_path / "state", projects={"prj_guestbook_example": LocalProject(guestbook.path)}) as service:
        for name, value in service.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("EDGESPARK_CLI", str(command))
        yield service


def _results(guestbook: Guestbook) -> list[Finding | Diagnostic]:
    return list(stale_types.check(guestbook.project()))


def _diagnostic(guestbook: Guestbook) -> str:
    (result,) = _results(guestbook)
    assert isinstance(result, Diagnostic)
    assert result.location == _PLACE
    return result.message


def test_fresh_types_are_silent(guestbook: Guestbook, platform: Service) -> None:
    assert platform.project_id == "prj_guestbook_example"
    assert _results(guestbook) == []


def test_stale_types_are_found_with_the_commands_that_repair_them(guestbook: Guestbook, platform: Service) -> None:
    platform.set_fault("stale-types")
    assert _results(guestbook) == [
        Finding(
            '"server-types.d.ts" is older than the types of the platform',
            _PLACE,
            "server_types",
            Fix(
                "pull the types, see that the code still compiles, and stage them",
                FixKind.COMMAND,
                (("edgespark", "pull", "types"), ("git", "add", "server/src/__generated__")),
                cwd=".",
                requires=("edgespark (documented)",),
            ),
        )
    ]


def test_types_that_were_never_pulled_are_stale(guestbook: Guestbook, platform: Service) -> None:
    guestbook.delete(_CHECKSUMS)
    (result,) = _results(guestbook)
    assert isinstance(result, Finding)
    assert platform.deployments() == ()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param("401", "does not know who asks", id="401"),
        pytest.param("403", "does not know who asks", id="403"),
        pytest.param("500", "cannot be reached", id="500"),
        pytest.param("503", "cannot be reached", id="503"),
        pytest.param("409", "ended with 6 and said neither fresh nor stale: API error: 409 Conflict", id="409"),
    ],
)
def test_an_answer_that_is_none_gets_no_verdict(guestbook: Guestbook, platform: Service, fault: str, words: str) -> None:
    platform.set_fault(fault)
    assert words in _diagnostic(guestbook)


def test_a_platform_that_hangs_is_not_waited_for_long(guestbook: Guestbook, platform: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulled_types, "_SECONDS", 1.0)
    platform.set_fault("hang")
    assert "(no answer in 1 s)" in _diagnostic(guestbook)


def test_nobody_at_the_address_gets_no_verdict(guestbook: Guestbook, platform: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGESPARK_BASE_URL", "http://127.0.0.1:9")
    assert "cannot be reached" in _diagnostic(guestbook)
    assert platform.deployments() == ()


def test_without_a_key_the_repair_is_to_log_in(guestbook: Guestbook, platform: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDGESPARK_API_KEY")
    assert "log in with `edgespark login`, or set EDGESPARK_API_KEY (Not authenticated)" in _diagnostic(guestbook)
    assert platform.deployments() == ()


def test_without_a_command_there_is_no_verdict(guestbook: Guestbook) -> None:
    assert _diagnostic(guestbook) == "no `edgespark` command found: install the CLI, or name it in EDGESPARK_CLI"


def test_the_key_is_not_shown_and_nothing_else_is_given(guestbook: Guestbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is not the CLI at all, but offers the same commands, and tells what it was given."""
    command = tmp_path / "edgespark"
    command.write_text(
        '#!/bin/sh\n[ "$3" = --check ] || { printf "\\nCommands:\\n  db  x\\n  migrate  x\\n"; exit 0; }\n'
        'echo "error with $EDGESPARK_API_KEY and [$NPM_TOKEN]"; exit 5\n'
    )
    command.chmod(0o755)
    monkeypatch.setenv("EDGESPARK_CLI", str(command))
    monkeypatch.setenv("EDGESPARK_API_KEY", "canary")
    monkeypatch.setenv("NPM_TOKEN", "another")
    assert _diagnostic(guestbook) == "`edgespark pull types --check` ended with 5 and said neither fresh nor stale: error with *** and []"


def test_a_commit_cannot_be_judged_since_the_command_reads_the_disk(guestbook: Guestbook, platform: Service) -> None:
    git = Git.init(guestbook.path)
    git.commit()
    repository = Repository.around(guestbook.path)
    assert repository is not None
    tree = repository.commit("HEAD")
    with pytest.raises(NoVerdict, match="run this rule without --ref"):
        list(stale_types.check(Project(tree, ".", Surroundings(config.policy(tree)))))
    repository.close()
    assert platform.deployments() == ()


def test_the_index_is_judged_where_the_disk_agrees(guestbook: Guestbook, platform: Service) -> None:
    git = Git.init(guestbook.path)
    git.commit()
    request = Request(staged=True, select=("stale-types",))
    assert judge(request, guestbook.path, {}).exit_code == 0
    guestbook.write(_CHECKSUMS, '{"server_types": "sha256-0"}\n')
    assert ["differs from the index" in diagnostic.message for diagnostic in judge(request, guestbook.path, {}).diagnostics] == [True]
    git("add", _CHECKSUMS)
    assert [finding.subject for finding in judge(request, guestbook.path, {}).findings] == ["server_types"]
    assert platform.deployments() == ()


@pytest.mark.node
def test_0_0_9_is_not_asked_about_todays_layout(guestbook: Guestbook, platform: Service, node_modules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGESPARK_CLI", str(node_modules / ".bin" / "edgespark"))
    platform.set_fault("stale-types")
    assert "`edgespark` 0.0.9 is too old for this layout" in _diagnostic(guestbook)


def test_the_documented_cli_is_not_asked_about_the_old_layout(guestbook: Guestbook, platform: Service) -> None:
    guestbook.write("server/src/index.ts", "export async function createApp() {}\n")
    platform.set_fault("stale-types")
    assert "is too new for this layout" in _diagnostic(guestbook)
