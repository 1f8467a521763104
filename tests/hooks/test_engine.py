"""What the engine makes of a rule's results: stamps, suppressions, diagnostics, order."""

from collections.abc import Callable, Iterator

import pytest

from hooks import engine
from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Location, Report, Severity
from hooks.policy.baseline import Baseline
from hooks.policy.config import Policy
from hooks.project import Base, Project, Said, Surroundings
from hooks.rule import Group, Rule
from hooks.sources.policy_file import Acknowledgement, PathRules
from tests.guestbook import Guestbook

SCHEMA = "server/src/defs/db_schema.ts"
Result = Finding | Diagnostic


def rule(check: Callable[[Project], Iterator[Result]], rule_id: str = "some-rule") -> Rule:
    return Rule(rule_id, "something holds", Severity.ERROR, Group.PROJECT, check)


def found(*places: int) -> Rule:
    return rule(lambda _project: iter([Finding("broken", Location(SCHEMA, line), "posts.slug") for line in places]))


def test_a_finding_is_stamped(guestbook: Guestbook) -> None:
    (finding,) = engine.run([found(1)], [guestbook.project()], Policy()).findings
    assert (finding.rule, finding.project, finding.severity) == ("some-rule", ".", Severity.ERROR)
    assert finding.fingerprint == "some-rule:.:posts.slug"
    assert finding.excerpt.startswith("// The tables of the guestbook.")


def test_equal_subjects_are_told_apart_by_an_ordinal(guestbook: Guestbook) -> None:
    report = engine.run([found(1, 2)], [guestbook.project()], Policy())
    assert [finding.fingerprint for finding in report.findings] == ["some-rule:.:posts.slug", "some-rule:.:posts.slug#2"]


def test_an_unreadable_input_is_a_diagnostic_and_the_other_rules_still_run(guestbook: Guestbook) -> None:
    def unreadable(_project: Project) -> Iterator[Result]:
        raise NoVerdict("cannot be read", Location(SCHEMA, 3))
        yield

    report = engine.run([rule(unreadable, "first-rule"), found(1)], [guestbook.project()], Policy())
    assert [(d.rule, d.message, d.location.line) for d in report.diagnostics] == [("first-rule", "cannot be read", 3)]
    assert (len(report.findings), report.exit_code) == (1, 1)


@pytest.mark.parametrize(("policy", "code"), [(Policy(), 3), (Policy(undetermined_blocks=False), 0)], ids=["fail", "warn"])
def test_no_verdict_is_never_a_silent_pass(guestbook: Guestbook, policy: Policy, code: int) -> None:
    undecided = rule(lambda _project: iter([Diagnostic("undecided", Location(SCHEMA))]))
    report = engine.run([undecided], [guestbook.project()], policy)
    assert (report.verdict, report.exit_code) == ("undetermined", code)


def test_a_defect_of_ours_says_where_it_happened(guestbook: Guestbook) -> None:
    def defective(_project: Project) -> Iterator[Result]:
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError) as error:
        engine.run([rule(defective)], [guestbook.project()], Policy())
    assert error.value.__notes__ == ["while running some-rule on ."]


@pytest.mark.parametrize(
    ("comment", "suppressed"),
    [
        pytest.param("// edgespark-ci: ignore[some-rule] the column is filled by hand", 1, id="with a reason"),
        pytest.param("// edgespark-ci: ignore[other-rule, some-rule] both are meant", 1, id="one of several"),
        pytest.param("// edgespark-ci: ignore[some-rule]", 0, id="an error without a reason stands"),
        pytest.param("// edgespark-ci: ignore[some-rule] */", 0, id="the end of a comment is no reason"),
        pytest.param("// edgespark-ci: ignore[other-rule] not this one", 0, id="another rule"),
        pytest.param("// ignore[some-rule] no", 0, id="not our comment"),
    ],
)
def test_a_comment_on_the_line_above(guestbook: Guestbook, comment: str, suppressed: int) -> None:
    guestbook.write(SCHEMA, f"\n{comment}\nbroken\n")
    report = engine.run([found(3)], [guestbook.project()], Policy())
    assert (report.suppressed, len(report.findings)) == (suppressed, 1 - suppressed)


