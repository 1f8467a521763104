"""`edgespark-ci deploy` as GitHub runs it: what lets a commit through, and each reason that holds it."""

import os
import stat
from pathlib import Path

import pytest

from ci_runner import edgespark_api
from hooks.errors import UsageError
from tests.ci_runner.support import Bench, Stage, staged
from tests.guestbook import Guestbook

decisive = pytest.mark.usefixtures("decisive")


def test_a_push_to_main_goes_live(stage: Stage) -> None:
    ran = stage.deploy()
    assert ran.code == 0, ran.out
    live = stage.rehearsal.service.live()
    assert live is not None
    assert live.commit == ran.receipt["commit"] == ran.receipt["live"]["commit"]
    assert [line.tag for line in stage.rehearsal.service.ledger()] == ran.receipt["applied"]["migrations"]
    assert (ran.receipt["event"]["actor"], ran.receipt["event"]["run_id"], ran.receipt["event"]["host"]) == ("ada", "77", "github")


@decisive
def test_a_detached_head_gets_the_branch_that_db_migrate_asks_for(stage: Stage) -> None:
    stage.git("checkout", "--quiet", "--detach")
    stage.git("branch", "--delete", "--force", "main")
    ran = stage.deploy()
    assert ran.code == 0, ran.out
    assert (stage.git("rev-parse", "--abbrev-ref", "HEAD"), stage.git("branch", "--list", "main")) == ("HEAD", "")


@decisive
def test_another_local_branch_of_that_name_is_never_moved(stage: Stage) -> None:
    stage.git("checkout", "--quiet", "--detach")
    old = stage.git("commit-tree", "-m", "of its own", "HEAD^{tree}")
    stage.git("branch", "--force", "main", old)
    ran = stage.deploy()
    assert (ran.code, ran.receipt["reason"]) == (5, "migration-branch")
    assert stage.git("rev-parse", "main") == old


def held(stage: Stage, reason: str, step: str = "gate", **environ: str) -> None:
    """A deploy that must be held for `reason` in `step`, with the platform untouched."""
    ran = stage.deploy(**environ)
    assert (ran.code, ran.receipt["verdict"], ran.receipt["reason"], ran.reached[-1]) == (5, "held", reason, step), ran.out
    assert stage.rehearsal.service.live() is None
    assert stage.rehearsal.service.ledger() == ()


@pytest.mark.parametrize("name", ["pull_request", "merge_group", "schedule"])
def test_only_what_is_merged_is_deployed_and_runs_beside_the_key(stage: Stage, name: str) -> None:
    held(stage, "not-merged", "types", GITHUB_EVENT_NAME=name)


@decisive
def test_another_branch_is_held(stage: Stage) -> None:
    held(stage, "wrong-branch", GITHUB_REF="refs/heads/feature")


@pytest.mark.parametrize("key", ["", " ", "x-y-z"], ids=["missing", "blank", "too short to be masked"])
def test_a_missing_key_is_held_and_never_green(stage: Stage, key: str) -> None:
    held(stage, "no-key", "types", EDGESPARK_API_KEY=key)


