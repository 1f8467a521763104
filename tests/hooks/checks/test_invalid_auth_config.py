"""`invalid-auth-config`: auth-config.yaml says only what the platform understands."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hooks import engine
from hooks.checks.invalid_auth_config import RULE
from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Severity
from hooks.policy.config import Policy
from hooks.project import Project, Surroundings
from tests.guestbook import Guestbook
from tests.hooks.chains import Files

PATH = "configs/auth-config.yaml"


def results(guestbook: Guestbook, text: str) -> list[Finding | Diagnostic]:
    guestbook.write(PATH, text)
    return list(RULE.check(guestbook.project()))


def told(guestbook: Guestbook, text: str) -> list[str]:
    return [f"{result.location.line}:{result.location.column}: {result.message}" for result in results(guestbook, text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("disableSignUp: false\n", id="one key"),
        pytest.param("session: {expiresIn: 604800, updateAge: 0, disableSessionRefresh: True}\n", id="session"),
        pytest.param("providerGoogle:\n  config: {}\n  enabled: false\n", id="a disabled provider without references"),
        pytest.param("providerGoogle: {}\n", id="a provider without anything"),
        pytest.param("providerEmailPassword:\n  enabled: true\n", id="password sign-in needs no config"),
        pytest.param(
            "providerMicrosoft:\n  enabled: true\n  config:\n    clientIdVarRef: MICROSOFT_CLIENT_ID\n    clientSecretRef: MICROSOFT_CLIENT_SECRET\n"
            "    tenantId: common\n",
            id="Microsoft with a tenant",
        ),
        pytest.param(
            "providerApple: {enabled: true, config: {clientIdVarRef: APPLE_CLIENT_ID, clientSecretRef: 'APPLE_CLIENT_SECRET', appBundleIdentifier: a.b}}\n",
            id="flow style and quotes",
        ),
        pytest.param("a: &x {enabled: false}\n".replace("a:", "providerGoogle:") + "providerGithub: *x\n", id="an anchor and its alias"),
        pytest.param("\ufeff# yaml-language-server: $schema=x\r\ndisableSignUp: true\r\n", id="byte order mark and CRLF"),
        pytest.param("", id="empty"),
        pytest.param("# nothing yet\n---\n", id="only a comment"),
        pytest.param("providerEmailPassword:\n  config:\n    minPasswordLength: 0x10\n", id="a number of another base"),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    assert told(guestbook, text) == []


def test_the_example_and_a_project_without_the_file_are_silent(guestbook: Guestbook) -> None:
    assert told(guestbook, guestbook.read(PATH)) == []
    guestbook.delete(PATH)
    assert list(RULE.check(guestbook.project())) == []


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param(
            "disableSignUp: no\n", ['1:16: "disableSignUp" must be true or false, not "no", which YAML 1.2 reads as text: write false'], id="no is a text"
        ),
        pytest.param(
            "providerGoogle:\n  enabled: Yes\n",
            ['2:12: "providerGoogle.enabled" must be true or false, not "Yes", which YAML 1.2 reads as text: write true'],
            id="yes is a text",
        ),
        pytest.param("disableSignUp: 'true'\n", ['1:16: "disableSignUp" must be true or false, not "true": write true'], id="quoted"),
        pytest.param("disableSignUp: 1\n", ['1:16: "disableSignUp" must be true or false, not 1'], id="a number for a switch"),
        pytest.param("disableSignUp:\n", ['1:1: "disableSignUp" must be true or false, not nothing'], id="no value"),
        pytest.param("session:\n  expiresIn: 7d\n", ['2:14: "session.expiresIn" must be a whole number, not "7d"'], id="a unit"),
        pytest.param("session:\n  expiresIn: '7'\n", ['2:14: "session.expiresIn" must be a whole number, not "7": write 7'], id="a quoted number"),
        pytest.param("session:\n  expiresIn: 0.5\n", ['2:14: "session.expiresIn" must be a whole number, not 0.5'], id="half a second"),
        pytest.param("session:\n  expiresIn: true\n", ['2:14: "session.expiresIn" must be a whole number, not true'], id="a switch for a number"),
        pytest.param("session:\n  expiresIn: 0\n", ['2:14: "session.expiresIn" must be at least 1, not 0'], id="too small"),
        pytest.param("session: [1]\n", ['1:10: "session" must be a mapping, not a list'], id="a list"),
        pytest.param(
            "session:\nproviderGoogle:\n", ['1:1: "session" must be a mapping, not nothing', '2:1: "providerGoogle" must be a mapping, not nothing'], id="two"
        ),
        pytest.param("- a\n", ["1:1: the file must be a mapping, not a list"], id="no mapping at all"),
        pytest.param("disableSignup: true\n", ['1:1: unknown key "disableSignup"; did you mean "disableSignUp"?'], id="misspelt"),
        pytest.param(
            "providerEmailPassword:\n  minPasswordLength: 8\n",
            ['2:3: unknown key "minPasswordLength" in "providerEmailPassword"; it belongs into "providerEmailPassword.config"'],
            id="one level too high",
        ),
        pytest.param(
            "providerGoogle:\n  config:\n    enabled: false\n",
            ['3:5: unknown key "enabled" in "providerGoogle.config"; it belongs into "providerGoogle"'],
            id="one level too deep",
        ),
        pytest.param(
            "session:\n  disableSignUp: true\n", ['2:3: unknown key "disableSignUp" in "session"; it belongs into the top level of the file'], id="elsewhere"
        ),
        pytest.param("disableSignUp: true\ndisableSignUp: false\n", ['2:1: "disableSignUp" is given twice'], id="twice"),
        pytest.param("session:\n  'updateAge': 1\n  updateAge: 2\n", ['3:3: "updateAge" is given twice'], id="twice, quoted once"),
        pytest.param(
            "providerGoogle:\n  config: {}\n  enabled: true\n",
            ['2:3: "providerGoogle" is enabled, but its config lacks "clientIdVarRef" and "clientSecretRef"'],
            id="enabled with an empty config",
        ),
        pytest.param(
            "providerDiscord:\n  enabled: true\n",
            ['1:1: "providerDiscord" is enabled, but its config lacks "clientIdVarRef" and "clientSecretRef"'],
            id="enabled without config",
        ),
        pytest.param(
            "providerGithub:\n  enabled: true\n  config:\n    clientIdVarRef: GH_ID\n    clientSecretRef: GITHUB_CLIENT_SECRET\n",
            [
                (
                    '4:21: "providerGithub.config.clientIdVarRef" must be "GITHUB_CLIENT_ID", not "GH_ID": '
                    "the platform fixes its name, and the runtime key must bear it too"
                )
            ],
            id="a name of one's own",
        ),
        pytest.param(
            "providerGoogle:\n  config:\n    clientSecretRef: GOCSPX-abc123\n",
            ['3:22: "providerGoogle.config.clientSecretRef" must be "GOOGLE_CLIENT_SECRET", the name of a runtime key, never the value itself'],
            id="what may be the secret itself is not repeated",
        ),
        pytest.param(
            "providerApple:\n  config:\n    appBundleIdentifier: 5\n",
            ['3:26: "providerApple.config.appBundleIdentifier" must be text, not 5'],
            id="a number for text",
        ),
    ],
)
def test_told(guestbook: Guestbook, text: str, messages: list[str]) -> None:
    assert told(guestbook, text) == messages


def test_an_unheard_of_key_is_a_warning(guestbook: Guestbook) -> None:
    (finding,) = results(guestbook, "rateLimit: 5\n")
    assert isinstance(finding, Finding)
    assert (finding.message, finding.severity) == ('unknown key "rateLimit": the platform is not known to have it', Severity.WARNING)


def test_a_switch_in_words_is_mended(guestbook: Guestbook) -> None:
    (finding,) = results(guestbook, "disableSignUp: off # for now\n")
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert (edit.location[1:], edit.text, finding.fix.kind.value) == ((1, 16, 1, 19), "false", "edit")


def test_a_merge_key_leaves_no_verdict_on_what_it_may_bring(guestbook: Guestbook) -> None:
    text = "providerGoogle: &g\n  enabled: true\n  config: {clientIdVarRef: GOOGLE_CLIENT_ID, clientSecretRef: GOOGLE_CLIENT_SECRET}\n"
    (result,) = results(guestbook, text + "providerGithub:\n  <<: *g\n  enabled: true\n")
    assert isinstance(result, Diagnostic)
    assert (result.location.line, result.location.column) == (5, 3)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        pytest.param("session:\n\texpiresIn: 5\n", (2, 1), "not valid YAML: found character '\\t' that cannot start any token", id="a tab"),
        pytest.param("a: [1\n", (2, 1), "not valid YAML: expected ',' or ']', but got '<stream end>'", id="open bracket"),
        pytest.param("disableSignUp: true\n---\ndisableSignUp: false\n", (2, 1), "not valid YAML: but found another document", id="two documents"),
        pytest.param("session: *none\n", (1, 10), "not valid YAML: found undefined alias 'none'", id="an alias of nothing"),
        pytest.param("a: b\nc: \x01\n", (2, 4), "not valid YAML: control character", id="a control character"),
    ],
)
def test_no_yaml_leaves_no_verdict(guestbook: Guestbook, text: str, place: tuple[int, int], reason: str) -> None:
    guestbook.write(PATH, text)
    (diagnostic,) = engine.run([RULE], [guestbook.project()], Policy()).diagnostics
    assert ((diagnostic.location.line, diagnostic.location.column), diagnostic.message) == (place, reason)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=150) | st.text(alphabet="aenbld:{}[]&*<- \n\t'\"!|>#%,?1", max_size=60).map(str.encode))
def test_any_bytes_in_never_a_traceback_out(content: bytes) -> None:
    project = Project(Files({"edgespark.toml": b"", PATH: content}), ".", Surroundings(Policy()))
    with suppress(NoVerdict):
        list(RULE.check(project))
