"""What a change loosens: the policy and the comments of a guestbook beside those of its base, in a real repository."""

import json
from cProfile import Profile
from pathlib import Path

import pytest

from hooks import registry
from hooks.finding import Report
from hooks.judge import judge
from hooks.request import Request
from hooks.rule import Group
from tests.git import Git
from tests.guestbook import Guestbook

CONFIG = ".edgespark-ci.yaml"
SCHEMA = "server/src/defs/db_schema.ts"
BASELINE = ".edgespark-ci-baseline.json"
COMMENT = "// edgespark-ci: ignore[schema-without-migration] added by hand\n"
OLD = """\
ignore: [stale-types]
severity: {stale-schema-hash: error}
optional-keys: [SENTRY_DSN]
acknowledge:
  - {fingerprint: "failing-migration:.:0001", reason: old, until: 2026-10-01}
per-path:
  "legacy/**": {ignore: [unused-runtime-key]}
"""


@pytest.fixture
def git(guestbook: Guestbook) -> Git:
    repository = Git.init(guestbook.path)
    repository.write(CONFIG, OLD)
    repository.commit()
    return repository


def told(git: Git) -> list[str]:
    """What is said of the policy, as `place: message`."""
    report: Report = judge(Request(base="main", select=("weakened-policy",)), git.path, {})
    return [f"{finding.location}: {finding.message}" for finding in report.findings]


def test_the_same_policy_loosens_nothing(git: Git) -> None:
    assert told(git) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("[stale-types]", "[stale-types, stale-schema-hash]", "1:23: stale-schema-hash is no longer judged", id="a rule ignored"),
        pytest.param("severity: {stale-schema-hash: error}\n", "", "1:1: stale-schema-hash is lowered from error to warning", id="a severity taken back"),
        pytest.param("hash: error", "hash: note", "2:12: stale-schema-hash is lowered from error to note", id="a severity lowered"),
        pytest.param("[SENTRY_DSN]", "[SENTRY_DSN, OTHER]", '3:29: "OTHER" may be read without being declared', id="an optional key"),
        pytest.param("until: 2026-10-01", "until: 2027-10-01", '5:19: "failing-migration:.:0001" is let pass until 2027-10-01: old', id="a longer time"),
        pytest.param(", until: 2026-10-01", "", '5:19: "failing-migration:.:0001" is let pass: old', id="an unlimited time"),
        pytest.param(
            "[unused-runtime-key]",
            "[unused-runtime-key, secret-like-var]",
            '7:46: secret-like-var is no longer judged in "legacy/**"',
            id="a rule for some files",
        ),
        pytest.param(
            "{ignore: [unused-runtime-key]}",
            "{ignore: [unused-runtime-key], severity: {broken-journal: note}}",
            '7:58: broken-journal is lowered to note in "legacy/**"',
            id="a severity for some files",
        ),
        pytest.param("ignore: [stale", "undetermined: warn\nignore: [stale", "1:1: a rule without verdict no longer blocks", id="no verdict"),
        pytest.param("ignore: [stale", "engine: auto\nignore: [stale", "1:1: engine: auto runs the project's code to read the schema", id="engine"),
    ],
)
def test_a_looser_word(git: Git, old: str, new: str, message: str) -> None:
    assert OLD.count(old) == 1
    git.write(CONFIG, OLD.replace(old, new))
    assert told(git) == [f"{CONFIG}:{message}"]


def test_a_selection_leaves_out_what_it_does_not_name(git: Git) -> None:
    git.write(CONFIG, f"{OLD}select: [schema, types, runtime-keys, storage, auth, project, policy]\n")
    left_out = [rule.id for rule in registry.rules() if rule.group is Group.MIGRATIONS]
    assert told(git) == [f"{CONFIG}:8:1: {rule} is no longer judged" for rule in left_out]


