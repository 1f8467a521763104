import json

import pytest

from ci_runner.sandbox import settings
from ci_runner.sandbox.rehearsal import Rehearsal
from tests.ci_runner.sandbox.support import TAGS, Ended, applied, call, change, edgespark
from tests.git import Git


def test_a_merge_from_check_to_a_live_url(rehearsed: Rehearsal) -> None:
    assert edgespark(rehearsed, "pull", "types", "--check") == Ended(0, "", "✔ Types are up to date\n")
    assert "Pending: 0000_open_the_book" in edgespark(rehearsed, "db", "check").err
    dry = edgespark(rehearsed, "deploy", "--dry-run")
    assert (dry.code, "Dry run complete" in dry.err, rehearsed.service.deployments()) == (0, True, ())
    refused = edgespark(rehearsed, "deploy")
    assert (refused.code, rehearsed.service.deployments()) == (1, ())
    assert "Migrations are not applied" in refused.err
    assert edgespark(rehearsed, "db", "migrate").code == 0
    assert applied(rehearsed) == TAGS
    deployed = edgespark(rehearsed, "deploy")
    assert deployed.code == 0, deployed.err
    assert "Deployed successfully" in deployed.err
    url = deployed.err.partition("URL: ")[2].split()[0]
    assert call(url).body["commit"] == Git(rehearsed.repository)("rev-parse", "HEAD")
    assert url in edgespark(rehearsed, "project", "show").out


def test_it_never_claims_to_be_the_platforms_cli(rehearsed: Rehearsal) -> None:
    assert "sandbox" in edgespark(rehearsed, "--version").out
    assert "not the EdgeSpark CLI" in edgespark(rehearsed, "--help").out
    assert "not the EdgeSpark CLI" in edgespark(rehearsed, "deploy", "--dry-run").err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("nothing",), 2, id="an unknown command: 2, as 0.0.9"),
        pytest.param(("db", "nothing"), 1, id="an unknown sub-command: 1, as 0.0.9"),
        pytest.param(("pull", "types", "--nothing"), 1, id="an unknown option: 1, as 0.0.9"),
        pytest.param(("db", "generate"), 1, id="what only drizzle-kit can do"),
        pytest.param(("var", "set", "NOTHING"), 2, id="a var without a value"),
        pytest.param(("deploy", "promote"), 1, id="nothing to promote"),
    ],
)
def test_what_cannot_be_done_has_an_exit_code(rehearsed: Rehearsal, arguments: tuple[str, ...], code: int) -> None:
    answer = edgespark(rehearsed, *arguments)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith("✖ ")


@pytest.mark.parametrize(
    ("variables", "code", "words"),
    [
        pytest.param({"EDGESPARK_API_KEY": ""}, 3, "Not authenticated", id="no key"),
        pytest.param({"EDGESPARK_API_KEY": "wrong"}, 6, "API error: 401", id="a rejected key"),
        pytest.param({"EDGESPARK_PROJECT_ID": "other"}, 6, "API error: 404", id="another project"),
        pytest.param({"EDGESPARK_BASE_URL": ""}, 2, "no sandbox to talk to", id="no address"),
        pytest.param({"EDGESPARK_BASE_URL": "http://127.0.0.1:9"}, 6, "cannot reach the sandbox", id="nobody there"),
        pytest.param({"EDGESPARK_BASE_URL": "https://api.edgespark.dev"}, 2, "refused to talk to api.edgespark.dev", id="the platform"),
        pytest.param({"EDGESPARK_BASE_URL": "http://127.0.0.1.example.com"}, 2, "refused", id="a name that looks like loopback"),
        pytest.param({"EDGESPARK_BASE_URL": "http://192.0.2.1"}, 2, "refused", id="another machine"),
        pytest.param({"EDGESPARK_BASE_URL": "file:///etc/passwd"}, 2, "refused to talk to no host", id="no web address"),
    ],
)
def test_it_needs_a_key_and_a_sandbox_on_this_machine(rehearsed: Rehearsal, variables: dict[str, str], code: int, words: str) -> None:
    answer = edgespark(rehearsed, "pull", "types", "--check", **variables)
    assert (answer.code, words in answer.err) == (code, True), answer.err


def test_a_proxy_is_not_used(rehearsed: Rehearsal) -> None:
    proxy = "http://127.0.0.1:9"
    assert edgespark(rehearsed, "pull", "types", "--check", http_proxy=proxy, HTTP_PROXY=proxy, no_proxy="", NO_PROXY="").code == 0


