"""`.edgespark-ci.yaml`: every mistake is named with its line."""

import pytest

from hooks.errors import ConfigError
from hooks.finding import Location, Severity
from hooks.policy import config
from hooks.sources.policy_file import Acknowledgement, PathRules
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


def test_what_is_let_stand(guestbook: Guestbook) -> None:
    policy = read(
        guestbook,
        """\
per-path:
  "legacy/**": {ignore: [storage], severity: {broken-journal: warning}}
  "*.gen.ts": {}
acknowledge:
  - fingerprint: "broken-journal:.:0001"
    reason: applied by hand
    until: 2026-12-31
baseline: ci/known.json
projects:
  apps/one: [packages/shared, package.json]
""",
    )
    assert policy.per_path == (PathRules("legacy/**", ("storage",), {"broken-journal": Severity.WARNING}), PathRules("*.gen.ts"))
    place = Location(config.FILE_NAME, 5, 18, 5, 41)
    assert policy.acknowledged == (Acknowledgement("broken-journal:.:0001", "applied by hand", place, "2026-12-31"),)
    assert (policy.baseline, policy.shared_paths) == ("ci/known.json", {"apps/one": ("packages/shared", "package.json")})
    assert [policy.place("per-path.legacy/**.ignore.storage").line, policy.place("nothing", "projects").line, policy.place("nothing").line] == [2, 9, 1]


def test_the_last_day_of_an_acknowledgement_counts() -> None:
    until = Acknowledgement("a:.:b", "why", Location("x"), "2026-12-31")
    assert [until.holds(day) for day in ("2026-12-30", "2026-12-31", "2027-01-01")] == [True, True, False]
    assert until._replace(until="").holds("9999-12-31")


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
        pytest.param("per-path: [a]\n", ':1:11: "per-path" must be a mapping', id="paths without rules"),
        *(
            pytest.param(
                f"per-path: {{'{glob}': {{}}}}\n",
                f':1:12: "{glob}" names no file: a glob is a path from the top of the repository, such as web/src/**',
                id=f"a glob such as {glob!r}",
            )
            for glob in ("", "./web/**", "../web", "!web/**", "web\\src")
        ),
        pytest.param("per-path: {a: {ignored: []}}\n", ':1:16: unknown key "ignored"; did you mean "ignore"?', id="a word for a path"),
        pytest.param("acknowledge: [{reason: x}]\n", ':1:15: an acknowledgement needs a "fingerprint"', id="no fingerprint"),
        pytest.param('acknowledge: [{fingerprint: "a:.:b"}]\n', ':1:15: an acknowledgement needs a "reason"', id="no reason"),
        pytest.param('acknowledge: [{fingerprint: "a:.:b", reason: " "}]\n', ':1:46: "reason" must be a text', id="an empty reason"),
        pytest.param(
            "acknowledge: [{fingerprint: broken-journal, reason: x}]\n",
            ':1:29: "fingerprint" must be RULE:PROJECT:SUBJECT, as `check --format json` tells it, not "broken-journal"',
            id="a rule for a fingerprint",
        ),
        pytest.param(
            'acknowledge: [{fingerprint: "a:.:b", reason: x, until: 2026-02-30}]\n',
            ':1:56: "until" must be a date such as 2026-12-31, not "2026-02-30"',
            id="no such day",
        ),
        pytest.param(
            'acknowledge: [{fingerprint: "a:.:b", reason: x, until: 20261231}]\n',
            ':1:56: "until" must be a date such as 2026-12-31, not "20261231"',
            id="a date of another form",
        ),
        pytest.param(
            'acknowledge: [{fingerprint: "a:.:b", reason: x}, {fingerprint: "a:.:b", reason: y}]\n', ':1:64: "a:.:b" is acknowledged twice', id="twice the same"
        ),
        pytest.param(
            "baseline: ../known.json\n",
            ':1:11: "baseline" must be a path from the top of the repository, such as apps/shop, not "../known.json"',
            id="a path that leads out",
        ),
        pytest.param("projects: {a: [/b]}\n", ':1:16: "a" must be a path from the top of the repository, such as apps/shop, not "/b"', id="an absolute path"),
        pytest.param('projects: {a: [":!b"]}\n', ':1:16: "a" must be a path from the top of the repository, such as apps/shop, not ":!b"', id="magic of git's"),
        pytest.param("projects: {a: b}\n", ':1:15: "a" must be a list', id="a path alone"),
        pytest.param("select: [a\n", ":2:1: not valid YAML: expected ',' or ']', but got '<stream end>'", id="no YAML"),
        pytest.param("a: &a [*a]\n", ":1:1: nested too deeply", id="a list that holds itself"),
    ],
)
def test_mistakes(guestbook: Guestbook, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(guestbook, text)
    assert str(error.value) == config.FILE_NAME + message
    assert error.value.exit_code == 2


def test_a_file_of_another_name_is_no_policy_and_is_not_passed_over(guestbook: Guestbook) -> None:
    guestbook.write(".edgespark-ci.yml", "ignore: []\n")
    with pytest.raises(ConfigError, match=r"\.edgespark-ci\.yml:1:1: nothing reads a file of this name: it is called \.edgespark-ci\.yaml"):
        config.policy(guestbook.project().tree)


@pytest.mark.parametrize("engine", config.Engine)
def test_who_reads_the_schema(guestbook: Guestbook, engine: config.Engine) -> None:
    assert read(guestbook, f"engine: {engine.value}\n").engine is engine
    with pytest.raises(ConfigError, match='"engine" must be one of static, drizzle-kit, auto, not "node"'):
        read(guestbook, "engine: node\n")
