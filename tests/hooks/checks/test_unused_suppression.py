"""A guestbook with comments and acknowledgements that let something stand, or nothing."""

import pytest

from hooks.finding import Finding
from hooks.judge import judge
from hooks.request import Request
from tests.git import Git
from tests.guestbook import Guestbook
from tests.hooks.edited import edited

CONFIG = ".edgespark-ci.yaml"
RUNTIME = "server/src/defs/runtime.ts"
MORE = "server/src/more.ts"
FIRST_SQL = "server/drizzle/0000_open_the_book.sql"
SELECT = ("secret-like-var", "broken-journal", "edited-migration", "unused-suppression")


def unused(guestbook: Guestbook, *select: str, base: str | None = None) -> list[Finding]:
    report = judge(Request(select=select or SELECT, base=base), guestbook.path, {})
    return [finding for finding in report.findings if finding.rule == "unused-suppression"]


def told(guestbook: Guestbook, *select: str, base: str | None = None) -> list[str]:
    return [f"{finding.location}: {finding.message}" for finding in unused(guestbook, *select, base=base)]


def above_a_var(guestbook: Guestbook, comment: str, var: str) -> None:
    guestbook.replace(RUNTIME, '"MAX_ENTRY_LENGTH"', f'"MAX_ENTRY_LENGTH"\n  {comment}\n  | "{var}"')


def test_a_comment_that_is_needed(guestbook: Guestbook) -> None:
    above_a_var(guestbook, "// edgespark-ci: ignore[secret-like-var] a public one", "API_TOKEN")
    assert told(guestbook) == []


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        pytest.param(
            "// edgespark-ci: ignore[secret-like-var] a public one",
            "this comment suppresses nothing: secret-like-var finds nothing here",
            id="not needed any more",
        ),
        pytest.param(
            "// edgespark-ci: ignore[secret-like-vars] a public one",
            'this comment suppresses nothing: there is no rule "secret-like-vars"; did you mean "secret-like-var"?',
            id="a rule that is none",
        ),
        pytest.param(
            "// edgespark-ci: ignore a public one",
            'this comment suppresses nothing: it names no rule, as in "edgespark-ci: ignore[rule-id] reason"',
            id="no rule",
        ),
    ],
)
def test_a_comment_that_does_nothing(guestbook: Guestbook, comment: str, message: str) -> None:
    above_a_var(guestbook, comment, "PAGE_SIZE")
    assert told(guestbook) == [f"{RUNTIME}:6:3: {message}"]


@pytest.mark.parametrize(
    ("comment", "select"),
    [
        pytest.param("// edgespark-ci: ignore[secret-like-var] not asked", ("broken-journal", "unused-suppression"), id="a rule that was not run"),
        pytest.param("// edgespark-ci: ignore[edited-migration] no base", SELECT, id="a rule that had no base"),
        pytest.param("// see edgespark-ci: it ignores this", SELECT, id="prose"),
        pytest.param('// "edgespark-ci: ignore[secret-like-var]"', SELECT, id="a quoted comment"),
    ],
)
def test_what_cannot_be_told_and_what_is_no_suppression(guestbook: Guestbook, comment: str, select: tuple[str, ...]) -> None:
    above_a_var(guestbook, comment, "PAGE_SIZE")
    assert told(guestbook, *select) == []


def test_a_rule_without_verdict_may_need_it(guestbook: Guestbook) -> None:
    above_a_var(guestbook, "// edgespark-ci: ignore[secret-like-var] a public one", "PAGE_SIZE")
    guestbook.write(RUNTIME, guestbook.read(RUNTIME) + "\nexport type = ;")
    assert told(guestbook) == []


def test_a_comment_in_an_applied_migration_must_stay(guestbook: Guestbook) -> None:
    git = Git.init(guestbook.path)
    guestbook.write(FIRST_SQL, f"-- edgespark-ci: ignore[broken-journals] once\n{guestbook.read(FIRST_SQL)}")
    assert len(told(guestbook)) == 1
    git.commit()
    assert told(guestbook, base="main") == []


