"""What GitLab's code quality widget reads."""

import json
import re

from hooks.finding import Severity
from hooks.render import render
from tests.hooks.render.test_render import DIAGNOSTIC, FINDING, REPORT


def test_one_issue_for_each_result() -> None:
    warning = FINDING._replace(severity=Severity.WARNING, fingerprint=f"{FINDING.fingerprint}#2")
    issues = json.loads(render(REPORT._replace(findings=(FINDING, warning)), "gitlab"))
    assert [(issue["check_name"], issue["severity"]) for issue in issues] == [
        ("schema-without-migration", "critical"),
        ("schema-without-migration", "minor"),
        ("undeclared-runtime-key", "major"),
    ]
    assert issues[0]["location"] == {"path": "app/db_schema.ts", "lines": {"begin": 14, "end": 14}}
    assert issues[2]["description"] == f"no verdict: {DIAGNOSTIC.message}"
    assert len({issue["fingerprint"] for issue in issues}) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", issue["fingerprint"]) for issue in issues)


def test_a_fingerprint_stays_when_the_line_moves() -> None:
    moved = FINDING._replace(location=FINDING.location._replace(line=99), message="told otherwise")
    before, after = (json.loads(render(REPORT._replace(findings=(one,), diagnostics=()), "gitlab"))[0] for one in (FINDING, moved))
    assert before["fingerprint"] == after["fingerprint"]


def test_a_name_that_is_no_text_has_a_fingerprint_too() -> None:
    names = ("\ud800", "\udcff", "a")
    found = {render(REPORT._replace(findings=(FINDING._replace(fingerprint=name),), diagnostics=()), "gitlab") for name in names}
    assert len(found) == len(names)


def test_nothing_found_is_an_empty_list() -> None:
    assert json.loads(render(REPORT._replace(findings=(), diagnostics=()), "gitlab")) == []
