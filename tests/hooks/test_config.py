"""`.edgespark-ci.yaml`: every mistake is named with its line."""

import pytest

from hooks import config
from hooks.errors import ConfigError
from hooks.finding import Severity
from tests.guestbook import Guestbook


def read(guestbook: Guestbook, text: str) -> config.Policy:
    guestbook.write(config.FILE_NAME, text)
    return config.policy(guestbook.project().tree)


def test_everything(guestbook: Guestbook) -> None:
    policy = read(
        guestbook,
        "select: [schema]\nignore: [stale-types]\nseverity: {stale-schema-hash: error}\noptional-keys: [SENTRY_DSN]\nundetermined: warn\nrun: {verify: []}\n",
    )
    assert policy[:5] == (("schema",), ("stale-types",), {"stale-schema-hash": Severity.ERROR}, frozenset({"SENTRY_DSN"}), False)
    assert policy.run is not None
    assert policy.run.plain() == {"verify": []}


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_an_empty_file_asks_for_nothing(guestbook: Guestbook, text: str) -> None:
    assert read(guestbook, text) == config.Policy()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("ignore: []\noptional-key: [A]\n", ':2:1: unknown key "optional-key"; did you mean "optional-keys"?', id="unknown key"),
        pytest.param("ignore: []\nignore: []\n", ':2:1: "ignore" is given twice', id="twice"),
        pytest.param("- a\n", ":1:1: the file must be a mapping", id="a list"),
        pytest.param("ignore: stale-types\n", ':1:9: "ignore" must be a list', id="no list"),
        pytest.param("ignore: [1]\n", ':1:10: "ignore" must hold names', id="no names"),
        pytest.param(
            "severity:\n  stale-types: warn\n",
            ':2:16: "severity.stale-types" must be one of error, warning, note, not "warn"; did you mean "warning"?',
            id="severity",
        ),
        pytest.param("undetermined: maybe\n", ':1:15: "undetermined" must be one of fail, warn, not "maybe"', id="choice"),
        pytest.param("select: [a\n", ":2:1: not valid YAML: expected ',' or ']', but got '<stream end>'", id="no YAML"),
        pytest.param("a: &a [*a]\n", ":1:1: nested too deeply", id="a list that holds itself"),
    ],
)
def test_mistakes(guestbook: Guestbook, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(guestbook, text)
    assert str(error.value) == config.FILE_NAME + message
    assert error.value.exit_code == 2


@pytest.mark.parametrize("engine", config.Engine)
def test_who_reads_the_schema(guestbook: Guestbook, engine: config.Engine) -> None:
    assert read(guestbook, f"engine: {engine.value}\n").engine is engine
    with pytest.raises(ConfigError, match='"engine" must be one of static, drizzle-kit, auto, not "node"'):
        read(guestbook, "engine: node\n")
