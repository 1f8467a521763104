"""Every run of these tests is given secrets, and all that it leaves is walked (see `canary`). Here: that the walk would find them, and the far corners."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest

from ci_runner import reading, redact
from ci_runner.cli import main
from ci_runner.commands_group import COMMANDS, edgespark_ci
from ci_runner.github import marks
from ci_runner.github.client import Client
from ci_runner.github.deployments import told_live
from ci_runner.redact import Redactor, secret_values
from tests.ci_runner import canary
from tests.ci_runner.faulty import FaultyStage
from tests.ci_runner.github import TOKEN, GitHub, github
from tests.ci_runner.support import Bench
from tests.guestbook import Guestbook

PROXY_PASSWORD = "canaryOfTheProxy"
# What the command sees is not all, and so it is told the rest: it prints it in every form, cut by colours, lines and pauses.
_TELLS = """cat "{place}/secrets" >&2; env >&2; printf %s "$EDGESPARK_API_KEY" | base64 >&2
    printf '%.9s' "$EDGESPARK_API_KEY" >&2; sleep 0.02; printf '%s\\n' "$EDGESPARK_API_KEY" | cut -c10- >&2
    printf 'xy%s' "$EDGESPARK_API_KEY" | base64 -w 20 >&2"""
_FORMS = [form for secret in canary.ENVIRON.values() for form in canary.forms(secret)]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyStage]:
    """One stage for all commands."""
    place = tmp_path_factory.mktemp("canaries")
    with FaultyStage.at(Guestbook.at(place / "guestbook"), place / "bin") as running:
        yield running


@pytest.fixture
def hub() -> Iterator[GitHub]:
    """A GitHub that knows nothing yet."""
    with github() as running:
        yield running


class TestTheWalk:
    @pytest.mark.parametrize("form", _FORMS)
    def test_it_sees_a_secret_in_every_form(self, form: str) -> None:
        assert canary.told(f"before {form} after")
        assert not canary.told(Redactor.of(canary.ENVIRON)(f"before {form} after"))

    @pytest.mark.parametrize(
        ("place", "name", "blind"),
        [
            pytest.param(redact, "_base64_forms", lambda _value: (), id="no base64"),
            pytest.param(redact, "_forms", lambda value: (value,), id="only as it is"),
            pytest.param(reading, "_PASSES", (), id="escapes are not undone"),
            pytest.param(redact, "secret_values", lambda _environ: (), id="none is known"),
        ],
    )
    def test_a_redactor_that_cannot_see_it_all_is_found_out(self, monkeypatch: pytest.MonkeyPatch, place: object, name: str, blind: object) -> None:
        monkeypatch.setattr(place, name, blind)
        assert canary.told(Redactor.of(canary.ENVIRON)(" ".join(_FORMS)))

    def test_without_the_redactor_a_run_leaves_them_everywhere(self, stage: FaultyStage, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        stage.again(migrated=True)
        stage.command("pull types --check", 'real "$@"; exit 1')
        summary = tmp_path / "summary.md"
        monkeypatch.setattr(Redactor, "of", lambda _environ: Redactor())
        with pytest.raises(canary.Told, match="standard output tells"):
            bench.run("deploy", stage.rehearsal.project, "--summary", summary, environ=stage.environ)
        receipt = bench.directory / "receipt.json"
        for file in (receipt, summary):
            with pytest.raises(canary.Told, match=file.name):
                canary.walk_below(file.parent)
            file.unlink()

    def test_it_reads_what_github_is_told_and_what_other_processes_print(self) -> None:
        secret = canary.ENVIRON["CANARY_TOKEN"]
        told = GitHub()
        told.answer("POST", "/repos/acme/guestbook/issues/7/comments", {"body": secret})
        assert [words for words in told.unknown if " tells " in words]
        with pytest.raises(canary.Told):
            canary.walk("a log", f"::add-mask::{secret}\nsaid: {secret}\n".encode())
        canary.walk("a log", f"::add-mask::{secret}\n")


class Walk:
    """Commands run one after the other, and all that they left."""

    def __init__(self, stage: FaultyStage, bench: Bench, hub: GitHub, place: Path) -> None:
        self.stage, self.bench, self.hub, self.place = stage, bench, hub, place
        self.secrets = (stage.rehearsal.environment["EDGESPARK_API_KEY"], TOKEN, PROXY_PASSWORD)
        written = "\n".join(form for secret in (*self.secrets, *canary.ENVIRON.values()) for form in canary.forms(secret))
        (stage.place / "secrets").write_text(written, encoding="utf-8")
        self.said = ""

    def command(self, *arguments: object, code: int, **environ: str) -> None:
        """Run one on GitHub, with every secret about."""
        variables = {
            **self.stage.environ,
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_SHA": self.stage.git("rev-parse", "HEAD"),
            "GITHUB_REPOSITORY": "acme/guestbook",
            "GITHUB_RUN_ID": "77",
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_API_URL": self.hub.url,
            "GITHUB_STEP_SUMMARY": str(self.place / "summary.md"),
            "GITHUB_OUTPUT": str(self.place / "outputs"),
            "HTTPS_PROXY": f"http://ada:{PROXY_PASSWORD}@127.0.0.1:9",
            **environ,
        }
        ran = self.bench.run(*arguments, environ=variables)
        assert ran.code == code, ran.out + ran.err
        self.said += ran.out + ran.err

    def deploy(self, *options: str, code: int, **environ: str) -> None:
        """One deploy."""
        self.command("deploy", self.stage.rehearsal.project, *options, code=code, **environ)

    def walk(self) -> None:
        """Look at output, files, git's objects, and what GitHub was told."""
        canary.walk("output", self.said, *self.secrets)
        canary.walk("GitHub", json.dumps([self.hub.deployments, self.hub.comments], ensure_ascii=False), *self.secrets)
        canary.walk("git", self.stage.git("cat-file", "--batch-all-objects", "--batch"), *self.secrets)
        for top in (self.place, self.stage.rehearsal.repository.parent):
            canary.walk_below(top, *self.secrets)


