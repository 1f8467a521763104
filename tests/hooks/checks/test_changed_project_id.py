"""`changed-project-id`: `edgespark.toml` names the same project as before."""

import pytest

from hooks.checks.changed_project_id import RULE
from hooks.project import Project
from tests.hooks.chains import project, told


def named(text: str) -> dict[str, bytes]:
    return {"edgespark.toml": text.encode()}


A, B = named('[server]\npath = "server"\n[project]\nid = "prj_a"\n'), named('# prj_b\nproject_id = "prj_b"\n')
NONE, PLACEHOLDER = named(""), named('project_id = "REPLACED_ON_INIT"')


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(project(A, tip=A), id="the same"),
        pytest.param(project(named('project_id = "prj_a"'), tip=A), id="the same, in today's layout"),
        pytest.param(project(A, tip=NONE), id="the first one"),
        pytest.param(project(A, tip=PLACEHOLDER), id="in place of a placeholder"),
        pytest.param(project(B, tip=B, fork=A), id="the base moved itself"),
        pytest.param(project(A), id="no base"),
    ],
)
def test_silent(judged: Project) -> None:
    assert told(RULE, judged) == []


@pytest.mark.parametrize(
    ("now", "message"),
    [
        pytest.param(B, 'edgespark.toml:2: the project id "prj_a" of origin/main is now "prj_b"', id="another"),
        pytest.param(PLACEHOLDER, 'edgespark.toml:1: the project id "prj_a" of origin/main is now "REPLACED_ON_INIT"', id="a placeholder"),
        pytest.param(NONE, 'edgespark.toml:1: the project id "prj_a" of origin/main is gone', id="none"),
    ],
)
def test_a_changed_id(now: dict[str, bytes], message: str) -> None:
    assert told(RULE, project(now, tip=A)) == [f"{message}: a deploy would no longer go to the same project"]


def test_both_sides_moved_apart() -> None:
    (line,) = told(RULE, project(named('project_id = "prj_c"'), tip=B, fork=A))
    assert '"prj_a" of origin/main is now "prj_c"' in line