def test_a_part_of_an_ignored_group_is_stricter(git: Git) -> None:
    git.write(CONFIG, "ignore: [schema]\n")
    git.commit()
    git.write(CONFIG, "ignore: [stale-schema-hash, unexported-table]\n")
    assert told(git) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("ignore: [stale-types]\n", "", id="a rule judged again"),
        pytest.param("until: 2026-10-01", "until: 2026-09-01", id="a shorter time"),
        pytest.param("[SENTRY_DSN]", "[]", id="no optional key"),
        pytest.param("[unused-runtime-key]", "[]", id="no rule for some files"),
        pytest.param("[unused-runtime-key]}", "[unused-runtime-key], severity: {broken-journal: error}}", id="a severity that is not lower"),
        pytest.param("reason: old", "reason: another", id="another reason"),
        pytest.param("ignore: [stale", "undetermined: fail\nengine: static\nignore: [stale", id="the defaults written out"),
    ],
)
def test_a_stricter_word_is_silent(git: Git, old: str, new: str) -> None:
    assert OLD.count(old) == 1
    git.write(CONFIG, OLD.replace(old, new))
    assert told(git) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("server/**: {severity: {unused-runtime-key: error}}", "{}", 'warning in "server/**"', id="a raised severity taken back"),
        pytest.param(
            "server/**: {severity: {unused-runtime-key: error}}",
            "server/src/**: {severity: {unused-runtime-key: error}}",
            'warning in "server/**"',
            id="a raised severity for fewer files",
        ),
        pytest.param(
            "server/**: {severity: {unused-runtime-key: error}}",
            "server/**: {severity: {unused-runtime-key: error}}\n  server/src/**: {severity: {unused-runtime-key: warning}}",
            'warning in "server/src/**"',
            id="an exception from a raised severity",
        ),
        pytest.param(
            "a/**: {severity: {broken-journal: note}}\n  a/b/**: {severity: {broken-journal: error}}",
            "a/b/**: {severity: {broken-journal: error}}\n  a/**: {severity: {broken-journal: note}}",
            'note in "a/b/**"',
            id="another order",
        ),
        pytest.param("web/**: {ignore: [storage]}", '"**": {ignore: [storage]}', '"**"', id="more files"),
        pytest.param("web/a?: {ignore: [storage]}", "web/a*: {ignore: [storage]}", '"web/a*"', id="a glob that allows more"),
        pytest.param("web/**: {ignore: [storage]}", "web: {ignore: [storage]}", '"web"', id="at any depth"),
        pytest.param("web/**: {ignore: [invalid-bucket]}", "web/**: {ignore: [storage]}", '"web/**"', id="the whole group"),
    ],
)
def test_looser_for_some_files(git: Git, old: str, new: str, message: str) -> None:
    git.write(CONFIG, f"per-path:\n  {old}\n")
    git.commit()
    git.write(CONFIG, f"per-path:\n  {new}\n")
    (line,) = told(git)
    assert line.endswith(message)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("ignore: [storage]", "per-path: {web/**: {ignore: [storage]}}", id="what was ignored everywhere"),
        pytest.param("per-path: {web/**: {ignore: [storage]}}", "per-path: {web/**: {ignore: [invalid-bucket]}}", id="a rule of what was a group"),
        pytest.param("per-path: {web/**: {ignore: [storage]}}", "per-path: {web/src/*.ts: {ignore: [storage]}}", id="some of the files"),
        pytest.param("per-path: {web/**: {ignore: [storage]}}", "per-path: {/web/**: {ignore: [storage]}}", id="the same files"),
        pytest.param("per-path: {web: {ignore: [storage]}}", "per-path: {/web: {ignore: [storage]}}", id="at the top only"),
        pytest.param("severity: {broken-journal: note}", "per-path: {a/**: {severity: {broken-journal: note}}}", id="a severity that was low everywhere"),
    ],
)
def test_stricter_for_some_files_is_silent(git: Git, old: str, new: str) -> None:
    git.write(CONFIG, f"{old}\n")
    git.commit()
    git.write(CONFIG, f"{new}\n")
    assert told(git) == []


def test_who_is_behind_a_stricter_tip_has_loosened_nothing(git: Git) -> None:
    git("checkout", "-q", "-b", "feature")
    git.commit()
    git("checkout", "-q", "main")
    git.write(CONFIG, "ignore: []\n")
    git.commit()
    git("checkout", "-q", "feature")
    assert told(git) == []


class TestComments:
    def test_a_new_one(self, git: Git, guestbook: Guestbook) -> None:
        guestbook.replace(SCHEMA, "export const guests", f"{COMMENT}export const guests")
        assert told(git) == [f"{SCHEMA}:8:1: this change lets schema-without-migration pass here: added by hand"]

    def test_one_that_moved_with_its_line_is_none(self, git: Git, guestbook: Guestbook) -> None:
        guestbook.replace(SCHEMA, "export const guests", f"{COMMENT}export const guests")
        git.commit()
        guestbook.replace(SCHEMA, "const now", "\n\nconst now")
        assert told(git) == []

    def test_one_more_of_the_same_is_new(self, git: Git, guestbook: Guestbook) -> None:
        guestbook.replace(SCHEMA, "export const guests", f"{COMMENT}export const guests")
        git.commit()
        guestbook.replace(SCHEMA, "export const entries", f"{COMMENT}export const entries")
        assert len(told(git)) == 1

    @pytest.mark.parametrize(("key", "count"), [("OTHER", 1), ("KEY", 0)], ids=["another error below it", "the same error below it"])
    def test_an_old_one_that_excuses_something_new(self, git: Git, guestbook: Guestbook, key: str, count: int) -> None:
        read = '// edgespark-ci: ignore[undeclared-runtime-key] set by hand\nvars.get("{}");\n'
        guestbook.write("server/src/more.ts", f'import {{ vars }} from "edgespark";\n{read.format("KEY")}')
        git.commit()
        guestbook.write("server/src/more.ts", f'import {{ vars }} from "edgespark";\n\n{read.format(key)}')
        report = judge(Request(base="main", select=("weakened-policy", "undeclared-runtime-key")), git.path, {})
        assert [finding.message for finding in report.findings] == ["this change lets undeclared-runtime-key pass here: set by hand"] * count
        assert report.suppressed == 1

    def test_twice_as_many_take_twice_as_long(self, git: Git) -> None:
        def calls(count: int) -> int:
            git.write("server/src/more.ts", "".join(f"// edgespark-ci: ignore[broken-journal] {number}\n" for number in range(count)))
            git.commit()
            profile = Profile()
            assert profile.runcall(told, git) == []
            return sum(entry.callcount for entry in profile.getstats())

        told(git)  # what is imported at the first call is no matter of size
        assert calls(800) < 2.5 * calls(400)

    def test_it_cannot_let_itself_pass(self, git: Git, guestbook: Guestbook) -> None:
        comment = "// edgespark-ci: ignore[weakened-policy, schema-without-migration] trust me\n"
        guestbook.replace(SCHEMA, "export const guests", f"{comment}export const guests")
        assert len(told(git)) == 1