def test_stale_types_are_told_and_pulled(rehearsed: Rehearsal) -> None:
    rehearsed.service.set_fault("stale-types")
    stale = edgespark(rehearsed, "pull", "types", "--check")
    assert (stale.code, "Types are stale" in stale.err) == (1, True)
    refused = edgespark(rehearsed, "deploy", "--dry-run")
    assert (refused.code, "Types are stale" in refused.err) == (1, True)
    assert edgespark(rehearsed, "pull", "types").code == 0
    assert edgespark(rehearsed, "pull", "types", "--check").code == 0
    assert Git(rehearsed.repository)("diff", "--name-only").splitlines() == [
        "server/src/__generated__/.checksums.json",
        "server/src/__generated__/server-types.d.ts",
    ]


def test_drifted_buckets_stop_the_deploy_until_applied_and_are_removed_only_when_confirmed(rehearsed: Rehearsal) -> None:
    service = rehearsed.service
    settings.put_buckets(service.state, service.project_id, {"old-bucket": ""})
    assert "edgespark storage apply" in edgespark(rehearsed, "deploy", "--dry-run").err
    refused = edgespark(rehearsed, "storage", "apply")
    assert (refused.code, "would remove old-bucket" in refused.err) == (1, True)
    assert edgespark(rehearsed, "storage", "apply", "--confirm-dangerous").code == 0
    assert "guestbook-pictures" in edgespark(rehearsed, "storage", "bucket", "list").out
    assert edgespark(rehearsed, "deploy", "--dry-run").code == 0


def test_drifted_auth_stops_the_deploy_until_applied(rehearsed: Rehearsal) -> None:
    change(rehearsed, "configs/auth-config.yaml", "disableSignUp: false", "disableSignUp: true")
    assert "edgespark auth apply" in edgespark(rehearsed, "deploy", "--dry-run").err
    assert edgespark(rehearsed, "auth", "apply").code == 0
    assert json.loads(edgespark(rehearsed, "auth", "get", "--json").out)["disableSignUp"] is True
    assert edgespark(rehearsed, "deploy", "--dry-run").code == 0


def test_vars_are_set_and_listed(rehearsed: Rehearsal) -> None:
    assert edgespark(rehearsed, "var", "set", "A=1", "B=x=y").code == 0
    listed = edgespark(rehearsed, "var", "list").out
    assert [line.split() for line in listed.splitlines() if line[0] in "AB"] == [["A", "1"], ["B", "x=y"]]


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        pytest.param("edgespark.toml", "project_id =", "not valid TOML", id="TOML"),
        pytest.param("configs/auth-config.yaml", "a: [", "not valid YAML", id="YAML"),
        pytest.param("configs/auth-config.yaml", "- a", "must be a mapping", id="a YAML list"),
        pytest.param("server/drizzle/meta/_journal.json", "{", "not valid JSON", id="JSON"),
        pytest.param("server/drizzle/meta/_journal.json", "{}", "not a journal", id="no journal"),
        pytest.param("server/src/defs/runtime.ts", "export type = ;", "syntax error", id="TypeScript"),
    ],
)
def test_a_broken_file_ends_with_1_and_its_reason(rehearsed: Rehearsal, path: str, content: str, words: str) -> None:
    (rehearsed.project / path).write_text(content)
    answer = edgespark(rehearsed, "deploy", "--dry-run")
    assert (answer.code, words in answer.err, "Traceback" in answer.err) == (1, True, False), answer.err


@pytest.mark.parametrize("path", ["edgespark.toml", "server/src/index.ts", "server/package.json", "server/drizzle/0001_add_reactions.sql"])
def test_a_missing_file_ends_with_1_and_its_name(rehearsed: Rehearsal, path: str) -> None:
    (rehearsed.project / path).unlink()
    answer = edgespark(rehearsed, "deploy", "--dry-run")
    assert (answer.code, path.rpartition("/")[2] in answer.err) == (1, True), answer.err


def test_the_key_is_never_said(rehearsed: Rehearsal) -> None:
    rehearsed.service.set_fault("403")
    for command in (("deploy",), ("project", "show"), ("log", "tail"), ("pull", "types")):
        answer = edgespark(rehearsed, *command)
        assert rehearsed.service.key not in answer.out + answer.err