def test_no_command_leaves_a_secret_behind(stage: FaultyStage, bench: Bench, hub: GitHub, tmp_path: Path) -> None:
    walk = Walk(stage, bench, hub, tmp_path)
    tells = _TELLS.format(place=stage.place)
    project = stage.rehearsal.project

    hub.deployed(stage.older, "production", task=marks.task("."), statuses=[{"state": "success", "description": marks.live_marker(".")}])
    walk.command("check", project, "--output", f"json={tmp_path / 'report.json'}", code=0)
    stage.again(migrated=True)
    walk.command("plan", project, "--summary", tmp_path / "plan.md", "--variables", tmp_path / "plan.env", code=0)
    for command in ("pull types --check", "deploy"):  # failed: what the command said is shown
        stage.command(command, f"{tells}; exit 1")
        walk.deploy(code=4)
    stage.command("db migrate", f"{tells}; kill -TERM $PPID; sleep 30")  # interrupted
    walk.deploy(code=143)
    stage.command("deploy", f'{tells}; real "$@"')  # deployed
    walk.deploy(code=0)
    walk.command("receipt", "show", bench.directory / "receipt.json", code=0)
    walk.command("receipt", "verify", bench.directory / "receipt.json", code=3)
    walk.bench = replace(bench, directory=stage.rehearsal.repository)
    walk.command("receipt", "adopt", bench.directory / "receipt.json", "--reason", f"known: {TOKEN}", code=0)
    walk.bench = bench
    walk.command("matrix", project, code=0)
    stage.command()
    walk.command("rollback", stage.older, project, "--reason", f"the token {TOKEN} is known", code=0)
    walk.command("rollback", stage.newer, project, "--reason", TOKEN, "--override", f"pinned: {TOKEN}", code=5)
    origin = stage.git("remote", "get-url", "origin")
    try:
        stage.git("remote", "set-url", "origin", f"https://x:{TOKEN}@127.0.0.1:9/guestbook.git")
        walk.deploy(code=5)  # held: git names the address
    finally:
        stage.git("remote", "set-url", "origin", origin)
    walk.deploy(code=2, EDGESPARK_BASE_URL=f"https://x:{PROXY_PASSWORD}@evil.example/{TOKEN}")  # a mistake that quotes it
    for wrong in ((TOKEN,), (f"--key={TOKEN}",), ("deploy", f"--{TOKEN}"), ("plan", "there", TOKEN), ("run", "--event", TOKEN), ("plan", TOKEN)):
        walk.command(*wrong, code=2)
    walk.command("run", "--sandbox", project, "--state", tmp_path / "kept", "--fault", "500@/deploy/execute", code=4)

    assert "***" in walk.said
    assert (tmp_path / "summary.md").exists()
    assert (bench.directory / "receipt.json").exists()
    walk.walk()


def test_a_secret_that_is_a_word_of_ours_spoils_no_more_than_the_log(stage: FaultyStage, bench: Bench, hub: GitHub, tmp_path: Path) -> None:
    """The next run has to read what this one wrote: the receipt, and GitHub's deployments."""
    stage.again(migrated=True)
    walk = Walk(stage, bench, hub, tmp_path)
    words = {"A_TOKEN": "passed", "B_TOKEN": "production", "C_TOKEN": "edgespark", "D_TOKEN": stage.newer[:7], "E_TOKEN": "verdict", "F_TOKEN": "deploy"}
    walk.deploy(code=0, **words)
    assert "*** " in walk.said
    assert (bench.receipt["verdict"], bench.receipt["environment"], bench.receipt["live"]["commit"]) == ("passed", "production", stage.newer)
    assert "outcome=passed\n" in (tmp_path / "outputs").read_text(encoding="utf-8")
    found = told_live(Client(hub.url, TOKEN, "acme/guestbook"), "production", ".")
    assert found is not None
    assert found.commit == stage.newer


def test_no_option_takes_a_secret() -> None:
    options = [(name, option) for name in COMMANDS for command in _with_groups(name) for one in command.params for option in one.opts]
    assert ("deploy", "--receipt") in options
    assert not [(name, option) for name, option in options if any(secret_values({option.strip("-").replace("-", "_"): "x" * 9}))]


def _with_groups(name: str) -> Iterator[click.Command]:
    command = edgespark_ci.get_command(click.Context(edgespark_ci), name)
    assert command is not None
    yield command
    yield from command.commands.values() if isinstance(command, click.Group) else ()


def _raising(error: Exception) -> Callable[..., None]:
    def raising(**_named: object) -> None:
        raise error

    return raising


def test_a_defect_does_not_print_one_either(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ci_runner.commands_group.edgespark_ci.main", _raising(ZeroDivisionError(canary.ENVIRON["CANARY_TOKEN"])))
    with pytest.raises(SystemExit, match="70"):
        main(["rules"])
    shown = bench.capsys.readouterr().err
    assert "ZeroDivisionError: ***" in shown
    canary.walk("standard error", shown)