def test_a_suppression_without_a_reason_is_told(guestbook: Guestbook) -> None:
    guestbook.write(SCHEMA, "// edgespark-ci: ignore[some-rule]\nbroken\n")
    (finding,) = engine.run([found(2)], [guestbook.project()], Policy()).findings
    assert finding.message == "broken (the comment that ignores it gives no reason, which an error needs)"


def test_a_comment_reaches_one_line_only(guestbook: Guestbook) -> None:
    guestbook.write(SCHEMA, "// edgespark-ci: ignore[some-rule] a reason\n\nbroken\n")
    assert engine.run([found(3)], [guestbook.project()], Policy()).suppressed == 0


ACKNOWLEDGED = Acknowledgement("some-rule:.:posts.slug", "renamed by hand", Location(".edgespark-ci.yaml", 2), "2026-12-31")


class TestAcknowledged:
    def test_until_its_last_day(self, guestbook: Guestbook) -> None:
        report = engine.run([found(1, 2)], [guestbook.project()], Policy(acknowledged=(ACKNOWLEDGED,)), today="2026-12-31")
        assert (report.suppressed, [finding.fingerprint for finding in report.findings]) == (1, ["some-rule:.:posts.slug#2"])

    def test_then_the_finding_says_that_it_has_run_out(self, guestbook: Guestbook) -> None:
        (finding,) = engine.run([found(1)], [guestbook.project()], Policy(acknowledged=(ACKNOWLEDGED,)), today="2027-01-01").findings
        assert finding.message == "broken (it was acknowledged until 2026-12-31: renamed by hand)"

    def test_a_result_without_verdict_can_be_let_stand_too(self, guestbook: Guestbook) -> None:
        undecided = rule(lambda _project: iter([Diagnostic("undecided", Location(SCHEMA), "posts.slug")]))
        report = engine.run([undecided], [guestbook.project()], Policy(acknowledged=(ACKNOWLEDGED,)), today="2026-12-31")
        assert (report.verdict, report.suppressed) == ("clean", 1)


class TestPerPath:
    def run(self, guestbook: Guestbook, *per_path: PathRules) -> Report:
        return engine.run([found(1)], [guestbook.project()], Policy(per_path=per_path))

    @pytest.mark.parametrize("name", ["some-rule", "project"], ids=["rule", "group"])
    def test_a_rule_is_not_judged_there(self, guestbook: Guestbook, name: str) -> None:
        report = self.run(guestbook, PathRules("server/src/**", (name,)))
        assert (report.findings, report.suppressed) == ((), 1)
        assert len(self.run(guestbook, PathRules("web/**", (name,))).findings) == 1

    def test_the_last_severity_that_fits_decides(self, guestbook: Guestbook) -> None:
        everywhere = PathRules("*.ts", severity={"some-rule": Severity.NOTE})
        here = PathRules("defs/", severity={"some-rule": Severity.WARNING})
        elsewhere = PathRules("web/", severity={"some-rule": Severity.ERROR})
        assert [finding.severity for finding in self.run(guestbook, everywhere, here, elsewhere).findings] == [Severity.WARNING]


class TestBaseline:
    ENTRY = frozenset({"some-rule:.:posts.slug"})

    def test_known_results_are_counted_and_not_told(self, guestbook: Guestbook) -> None:
        report = engine.run([found(1, 2)], [guestbook.project()], Policy(), Baseline(self.ENTRY))
        assert (report.baselined, [finding.fingerprint for finding in report.findings]) == (1, ["some-rule:.:posts.slug#2"])

    def test_a_known_result_without_verdict_does_not_block(self, guestbook: Guestbook) -> None:
        undecided = rule(lambda _project: iter([Diagnostic("undecided", Location(SCHEMA), "posts.slug")]))
        report = engine.run([undecided], [guestbook.project()], Policy(), Baseline(self.ENTRY))
        assert (report.verdict, report.baselined) == ("clean", 1)

    def test_what_is_repaired_is_said(self, guestbook: Guestbook) -> None:
        entries = self.ENTRY | {"some-rule:.:a", "some-rule:.:b", "other-rule:.:c", "some-rule:elsewhere:d"}
        report = engine.run([found(1)], [guestbook.project()], Policy(), Baseline(entries))
        assert report.notes == ("2 entries of the baseline are repaired: run `edgespark-ci baseline`",)

    def test_beside_a_base_nobody_can_tell_whether_an_old_migration_is_repaired(self, guestbook: Guestbook) -> None:
        tip = guestbook.project()
        judged = Project(tip.tree, ".", Surroundings(Policy(), base=lambda _root: Base("main", tip, tip)))
        silent = rule(lambda _project: iter(()))._replace(group=Group.MIGRATIONS)
        assert engine.run([silent], [judged], Policy(), Baseline(self.ENTRY)).notes == ()
        assert len(engine.run([silent], [tip], Policy(), Baseline(self.ENTRY)).notes) == 1

    def test_an_entry_of_the_change_itself_holds_for_what_the_base_has_too(self, guestbook: Guestbook) -> None:
        tip = guestbook.project()
        judged = Project(tip.tree, ".", Surroundings(Policy(), base=lambda _root: Base("main", tip, tip)))
        proposed = Baseline(self.ENTRY, frozenset())
        assert engine.run([found(1)], [judged], Policy(), proposed).baselined == 1
        new = rule(lambda project: found(1).check(project) if project is judged else iter(()))
        report = engine.run([new], [judged], Policy(), proposed)
        assert (report.baselined, report.exit_code) == (0, 1)


