"""The registry, the pages and the modules tell one story."""

import json
import re

import pytest

from hooks import registry
from hooks.pages import page
from hooks.rule import Rule
from tests.guestbook import ROOT, Guestbook

JOURNAL = "server/drizzle/meta/_journal.json"
HEADINGS = ["## What it finds", "## Why it matters", "## When it is silent", "## How to repair it", "## Example"]


@pytest.fixture(params=registry.rule_ids())
def rule(request: pytest.FixtureRequest) -> Rule:
    return registry.rule(request.param)


def test_there_are_rules() -> None:
    assert {"schema-without-migration", "undeclared-runtime-key", "stale-types"} <= set(registry.rule_ids())


def test_a_rule_is_named_like_its_module(rule: Rule) -> None:
    assert rule.id in registry.rule_ids()
    assert rule.check.__module__ == f"hooks.checks.{rule.id.replace('-', '_')}"


def test_a_summary_is_one_plain_sentence(rule: Rule) -> None:
    assert re.fullmatch(r"[^\n]{10,120}[^\n.]", rule.summary)
    assert rule.summary[0].islower() or rule.summary.startswith(("`", "SQL")), "it continues a sentence: what holds"


def test_a_rule_has_its_page_and_its_test(rule: Rule) -> None:
    text = page(rule.id)
    assert text.startswith(f"# {rule.id}\n")
    assert [line for line in text.splitlines() if line.startswith("## ")] == HEADINGS
    assert (ROOT / "tests" / "hooks" / "checks" / f"test_{rule.id.replace('-', '_')}.py").is_file()


def test_what_is_left_out_without_a_base_has_nothing_to_say_there(rule: Rule, guestbook: Guestbook) -> None:
    guestbook.replace("edgespark.toml", 'migration_branch = "main"', 'migration_branch = "other"')
    guestbook.write("server/drizzle/0002_add_pictures.sql", "DROP TABLE entries;\n--> statement-breakpoint\nALTER TABLE guests ADD a text NOT NULL;")
    journal = json.loads(guestbook.read(JOURNAL))
    journal["entries"][2]["when"] = journal["entries"][0]["when"]
    guestbook.write(JOURNAL, json.dumps(journal))
    if rule.needs_base:
        assert list(rule.check(guestbook.project())) == []


def test_no_page_without_a_rule() -> None:
    assert {file.stem for file in (ROOT / "docs" / "rules").glob("*.md")} == set(registry.rule_ids())


def test_the_readme_lists_every_rule() -> None:
    listed = re.findall(r"^\| \[`([a-z0-9-]+)`\]\(docs/rules/([a-z0-9-]+)\.md\)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert all(name == file for name, file in listed)
    assert sorted(name for name, _ in listed) == list(registry.rule_ids())
