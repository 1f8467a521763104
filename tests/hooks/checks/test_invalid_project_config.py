"""`edgespark.toml` leads to what it names."""

import pytest

from hooks import engine
from hooks.checks.invalid_project_config import RULE
from hooks.finding import Report
from hooks.policy.config import Policy
from hooks.project import Project, Surroundings
from tests.command import edgespark_ci
from tests.git import Git
from tests.guestbook import Guestbook

TOML = "edgespark.toml"


def judged(guestbook: Guestbook) -> Report:
    return engine.run([RULE], [guestbook.project()], Policy())


def test_the_example_is_silent(guestbook: Guestbook) -> None:
    assert judged(guestbook).verdict == "clean"
    assert judged(guestbook).findings == ()


@pytest.mark.parametrize("path", ["servr", "../server", "server/src/index.ts"])
def test_a_server_path_that_leads_nowhere(guestbook: Guestbook, path: str) -> None:
    guestbook.replace(TOML, 'path = "server"', f'path = "{path}"')
    (finding,) = judged(guestbook).findings
    assert finding.message.startswith(f'[server] path "{path}" ')
    assert "nothing of the server is judged" in finding.message
    assert (finding.severity, finding.location.path) == (RULE.severity, TOML)
    assert finding.excerpt == f'path = "{path}"'


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        pytest.param('path = "server"', 'path = "."', 3, id="the top"),
        pytest.param('path = "server"', 'path = "web"', 3, id="the web app"),
        pytest.param('[server]\npath = "server"\n', "", 1, id="no section"),
        pytest.param('[server]\npath = "server"\n', 'server = ["server"]\n', 1, id="no table"),
    ],
)
def test_a_server_path_beside_the_server(guestbook: Guestbook, old: str, new: str, line: int) -> None:
    guestbook.replace(TOML, old, new)
    (finding,) = judged(guestbook).findings
    assert finding.message.endswith('where no src/ is, and the server seems to lie in "server"; nothing of it is judged')
    assert (finding.severity, finding.location.path, finding.location.line) == (RULE.severity, TOML, line)


def test_a_server_without_code_and_another_projects_code_are_silent(guestbook: Guestbook) -> None:
    guestbook.move("server", "inner/server")
    guestbook.write("inner/edgespark.toml", guestbook.read(TOML))
    guestbook.write("server/package.json", "{}")
    assert judged(guestbook).findings == ()


@pytest.mark.parametrize(
    ("path", "speaks"),
    [
        pytest.param("web/src/defs/theme.ts", False, id="a module of the web app"),
        pytest.param("web/src/defs/runtime.ts", False, id="the web app's, under a name of the server's"),
        pytest.param("docs/src/defs/theme.ts", False, id="a name that the platform does not know"),
        pytest.param("backend/src/defs/runtime.ts", True, id="a server"),
    ],
)
def test_only_what_the_platform_reads_makes_a_server(guestbook: Guestbook, path: str, speaks: bool) -> None:
    guestbook.delete("server/src")
    guestbook.write(path, "export {};\n")
    assert [finding.subject for finding in judged(guestbook).findings] == ["server"] * speaks


def test_a_server_beside_the_toml_of_an_inner_project(guestbook: Guestbook) -> None:
    for part in (TOML, "web", "server/src"):
        guestbook.move(part, f"inner/{part.removeprefix('server/')}")
    guestbook.write("inner/server/package.json", "{}")
    inner = Project(guestbook.project().tree, "inner", Surroundings(Policy()))
    (finding,) = engine.run([RULE], [inner], Policy()).findings
    assert finding.fix is not None
    assert finding.fix.text.startswith('write path = "." ')


def test_a_web_path_that_leads_nowhere(guestbook: Guestbook) -> None:
    guestbook.delete("web")
    assert [finding.subject for finding in judged(guestbook).findings] == ["web"]


@pytest.mark.parametrize("project_id", ["REPLACED_ON_INIT", "REPLACE_WITH_YOUR_ID", "<your id>", ""])
def test_a_project_without_a_name_is_a_warning(guestbook: Guestbook, project_id: str) -> None:
    old = next(line for line in guestbook.read(TOML).splitlines() if line.startswith("project_id"))
    guestbook.replace(TOML, old, f'project_id = "{project_id}"' if project_id else "")
    report = judged(guestbook)
    assert [(finding.subject, finding.severity.value) for finding in report.findings if finding.severity] == [("project_id", "warning")]
    assert report.exit_code == 0


def test_a_file_that_is_no_toml(guestbook: Guestbook) -> None:
    guestbook.write(TOML, "[server\n")
    assert [diagnostic.location.path for diagnostic in judged(guestbook).diagnostics] == [TOML]


def test_a_linked_server_directory_is_said_aloud(guestbook: Guestbook) -> None:
    (guestbook.path / "server").rename(guestbook.path / "real")
    (guestbook.path / "server").symlink_to("real")
    git = Git.init(guestbook.path)
    git("add", "--all")
    for arguments in ((), ("--staged",)):
        ended = edgespark_ci("check", "--select", "invalid-project-config", *arguments, cwd=git.path)
        assert ended.code == 1, ended
        assert 'path "server" leads to no directory with files' in ended.out