def test_what_is_said_of_the_policy_nobody_can_let_stand(guestbook: Guestbook) -> None:
    guestbook.write(SCHEMA, "// edgespark-ci: ignore[some-rule] a reason\nbroken\n")
    policy = Policy(acknowledged=(ACKNOWLEDGED,), per_path=(PathRules("**", ("some-rule",)),))
    report = engine.run([found(2)._replace(group=Group.POLICY)], [guestbook.project()], policy, Baseline(TestBaseline.ENTRY))
    assert (len(report.findings), report.suppressed, report.baselined) == (1, 0, 0)


def test_the_rules_about_the_policy_hear_what_the_others_said(guestbook: Guestbook) -> None:
    heard: list[Said] = []

    def listening(project: Project) -> Iterator[Result]:
        heard.append(project.said)
        return iter(())

    engine.run([rule(listening, "a-rule")._replace(group=Group.POLICY), found(1)], [guestbook.project()], Policy())
    assert [(sorted(said.judged), [result.fingerprint for result in said.results]) for said in heard] == [
        (["a-rule", "some-rule"], ["some-rule:.:posts.slug"]),
    ]


def test_a_weakened_policy_heads_the_report(guestbook: Guestbook) -> None:
    weakened = rule(lambda _project: iter([Finding("looser", Location("z.yaml"), "x")]), "weakened-policy")
    report = engine.run([found(1), weakened], [guestbook.project()], Policy())
    assert [finding.rule for finding in report.findings] == ["weakened-policy", "some-rule"]


def test_findings_come_in_the_order_of_the_files(guestbook: Guestbook) -> None:
    report = engine.run([found(9, 2, 5)], [guestbook.project()], Policy())
    assert [finding.location.line for finding in report.findings] == [2, 5, 9]


class TestWithoutABase:
    def test_rules_that_need_one_are_left_out_and_said_once(self, guestbook: Guestbook) -> None:
        needing = [found(1)._replace(id=name, needs_base=True) for name in ("one-rule", "other-rule")]
        report = engine.run([*needing, found(1)], [guestbook.project(), guestbook.project()], Policy())
        assert {finding.rule for finding in report.findings} == {"some-rule"}
        assert report.notes == ("no base to compare with: 2 rules were not judged (one-rule, other-rule); name one with --base",)

    def test_alone_that_is_no_fault(self, guestbook: Guestbook) -> None:
        report = engine.run([found(1)._replace(needs_base=True)], [guestbook.project()], Policy())
        assert (report.verdict, report.exit_code) == ("clean", 0)
        assert report.notes == ("no base to compare with: 1 rule was not judged (some-rule); name one with --base",)

    def test_with_a_base_they_are_judged_in_silence(self, guestbook: Guestbook) -> None:
        around = Surroundings(Policy(), base=lambda _root: Base("main", None, None))
        report = engine.run([found(1)._replace(needs_base=True)], [Project(guestbook.project().tree, ".", around)], Policy())
        assert (len(report.findings), report.notes) == (1, ())

    def test_who_needs_none_asks_for_none(self, guestbook: Guestbook) -> None:
        report = engine.run([found(1)._replace(severity=Severity.WARNING)], [guestbook.project()], Policy())
        assert (len(report.findings), report.notes) == (1, ())
