"""The JSON report, its published schema and the page that explains it say one thing."""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import jsonschema
import pytest

from hooks.judge import judge
from hooks.render import render
from hooks.request import Request
from tests.git import Git
from tests.guestbook import ROOT, Guestbook
from tests.hooks.render.test_render import DIAGNOSTIC, FINDING, REPORT
from tests.hooks.render.test_sarif import EDITED

SCHEMA = json.loads((ROOT / "docs/schema/report-v1.json").read_text(encoding="utf-8"))
PAGES = ("docs/json.md", "docs/agents.md", "ci_runner/scaffold/AGENTS.md")
DB_SCHEMA, INDEX, RUNTIME = "server/src/defs/db_schema.ts", "server/src/index.ts", "server/src/defs/runtime.ts"


def problems(document: Any, *, schema: dict[str, Any] = SCHEMA) -> list[str]:
    """Where a document breaks the schema."""
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def closed() -> dict[str, Any]:
    """The schema as it would be if nothing might be added: what it does not describe is a problem."""
    schema: dict[str, Any] = deepcopy(SCHEMA)
    for described in (schema, *schema["$defs"].values()):
        if described.get("type") == "object":
            described["additionalProperties"] = False
    return schema


def missing_migration(guestbook: Guestbook) -> None:
    guestbook.replace(DB_SCHEMA, 'body: text("body").notNull(),', 'body: text("body").notNull(), mood: text("mood"),')


def wrong_accessor(guestbook: Guestbook) -> None:
    guestbook.replace(RUNTIME, '  | "VISITOR_HASH_SALT"\n', "")
    guestbook.replace(RUNTIME, '  | "MAX_ENTRY_LENGTH"\n', '  | "MAX_ENTRY_LENGTH"\n  | "VISITOR_HASH_SALT"\n')


def unreadable(guestbook: Guestbook) -> None:
    guestbook.write(INDEX, guestbook.read(INDEX) + "\nbroken(\n")


def broken_journal(guestbook: Guestbook) -> None:
    guestbook.delete("server/drizzle/0001_add_reactions.sql")
    guestbook.write(".env", "A=1\n")


def nothing(_guestbook: Guestbook) -> None:
    """Clean."""


@pytest.mark.parametrize("change", [nothing, missing_migration, wrong_accessor, unreadable, broken_journal], ids=lambda change: change.__name__)
@pytest.mark.parametrize("staged", [False, True], ids=["working tree", "index"])
def test_a_real_report_obeys_the_schema(guestbook: Guestbook, change: Callable[[Guestbook], None], staged: bool) -> None:
    git = Git.init(guestbook.path)
    git.commit()
    change(guestbook)
    git("add", "--all", "--force")
    report = judge(Request(staged=staged), git.path, {})
    document = json.loads(render(report, "json"))
    assert problems(document, schema=closed()) == []
    assert bool(document["findings"] or document["diagnostics"]) is (change is not nothing)
    results = document["findings"] + document["diagnostics"]
    assert len({result["fingerprint"] for result in results}) == len(results)


def test_every_kind_of_repair_obeys_the_schema() -> None:
    report = REPORT._replace(findings=(FINDING, EDITED, FINDING._replace(fix=None)), diagnostics=(DIAGNOSTIC,), rules=("stale-types",))
    assert problems(json.loads(render(report, "json")), schema=closed()) == []


def examples() -> Iterator[tuple[str, Any]]:
    """The whole reports that the pages show."""
    for page in PAGES:
        for block in re.findall(r"```json\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL):
            yield page, json.loads(block)


@pytest.mark.parametrize(("page", "document"), list(examples()), ids=[page for page, _document in examples()])
def test_what_the_pages_show_obeys_the_schema(page: str, document: Any) -> None:
    schema = closed()
    if "version" not in document:  # a single finding of a report
        schema = {**schema["$defs"]["finding"], "$defs": schema["$defs"]}
    assert problems(document, schema=schema) == []


def test_a_reader_lets_new_fields_pass() -> None:
    document = json.loads(render(REPORT, "json"))
    assert problems({**document, "added_later": 1}) == []


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        pytest.param({"version": 2}, "$.version", id="another version"),
        pytest.param({"verdict": "ok"}, "$.verdict", id="another word"),
        pytest.param({"findings": [{}]}, "$.findings[0]", id="an empty finding"),
    ],
)
def test_the_schema_can_fail(broken: dict[str, Any], where: str) -> None:
    assert problems({**json.loads(render(REPORT, "json")), **broken})[0].startswith(where)
