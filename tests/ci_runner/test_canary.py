"""A secret in every variable that may hold one, commands that print what they know in every form, and not a trace of it in all that is left behind."""

import base64
import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import click
import pytest

from ci_runner.cli import main
from ci_runner.commands_group import COMMANDS, edgespark_ci
from ci_runner.redact import secret_values
from tests.ci_runner.faulty import FaultyStage
from tests.ci_runner.github import TOKEN, GitHub, github
from tests.ci_runner.support import Bench
from tests.guestbook import Guestbook

# Signs that URLs, JSON, shells and Markdown write in other ways.
CANARIES = {
    "NPM_TOKEN": "canary_n0/p+m=%41&é'\"x",
    "AWS_SECRET_ACCESS_KEY": "canaryAWS*secret_key_with_under_scores",
    "DATABASE_PASSWORD": "canary pass|word\\with spaces",
    "SIGNING_PRIVATE_KEY": "-----BEGIN KEY-----\ncanaryline1/abcdefghijklmnop\ncanaryline2+qrstuvwxyz012345\n-----END KEY-----\n",
}
PROXY_PASSWORD = "canary-of-the-proxy"
# What the command sees is not all, and so it is told the rest: it prints each in every form, cut by colours, lines and pauses.
_TELLS = """cat "{place}/secrets" >&2; env >&2; printf %s "$EDGESPARK_API_KEY" | base64 >&2
    printf '%.9s' "$EDGESPARK_API_KEY" >&2; sleep 0.02; printf '%s\\n' "$EDGESPARK_API_KEY" | cut -c10- >&2
    printf 'xy%s' "$EDGESPARK_API_KEY" | base64 -w 20 >&2"""


def forms(secret: str) -> Iterator[tuple[str, str]]:
    """Each form in which a secret may be written, among neighbours, and what of it gives the secret away."""
    for plain in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), shlex.quote(secret), json.dumps(secret)[1:-1]):
        yield plain, plain
    for before in (b"", b"a", b"ab"):
        whole = base64.b64encode(before + secret.encode() + b"cd").decode()
        yield whole, whole[4 if before else 0 : -4]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyStage]:
    """One stage for all commands."""
    place = tmp_path_factory.mktemp("canary")
    with FaultyStage.at(Guestbook.at(place / "guestbook"), place / "bin") as running:
        yield running


@pytest.fixture
def hub() -> Iterator[GitHub]:
    """A GitHub that knows nothing yet."""
    with github() as running:
        yield running


class Walk:
    """Commands run one after the other, and all that they left."""

    def __init__(self, stage: FaultyStage, bench: Bench, hub: GitHub, place: Path) -> None:
        self.stage, self.bench, self.hub, self.place = stage, bench, hub, place
        self.said: list[str] = []
        self.secrets = [stage.rehearsal.environment["EDGESPARK_API_KEY"], TOKEN, PROXY_PASSWORD, *CANARIES.values()]
        self.secrets += [line for line in CANARIES["SIGNING_PRIVATE_KEY"].splitlines() if "canary" in line]
        written = "\n".join(form for secret in self.secrets for form, _telling in forms(secret))
        (stage.place / "secrets").write_text(written, encoding="utf-8")

    def command(self, *arguments: object, code: int, **environ: str) -> None:
        """Run one on GitHub, with every secret about; its log is what it printed but for the orders to mask."""
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
            **CANARIES,
            **environ,
        }
        ran = self.bench.run(*arguments, environ=variables)
        assert ran.code == code, ran.out + ran.err
        self.said += [line for line in ran.out.splitlines() if not line.startswith("::add-mask::")]
        self.said.append(ran.err)

    def deploy(self, *options: str, code: int, **environ: str) -> None:
        """One deploy."""
        self.command("deploy", self.stage.rehearsal.project, *options, code=code, **environ)

    @property
    def left(self) -> Iterator[tuple[str, str]]:
        """Where something was left, and what: output, files, git's objects, what GitHub was told."""
        yield "output", "\n".join(self.said)
        yield "GitHub", json.dumps([self.hub.deployments, self.hub.comments], ensure_ascii=False)
        repository = self.stage.rehearsal.repository
        yield "git", self.stage.git("cat-file", "--batch-all-objects", "--batch")
        for top in (self.place, repository.parent):
            for path in top.rglob("*"):
                if path.is_file():
                    yield str(path), path.read_bytes().decode("utf-8", "replace")


def test_no_command_leaves_a_secret_behind(stage: FaultyStage, bench: Bench, hub: GitHub, tmp_path: Path) -> None:
    walk = Walk(stage, bench, hub, tmp_path)
    tells = _TELLS.format(place=stage.place)
    project = stage.rehearsal.project

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
    stage.command()
    walk.command("rollback", stage.older, project, "--reason", f"the token {TOKEN} is known", code=5)  # held: never live
    origin = stage.git("remote", "get-url", "origin")
    try:
        stage.git("remote", "set-url", "origin", f"https://x:{TOKEN}@127.0.0.1:9/guestbook.git")
        walk.deploy(code=5)  # held: git names the address
    finally:
        stage.git("remote", "set-url", "origin", origin)
    walk.deploy(code=2, EDGESPARK_BASE_URL=f"https://x:{PROXY_PASSWORD}@evil.example/{TOKEN}")  # a mistake that quotes it
    walk.command("run", "--sandbox", project, "--state", tmp_path / "kept", "--fault", "500@/deploy/execute", code=4)

    texts = dict(walk.left)
    assert "***" in texts["output"]
    assert (tmp_path / "summary.md").exists()
    assert (bench.directory / "receipt.json").exists()
    found = [(place, secret, telling) for place, text in texts.items() for secret in walk.secrets for _form, telling in forms(secret) if telling in text]
    assert found == []


def test_no_option_takes_a_secret() -> None:
    options = [(name, option) for name in COMMANDS for command in _with_groups(name) for one in command.params for option in one.opts]
    assert ("deploy", "--receipt") in options
    assert not [(name, option) for name, option in options if any(secret_values({option.strip("-").replace("-", "_"): "x" * 9}))]


def _with_groups(name: str) -> Iterator[click.Command]:
    command = edgespark_ci.get_command(click.Context(edgespark_ci), name)
    assert command is not None
    yield command
    yield from command.commands.values() if isinstance(command, click.Group) else ()


def test_a_defect_does_not_print_one_either(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPM_TOKEN", CANARIES["NPM_TOKEN"])
    monkeypatch.setattr("ci_runner.commands_group.edgespark_ci.main", lambda **_named: (_ for _ in ()).throw(ZeroDivisionError(CANARIES["NPM_TOKEN"])))
    with pytest.raises(SystemExit, match="70"):
        main(["rules"])
    shown = bench.capsys.readouterr().err
    assert "ZeroDivisionError: ***" in shown
    assert not [telling for _form, telling in forms(CANARIES["NPM_TOKEN"]) if telling in shown]