class TestRepair:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            pytest.param('"A"\n  // edgespark-ci: ignore[secret-like-var] x\n  | "B"', '"A"\n  | "B"', id="a line of its own"),
            pytest.param('"A" // edgespark-ci: ignore[secret-like-var] x\n  | "B"', '"A"\n  | "B"', id="behind code"),
        ],
    )
    def test_the_comment_goes(self, guestbook: Guestbook, before: str, after: str) -> None:
        guestbook.replace(RUNTIME, '"MAX_ENTRY_LENGTH"', before)
        lines = guestbook.read(RUNTIME).split("\n")
        (finding,) = unused(guestbook)
        assert finding.fix is not None
        ((place, text),) = finding.fix.edits
        start, end = (sum(len(line) + 1 for line in lines[: line - 1]) + column - 1 for line, column in (place[1:3], place[3:5]))
        whole = "\n".join(lines)
        guestbook.write(RUNTIME, whole[:start] + text + whole[end:])
        assert after in guestbook.read(RUNTIME)
        assert told(guestbook) == []

    @pytest.mark.parametrize(
        ("line", "column"),
        [
            pytest.param("{ // edgespark-ci: ignore[broken-journal] x", 2, id="a brace before it"),
            pytest.param("\ufeff{ // edgespark-ci: ignore[broken-journal] x", 2, id="a brace behind a byte order mark"),
        ],
    )
    def test_the_code_before_it_stays(self, guestbook: Guestbook, line: str, column: int) -> None:
        guestbook.write(MORE, f"{line}\n}}\n")
        (finding,) = unused(guestbook)
        assert finding.fix is not None
        ((place, text),) = finding.fix.edits
        assert (place.line, place.column, place.end_line, text) == (1, column, 1, "")
        assert edited(guestbook.read(MORE), finding.fix.edits) == guestbook.read(MORE).partition(" //")[0] + "\n}\n"

    @pytest.mark.parametrize(
        "comment",
        [
            pytest.param("/* edgespark-ci: ignore[secret-like-var] x */", id="code may follow"),
            pytest.param("// edgespark-ci: ignore[secret-like-var, broken-journal] x", id="two rules"),
            pytest.param("// edgespark-ci: ignore[secret-like-vars] x", id="a misspelt rule"),
        ],
    )
    def test_what_a_person_should_look_at(self, guestbook: Guestbook, comment: str) -> None:
        above_a_var(guestbook, comment, "PAGE_SIZE")
        assert {finding.fix.edits for finding in unused(guestbook) if finding.fix} == {()}


class TestAcknowledgements:
    def acknowledge(self, guestbook: Guestbook, fingerprint: str) -> None:
        guestbook.write(CONFIG, f'acknowledge:\n  - fingerprint: "{fingerprint}"\n    reason: we know\n')

    def test_one_that_is_needed(self, guestbook: Guestbook) -> None:
        guestbook.replace(RUNTIME, '"MAX_ENTRY_LENGTH"', '"API_TOKEN"')
        self.acknowledge(guestbook, "secret-like-var:.:API_TOKEN")
        assert told(guestbook) == []

    @pytest.mark.parametrize(
        ("fingerprint", "why"),
        [
            pytest.param("secret-like-var:.:API_TOKEN", "nothing has this fingerprint", id="repaired"),
            pytest.param("secret-like-vars:.:X", 'there is no rule "secret-like-vars"; did you mean "secret-like-var"?', id="a rule that is none"),
            pytest.param("secret-like-var:app:X", 'there is no project "app"', id="a project that is none"),
        ],
    )
    def test_one_that_matches_nothing(self, guestbook: Guestbook, fingerprint: str, why: str) -> None:
        self.acknowledge(guestbook, fingerprint)
        assert told(guestbook) == [f'{CONFIG}:2:18: "{fingerprint}" acknowledges nothing: {why}']

    def test_one_of_a_rule_that_was_not_run_cannot_be_told(self, guestbook: Guestbook) -> None:
        self.acknowledge(guestbook, "secret-like-var:.:X")
        assert told(guestbook, "broken-journal", "unused-suppression") == []

    def test_it_is_said_once_for_several_projects(self, guestbook: Guestbook) -> None:
        toml = guestbook.read("edgespark.toml")
        guestbook.delete("edgespark.toml")
        for root in ("apps/one", "apps/two"):
            guestbook.write(f"{root}/edgespark.toml", toml)
        self.acknowledge(guestbook, "secret-like-var:app:X")
        assert len(told(guestbook)) == 1
        self.acknowledge(guestbook, "secret-like-var:apps/two:X")
        assert len(told(guestbook)) == 1