class TestBaseline:
    def test_new_entries_are_one_finding(self, git: Git) -> None:
        git.write(BASELINE, json.dumps({"version": 1, "entries": [f"broken-journal:.:{letter}" for letter in "dcba"]}))
        assert told(git) == [f"{BASELINE}:1:1: the baseline lets 4 more results pass: broken-journal:.:a, broken-journal:.:b, broken-journal:.:c and 1 more"]

    def test_fewer_entries_are_silent(self, git: Git) -> None:
        git.write(BASELINE, json.dumps({"version": 1, "entries": ["broken-journal:.:a", "broken-journal:.:b"]}))
        git.commit()
        git.write(BASELINE, json.dumps({"version": 1, "entries": ["broken-journal:.:b"]}))
        assert told(git) == []


class TestProjects:
    @pytest.fixture
    def mono(self, guestbook: Guestbook, git: Git) -> Git:
        for root in ("apps/one", "apps/two"):
            git.write(f"{root}/edgespark.toml", '[server]\npath = "server"\n')
            git.write(f"{root}/server/src/index.ts", "export {};\n")
        guestbook.delete("edgespark.toml")
        git.commit()
        return git

    def test_one_that_got_into_another(self, mono: Git) -> None:
        mono.write("apps/edgespark.toml", '[server]\npath = "empty"\n')
        because = "is no longer judged: it lies inside the project apps"
        assert told(mono) == [f"apps/edgespark.toml:1:1: the project apps/{name} {because}" for name in ("one", "two")]

    def test_one_that_lost_its_file_and_kept_its_code(self, mono: Git, guestbook: Guestbook) -> None:
        guestbook.delete("apps/one/edgespark.toml")
        assert told(mono) == ["apps/one/edgespark.toml:1:1: the project apps/one is no longer judged: its edgespark.toml is gone, and its code is not"]

    @pytest.mark.parametrize(
        ("deleted", "notes"),
        [
            pytest.param("edgespark.toml", ("the project . is no longer judged: its edgespark.toml is gone, and its code is not",), id="only its file"),
            pytest.param(".", (), id="its code too"),
        ],
    )
    def test_the_only_one_is_told_of_in_a_note(self, git: Git, deleted: str, notes: tuple[str, ...]) -> None:
        git("rm", "-r", "--quiet", deleted)
        report = judge(Request(staged=True), git.path, {})
        assert (report.projects, report.findings, report.notes) == ((), (), notes)

    def test_where_there_never_was_one_nothing_is_said(self, tmp_path: Path) -> None:
        repository = Git.init(tmp_path / "other")
        repository.write("server/src/index.ts", "export {};\n")
        assert judge(Request(staged=True), repository.path, {}).notes == ()
        repository.commit()
        assert judge(Request(staged=True), repository.path, {}).notes == ()

    def test_one_that_is_deleted_or_moved_is_silent(self, mono: Git, guestbook: Guestbook) -> None:
        guestbook.delete("apps/one")
        guestbook.move("apps/two", "services/two")
        assert told(mono) == []


def test_it_is_said_for_one_project_of_several(git: Git, guestbook: Guestbook) -> None:
    for root in ("apps/one", "apps/two"):
        git.write(f"{root}/edgespark.toml", guestbook.read("edgespark.toml"))
    guestbook.delete("edgespark.toml")
    git.commit()
    git.write(CONFIG, OLD.replace("[stale-types]", "[stale-types, broken-journal]"))
    assert told(git) == [f"{CONFIG}:1:23: broken-journal is no longer judged"]


def test_without_a_base_nothing_is_said(guestbook: Guestbook) -> None:
    guestbook.write(CONFIG, "ignore: [broken-journal]\n")
    assert judge(Request(select=("weakened-policy",)), guestbook.path, {}).findings == ()
