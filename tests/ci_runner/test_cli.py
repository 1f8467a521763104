"""The command line itself: what loads when, what is refused, and how a process of its own ends."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ci_runner.commands_group import COMMANDS
from ci_runner.sandbox import deployments
from ci_runner.sandbox.deployments import Status
from ci_runner.sandbox.state import State
from hooks import child
from tests.ci_runner.support import COMMAND, Bench, child_environ
from tests.git import Git
from tests.guestbook import ROOT, Guestbook

HEAVY = ("httpx", "git", "jinja2", "jsonschema", "asyncio", "ci_runner.pipeline", "ci_runner.model", "ci_runner.sandbox")


def test_check_loads_nothing_of_the_pipeline(guestbook: Guestbook) -> None:
    code = f"""
import sys
from ci_runner.cli import main
try:
    main(["check", {str(guestbook.path)!r}])
except SystemExit as end:
    print([name for name in {HEAVY!r} if name in sys.modules], end.code)
"""
    answer = child.run((sys.executable, "-c", code), seconds=180, env=child_environ())
    assert answer.stdout.decode().splitlines()[-1] == "[] 0", answer.stderr.decode()


@pytest.mark.parametrize("package", ["httpx", "git", "jinja2"])
@pytest.mark.parametrize("command", ["run", "plan", "deploy"])
def test_without_the_extra_the_pipeline_says_what_to_install(command: str, package: str, tmp_path: Path) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; from ci_runner.cli import main; main()"
    answer = child.run((sys.executable, "-c", code, command), seconds=180, cwd=tmp_path, env=child_environ())
    assert answer.code == 2
    assert answer.stderr.decode() == f"edgespark-ci: the pipeline needs more packages ({package} is missing): pip install 'edgespark-ci[ci]'\n"


def test_without_git_the_pipeline_says_so(tmp_path: Path) -> None:
    answer = child.run((*COMMAND, "plan"), seconds=180, cwd=tmp_path, env=child_environ(PATH=str(tmp_path)))
    assert (answer.code, answer.stderr.decode()) == (2, "edgespark-ci: the pipeline needs git, and there is none on PATH\n")


def test_without_the_extra_check_still_works(guestbook: Guestbook) -> None:
    code = "import sys; sys.modules.update(httpx=None, git=None, jinja2=None); from ci_runner.cli import main; main()"
    answer = child.run((sys.executable, "-c", code, "check", str(guestbook.path)), seconds=180, env=child_environ())
    assert answer.code == 0, answer.stderr.decode()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, bench: Bench) -> None:
    ran = bench.run(name, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: edgespark-ci {name}")


def test_the_list_of_commands_names_them_all(bench: Bench) -> None:
    out = bench.run("--help").out
    assert [line.split()[0] for line in out.partition("Commands:\n")[2].splitlines() if line.strip()] == list(COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["depoly"], 'unknown command "depoly"; did you mean "deploy"?', id="a misspelt command"),
        pytest.param(["run", "--sandbx"], "Did you mean '--sandbox'?", id="a misspelt option"),
        pytest.param(["run", "--sandbox", "nowhere"], "no such file or directory: nowhere", id="a path that is not there"),
        pytest.param(["plan", "nowhere"], "no such file or directory: nowhere", id="a path that is not there, without a sandbox"),
        pytest.param(["run", "--event", "push"], "--state, --event and --fault belong to --sandbox", id="a rehearsal's option on a real run"),
        pytest.param(["run", "--sandbox", ".", "--event", "pul_request"], 'unknown event "pul_request"; did you mean "pull_request"?', id="a misspelt event"),
        pytest.param(["run", "--sandbox", ".", "--fault", "fire"], "'fire' is no sandbox fault", id="a fault that there is not"),
        pytest.param(["run", "--sandbox", "."], "no EdgeSpark project", id="a directory without a project"),
        pytest.param(["plan"], "is in no git repository", id="no repository"),
        pytest.param(["receipt", "show"], "no receipt at receipt.json", id="no receipt"),
    ],
)
def test_bad_usage_ends_with_2_and_says_what_to_change(arguments: list[str], message: str, bench: Bench) -> None:
    ran = bench.run(*arguments)
    assert ran.code == 2
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_a_repository_without_commits_is_bad_usage(bench: Bench) -> None:
    Git.init(bench.directory)
    ran = bench.run("plan")
    assert (ran.code, ran.err) == (2, "edgespark-ci: this repository has no commit yet\n")


def test_several_projects_must_be_named_one_by_one(bench: Bench) -> None:
    git = Git.init(bench.directory)
    for name in ("shop", "blog"):
        git.write(f"{name}/edgespark.toml", 'project_id = "x"\n')
    git.commit()
    ran = bench.run("plan")
    assert ran.code == 2
    assert "several projects below .: name one of blog, shop" in ran.err
    sandboxed = bench.run("run", "--sandbox")
    assert (sandboxed.code, sandboxed.receipt) == (2, {})
    assert "several projects below .: name one of blog, shop" in sandboxed.err
    listed = bench.run("matrix")
    assert json.loads(listed.out) == {"any": True, "include": [{"project": "blog"}, {"project": "shop"}]}


def test_a_wrong_configuration_is_refused_at_its_line(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.write(".edgespark-ci.yaml", "run:\n  enviroment: live\n")
    ran = bench.run("run", "--sandbox", guestbook.path)
    assert (ran.code, ran.err) == (2, 'edgespark-ci: .edgespark-ci.yaml:2:3: unknown key "enviroment"; did you mean "environment"?\n')


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_the_step_and_its_child_and_leaves_a_true_receipt(guestbook: Guestbook, tmp_path: Path, number: signal.Signals, code: int) -> None:
    arguments = ("run", "--sandbox", str(guestbook.path), "--state", "kept", "--fault", "hang@/deploy/execute")
    process = child.start((*COMMAND, *arguments), cwd=tmp_path, env=child_environ(TMPDIR=str(tmp_path)))
    try:
        _until(lambda: _is_in_deploy(tmp_path) and _has_uploaded(tmp_path / "kept"))
        process.send_signal(number)
        out, err = process.communicate(timeout=120)
    finally:
        child.end_group(process)
    receipt = json.loads((tmp_path / "receipt.json").read_bytes())
    assert process.returncode == code, err.decode()
    assert (receipt["verdict"], receipt["interrupted"], receipt["exit_code"]) == ("interrupted", number.name, code)
    assert (receipt["unknown"], receipt["live"], receipt["in_progress"]) == (["deploy"], None, None)
    assert receipt["applied"]["migrations"]
    assert b"interrupted by deploy" in out
    assert list(tmp_path.glob("edgespark-ci-*")) == []


def test_a_killed_runner_leaves_a_receipt_that_names_the_step(guestbook: Guestbook, tmp_path: Path, bench: Bench) -> None:
    arguments = ("run", "--sandbox", str(guestbook.path), "--fault", "hang@/deploy/execute")
    process = child.start((*COMMAND, *arguments), cwd=tmp_path, env=child_environ(TMPDIR=str(tmp_path)))
    try:
        _until(lambda: _is_in_deploy(tmp_path))
    finally:
        process.kill()
        process.communicate(timeout=120)
    receipt = json.loads((tmp_path / "receipt.json").read_bytes())
    assert (receipt["verdict"], receipt["finished"], receipt["in_progress"]) == ("unfinished", False, "deploy")
    assert "ended without a word during deploy" in bench.run("receipt", "show", tmp_path / "receipt.json").out


def test_a_reader_that_went_away_does_not_end_the_run(guestbook: Guestbook, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code = f"import os, sys; os.dup2({writing}, 1); from ci_runner.cli import main; main()"
    arguments = ("run", "--sandbox", str(guestbook.path))
    answer = child.run((sys.executable, "-c", code, *arguments), seconds=180, cwd=tmp_path, env=child_environ(), pass_fds=(writing,))
    os.close(writing)
    assert answer.code == 0, answer.stderr.decode()
    assert json.loads((tmp_path / "receipt.json").read_bytes())["verdict"] == "passed"


def test_a_receipt_that_cannot_be_written_ends_the_run_before_anything_is_done(guestbook: Guestbook, bench: Bench) -> None:
    ran = bench.run("run", "--sandbox", guestbook.path, "--receipt", "no-such-directory/receipt.json")
    assert ran.code == 4
    assert "failed by finish: no-receipt" in ran.out
    assert " checks " not in ran.out


def _until(holds: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def _is_in_deploy(directory: Path) -> bool:
    path = directory / "receipt.json"
    return path.exists() and '"in_progress": "deploy"' in path.read_text(encoding="utf-8")


def _has_uploaded(kept: Path) -> bool:
    state = State(kept)
    try:
        return [one.status for one in deployments.listed(state, "prj_guestbook_example")] == [Status.UPLOADED]
    finally:
        state.close()


def test_the_sandbox_command_runs_a_command_in_a_copy(guestbook: Guestbook, tmp_path: Path) -> None:
    answer = child.run((*COMMAND, "sandbox", str(guestbook.path), "edgespark", "db", "migrate"), seconds=180, cwd=tmp_path, env=child_environ())
    assert answer.code == 0, answer.stderr.decode()
    assert b"0002_add_pictures" in answer.stderr
    assert b"a rehearsal, not the platform" in answer.stderr


def test_the_root_of_the_packages_is_the_one_under_test() -> None:
    """A run in a process of its own must not import another installation."""
    answer = child.run((sys.executable, "-c", "import ci_runner; print(ci_runner.__file__)"), seconds=180, env=child_environ())
    assert Path(answer.stdout.decode().strip()).is_relative_to(ROOT)