def test_the_key_goes_to_no_strange_address(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.replace(".edgespark-ci.yaml", "run:\n", "run:\n  base-url: https://own.example\n")
    with staged(guestbook, bench) as stage:
        ran = stage.deploy(EDGESPARK_BASE_URL="https://evil.example")
        assert (ran.code, ran.receipt) == (2, {})
        assert 'EDGESPARK_BASE_URL is "https://evil.example", and the key would go there' in ran.err


@pytest.mark.parametrize(
    ("asked", "permitted", "allowed"),
    [
        pytest.param("", "", True, id="none"),
        pytest.param("https://api.edgespark.dev/", "", True, id="the platform's own"),
        pytest.param("http://127.0.0.1:8000", "", True, id="this machine"),
        pytest.param("https://own.example", "https://own.example/", True, id="the permitted one"),
        pytest.param("https://own.example.evil.example", "https://own.example", False, id="one that begins like it"),
        pytest.param("http://api.edgespark.dev", "", False, id="the platform's without encryption"),
        pytest.param("/", "", False, id="no address"),
        pytest.param("http://127.0.0.1.evil.example", "", False, id="a name that begins like this machine's"),
        pytest.param("http://127.0.0.1@evil.example", "", False, id="this machine as a user"),
        pytest.param("http://evil.example\\@127.0.0.1", "", False, id="what Python and a browser read in two ways"),
        pytest.param("http://localhost#@evil.example", "", False, id="a fragment"),
        pytest.param("https://own.example@evil.example", "https://own.example", False, id="the permitted one as a user"),
    ],
)
def test_who_may_be_asked(asked: str, permitted: str, allowed: bool) -> None:
    environ = {"EDGESPARK_BASE_URL": asked}
    if allowed:
        assert edgespark_api.base(environ, permitted) == (asked or edgespark_api.OFFICIAL)
    else:
        with pytest.raises(UsageError, match="the key would go there"):
            edgespark_api.base(environ, permitted)


def test_a_missing_cli_is_held_and_never_green(stage: Stage) -> None:
    held(stage, "no-cli", "cli", EDGESPARK_CLI="no-such-command")


def test_missing_dependencies_are_held_with_the_command(stage: Stage) -> None:
    stage.project.delete("server/node_modules")
    held(stage, "not-installed", "dry-run")


@decisive
def test_changed_files_are_held(stage: Stage) -> None:
    stage.project.write("server/src/extra.ts", "export {};\n")
    held(stage, "uncommitted-changes")


def test_a_change_during_the_run_is_held(stage: Stage, tmp_path: Path) -> None:
    """The dry run of this CLI commits: what is deployed would not be what was checked."""
    extra = 'git -C "$REPO" config user.name x; echo >> "$REPO/README.md"; git -C "$REPO" add README.md; git -C "$REPO" commit --quiet --message sneaky'
    wrapped(stage, tmp_path, f'case "$*" in *--dry-run*) REPO={stage.rehearsal.repository}; {extra};; esac')
    held(stage, "wrong-checkout", EDGESPARK_CLI=str(tmp_path / "wrapped"))


def wrapped(stage: Stage, directory: Path, before: str) -> None:
    """A command that does something else first, and then what the stand-in does."""
    command = directory / "wrapped"
    command.write_text(f'#!/bin/sh\n{before}\nexec {stage.rehearsal.environment["EDGESPARK_CLI"]} "$@"\n', encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)


@decisive
def test_a_change_between_migrate_and_deploy_is_held(stage: Stage, tmp_path: Path) -> None:
    """`db migrate` of this CLI changes the code behind it: the gate is asked again before the deploy."""
    wrapped(stage, tmp_path, f'case "$*" in "db migrate"*) echo "// changed" >> {stage.rehearsal.project}/server/src/index.ts;; esac')
    ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    assert (ran.code, ran.receipt["reason"], ran.reached[-1]) == (5, "uncommitted-changes", "deploy"), ran.out
    assert ran.receipt["applied"]["migrations"]
    assert stage.rehearsal.service.live() is None


@decisive
def test_the_receipt_itself_is_no_change(stage: Stage) -> None:
    ran = stage.bench.run("deploy", stage.rehearsal.project, "--receipt", stage.rehearsal.project / "receipt.json", environ=stage.github)
    assert ran.code == 0, ran.out


@decisive
def test_a_commit_that_was_never_pushed_is_held(stage: Stage) -> None:
    stage.git.commit("not pushed")
    held(stage, "not-pushed")


@decisive
def test_a_remote_that_cannot_be_asked_is_held(stage: Stage) -> None:
    stage.git("remote", "set-url", "origin", str(stage.rehearsal.repository.parent / "gone.git"))
    held(stage, "tip-unknown")


@decisive
def test_a_newer_commit_on_the_branch_supersedes_this_one(stage: Stage) -> None:
    older = stage.git("rev-parse", "HEAD")
    stage.project.write("README.md", "more\n")
    stage.pushed()
    stage.git("checkout", "--quiet", "--detach", older)
    ran = stage.deploy()
    assert (ran.code, ran.receipt["verdict"], ran.receipt["reason"]) == (0, "superseded", "superseded"), ran.out
    assert ran.step("gate")["outcome"] == "skipped"
    assert stage.rehearsal.service.live() is None


@decisive
def test_an_older_commit_never_goes_over_a_newer_one(stage: Stage) -> None:
    """The branch was reset to an older commit: it is the tip, and yet behind what is live."""
    older = stage.git("rev-parse", "HEAD")
    stage.project.write("README.md", "more\n")
    newer = stage.pushed()
    assert stage.deploy().code == 0
    stage.git("push", "--quiet", "--force", "origin", f"{older}:main")
    stage.git("checkout", "--quiet", "--detach", older)
    ran = stage.deploy()
    assert (ran.code, ran.receipt["reason"]) == (5, "older-than-live"), ran.out
    assert ran.receipt["live"]["commit"] == newer
    assert ran.receipt["live"]["told_by"] == "an earlier receipt"


@decisive
def test_a_placeholder_for_the_project_is_held(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.replace("edgespark.toml", "prj_guestbook_example", "REPLACED_ON_INIT")
    with staged(guestbook, bench) as stage:
        held(stage, "no-project-id")


@decisive
def test_migrations_on_another_branch_are_held(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.replace("edgespark.toml", 'migration_branch = "main"', 'migration_branch = "production"')
    guestbook.replace(".edgespark-ci.yaml", "run:\n", "ignore: [migration-branch]\nrun:\n")
    with staged(guestbook, bench) as stage:
        held(stage, "migration-branch", "migrate")


@decisive
def test_migrations_by_hand_are_proven_and_never_applied_here(guestbook: Guestbook, bench: Bench) -> None:
    guestbook.replace(".edgespark-ci.yaml", "run:\n", "run:\n  migrations: local\n")
    with staged(guestbook, bench) as stage:
        held(stage, "pending", "migrate")


@decisive
def test_a_laptop_deploys_only_when_told_to(stage: Stage) -> None:
    environ = {**stage.rehearsal.environment, "CI": ""}
    planned = stage.bench.run("run", stage.rehearsal.project, environ=environ)
    assert (planned.code, planned.receipt["event"]["kind"]) == (0, "local"), planned.out
    assert stage.rehearsal.service.live() is None
    deployed = stage.bench.run("deploy", stage.rehearsal.project, environ=environ)
    assert deployed.code == 0, deployed.out
    assert stage.rehearsal.service.live() is not None


def test_a_fork_never_runs_beside_a_key(stage: Stage, tmp_path: Path) -> None:
    """Even where the configuration opts in and a key lies about."""
    stage.project.replace(".edgespark-ci.yaml", "run:\n", "run:\n  online-on-pull-requests: true\n")
    stage.pushed()
    stage.git.commit("the proposal")
    wrapped(stage, tmp_path, f'env >> "{tmp_path}/seen"')
    event = tmp_path / "event.json"
    event.write_text('{"number": 3, "pull_request": {"head": {"ref": "x", "repo": {"full_name": "mallory/guestbook"}}}}', encoding="utf-8")
    environ = {**stage.github, "GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(event), "EDGESPARK_CLI": str(tmp_path / "wrapped")}
    ran = stage.bench.run("run", stage.rehearsal.project, environ=environ)
    assert (ran.code, ran.receipt["event"]["fork"], ran.step("types")["reason"]) == (0, True, "fork"), ran.out
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    assert "PATH=" in seen
    assert stage.rehearsal.environment["EDGESPARK_API_KEY"] not in seen


def test_a_proposal_cannot_ask_for_more_than_its_base(stage: Stage) -> None:
    """Else a pull request could let its own code run beside the key."""
    stage.project.replace(".edgespark-ci.yaml", "run:\n", "run:\n  online-on-pull-requests: true\n")
    stage.git.commit("the proposal")
    environ = {**stage.github, "GITHUB_EVENT_NAME": "pull_request"}
    stage.bench.directory.mkdir(exist_ok=True)
    stage.git.commit("the next one")
    assert stage.bench.run("plan", stage.rehearsal.project, environ={**environ, **own(stage)}).step("types")["outcome"] == "passed"
    stage.git("reset", "--quiet", "--hard", "HEAD^")
    assert stage.bench.run("plan", stage.rehearsal.project, environ={**environ, **own(stage)}).step("types")["reason"] == "not-asked-for"


def own(stage: Stage) -> dict[str, str]:
    """The event of a pull request from the repository itself."""
    event = stage.bench.directory / "event.json"
    event.write_text('{"number": 3, "pull_request": {"head": {"ref": "x", "repo": {"full_name": "acme/guestbook"}}}}', encoding="utf-8")
    return {"GITHUB_EVENT_PATH": str(event)}


@pytest.mark.parametrize(("branch", "code"), [pytest.param("main", 0, id="the same"), pytest.param("trunk", 1, id="another")])
def test_a_pull_request_knows_the_branch_that_it_is_merged_to(stage: Stage, tmp_path: Path, branch: str, code: int) -> None:
    """Its base is a commit without a name; the event names the branch."""
    stage.project.replace("edgespark.toml", 'migration_branch = "main"', f'migration_branch = "{branch}"  # for db migrate')
    stage.pushed()
    event = tmp_path / "event.json"
    event.write_text('{"repository": {"default_branch": "main"}}', encoding="utf-8")
    environ = {**stage.github, "GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(event)}
    ran = stage.bench.run("plan", stage.rehearsal.project, environ=environ)
    assert ran.code == code, ran.out
    assert ('migrations run from branch "trunk", but changes are merged to "main"' in ran.out) is bool(code)


def test_github_gets_groups_annotations_a_summary_and_outputs(stage: Stage, tmp_path: Path) -> None:
    stage.project.delete("server/drizzle/0001_add_reactions.sql")
    stage.pushed()
    summary, outputs = tmp_path / "summary.md", tmp_path / "outputs"
    ran = stage.deploy(GITHUB_STEP_SUMMARY=str(summary), GITHUB_OUTPUT=str(outputs))
    assert ran.code == 1
    masks = [line for line in ran.out.splitlines() if line.startswith("::add-mask::")]
    assert f"::add-mask::{stage.rehearsal.environment['EDGESPARK_API_KEY']}" in masks
    assert masks == ran.out.splitlines()[: len(masks)]
    assert "::group::what checks saw" in ran.out
    assert "::error file=server/drizzle/meta/_journal.json" in ran.out
    assert dict(line.split("=", 1) for line in outputs.read_text(encoding="utf-8").splitlines()) == {
        "outcome": "failed",
        "verdict": "findings",
        "reason": "findings",
        "exit-code": "1",
        "deployed": "false",
        "url": "",
        "commit": ran.receipt["commit"],
        "project": ".",
        "receipt": str(stage.bench.directory / "receipt.json"),
    }
    page = summary.read_text(encoding="utf-8")
    assert page.startswith("## Failed: acme/guestbook at ")
    assert "| checks | failed (`findings`) |" in page
    assert "<details><summary>What checks saw</summary>" in page


@decisive
def test_no_secret_is_in_anything_that_is_left_behind(stage: Stage, tmp_path: Path) -> None:
    """The CLI prints its key in several forms; log, receipt, summary and outputs hold none of them."""
    wrapped(stage, tmp_path, 'case "$*" in "db migrate"*) echo "key $EDGESPARK_API_KEY"; printf "%s" "x$EDGESPARK_API_KEY" | base64 -w0; exit 1;; esac')
    places = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "GITHUB_OUTPUT": str(tmp_path / "outputs")}
    ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"), **places)
    assert ran.step("migrate")["reason"] == "migrate-failed", ran.out
    assert "key ***" in ran.out
    key = stage.rehearsal.environment["EDGESPARK_API_KEY"]
    left = [*tmp_path.glob("summary.md"), *tmp_path.glob("outputs"), stage.bench.directory / "receipt.json"]
    for text in [ran.out.replace(f"::add-mask::{key}", ""), *(file.read_text(encoding="utf-8") for file in left)]:
        assert key not in text
        assert key[4:20] not in text


@decisive
def test_a_second_runner_in_the_same_checkout_is_held(stage: Stage) -> None:
    import fcntl

    descriptor = os.open(stage.rehearsal.repository / ".git" / "edgespark-ci.lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        ran = stage.deploy()
    finally:
        os.close(descriptor)
    assert ran.code == 5
    assert "another edgespark-ci" in ran.err


@pytest.mark.parametrize(("deployed", "reason"), [pytest.param("a", "ok", id="the same"), pytest.param("b", "deployed-bundle-differs", id="another")])
def test_the_deployed_bundle_is_compared_with_the_one_that_was_tried(stage: Stage, tmp_path: Path, deployed: str, reason: str) -> None:
    """The deploy is done, so another bundle is a warning; where modules lie is no difference."""
    here = 'mkdir -p server/dist; printf "// $PWD/node_modules/hono/index.js\\n%s" $CODE >server/dist/bundle.js'
    wrapped(stage, tmp_path, f'case "$*" in "deploy --dry-run") CODE=a; {here};; deploy) CODE={deployed}; {here};; esac')
    ran = stage.deploy(EDGESPARK_CLI=str(tmp_path / "wrapped"))
    step = ran.step("deploy")
    assert (ran.code, step["outcome"], step["reason"]) == (0, "passed", reason), ran.out
    assert ("warning: what was deployed is not the bundle that the dry run built" in step["sentence"]) is (deployed == "b")
    assert ran.receipt["bundle"].startswith("sha256-")
