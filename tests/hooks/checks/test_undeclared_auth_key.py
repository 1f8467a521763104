"""`undeclared-auth-key`: what an enabled provider names is declared, of the right kind."""

import pytest

from hooks.checks.undeclared_auth_key import RULE
from hooks.finding import Finding
from tests.guestbook import Guestbook

PATH, RUNTIME = "configs/auth-config.yaml", "server/src/defs/runtime.ts"
GITHUB = "providerGithub:\n  enabled: {enabled}\n  config:\n    clientIdVarRef: GITHUB_CLIENT_ID\n    clientSecretRef: GITHUB_CLIENT_SECRET\n"


def told(guestbook: Guestbook) -> list[str]:
    return [f"{result.location}: {result.message}" for result in RULE.check(guestbook.project())]


def declare(guestbook: Guestbook, variables: str, secrets: str) -> None:
    guestbook.write(RUNTIME, f"export type VarKey = {variables};\nexport type SecretKey = {secrets};\n")


def test_the_example_is_silent(guestbook: Guestbook) -> None:
    assert told(guestbook) == []


def test_an_enabled_provider_whose_keys_nobody_declares(guestbook: Guestbook) -> None:
    guestbook.write(PATH, GITHUB.format(enabled="true"))
    assert told(guestbook) == [
        f'{PATH}:4:21: providerGithub is enabled and needs the var "GITHUB_CLIENT_ID", but {RUNTIME} does not declare it under VarKey',
        f'{PATH}:5:22: providerGithub is enabled and needs the secret "GITHUB_CLIENT_SECRET", but {RUNTIME} does not declare it under SecretKey',
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GITHUB.format(enabled="false"), id="disabled"),
        pytest.param(GITHUB.replace("  enabled: {enabled}\n", ""), id="not said to be enabled"),
        pytest.param(GITHUB.format(enabled="yes"), id="enabled by a text: another rule's"),
        pytest.param(GITHUB.format(enabled="true").replace("GITHUB_CLIENT_", "GH_"), id="names that may not stand: another rule's"),
        pytest.param("providerGithub:\n  enabled: true\n  config: {}\n", id="no names: another rule's"),
        pytest.param("providerEmailPassword:\n  enabled: true\n", id="a provider without keys"),
        pytest.param("# " + GITHUB.format(enabled="true").replace("\n", "\n# "), id="comment"),
        pytest.param("- 1\n", id="a list"),
        pytest.param("", id="empty"),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    guestbook.write(PATH, text)
    assert told(guestbook) == []


def test_declared_the_wrong_way_round(guestbook: Guestbook) -> None:
    declare(guestbook, '"GOOGLE_CLIENT_SECRET"', '"GOOGLE_CLIENT_ID"')
    assert told(guestbook) == [
        f'{PATH}:16:21: "GOOGLE_CLIENT_ID" is declared as a secret ({RUNTIME}:2:25), but clientIdVarRef must name a var',
        f'{PATH}:17:22: "GOOGLE_CLIENT_SECRET" is declared as a var ({RUNTIME}:1:22), but clientSecretRef must name a secret',
    ]


def test_a_union_that_cannot_be_read_leaves_no_verdict(guestbook: Guestbook) -> None:
    declare(guestbook, "string", "never")
    assert told(guestbook) == [
        f'{PATH}:17:22: providerGoogle is enabled and needs the secret "GOOGLE_CLIENT_SECRET", but {RUNTIME} does not declare it under SecretKey',
        f'{RUNTIME}:1:22: "VarKey" cannot be read: the type string names no key by itself',
    ]


def test_without_runtime_ts(guestbook: Guestbook) -> None:
    guestbook.delete(RUNTIME)
    assert told(guestbook)[0] == f'{PATH}:16:21: providerGoogle is enabled and needs the var "GOOGLE_CLIENT_ID", but there is no {RUNTIME} to declare it'
    guestbook.delete(PATH)
    assert told(guestbook) == []


def test_the_repair_never_shows_a_secret(guestbook: Guestbook) -> None:
    guestbook.write(PATH, GITHUB.format(enabled="true"))
    texts = [result.fix.text for result in RULE.check(guestbook.project()) if isinstance(result, Finding) and result.fix]
    assert texts == [
        f"declare it in {RUNTIME} under VarKey, then set its value with `edgespark var set GITHUB_CLIENT_ID=VALUE`; or disable providerGithub",
        (
            f"declare it in {RUNTIME} under SecretKey, then run `edgespark secret set GITHUB_CLIENT_SECRET`, which prints a URL where a human enters "
            "the value; or disable providerGithub"
        ),
    ]
