"""The diagrams, read by mermaid itself: nothing that a name holds is syntax."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ci_runner.model import NOT_REACHED, Outcome, SchemaChange, Stage, StepResult
from ci_runner.report import mermaid
from ci_runner.results import failed, passed, skipped
from hooks.schema_diff import differences
from hooks.sources.schema import Column, ForeignKey, Schema, Table
from tests.ci_runner.test_report import EMPTY
from tests.guestbook import ROOT

WORDS = ("one", "many", "to", "class", "classDef", "style", "end", "erDiagram", "title", "u", "pk", "FK", "direction", "subgraph")
HOSTILE = ('x" {', "a b", "größe", "%%{init: {}}%%", "-->", "```", "}}", "1st", "", "<script>", "a;b", "#35;", "_id", "日本")


def table(name: str, *columns: Column, **keys: ForeignKey) -> Table:
    return Table(name, {column.name: column for column in columns}, {}, keys, {}, {}, {})


def change(before: tuple[Table, ...], after: tuple[Table, ...]) -> SchemaChange:
    old, new = (Schema({one.name: one for one in side}, {}) for side in (before, after))
    return SchemaChange("main", differences(old, new), tuple({one.name: one for side in (before, after) for one in side}.values()))


def read(*diagrams: str) -> list[Any]:
    """What mermaid finds in each."""
    done = subprocess.run(["node", "tests/node/mermaid.mjs"], cwd=ROOT, input=json.dumps(diagrams), capture_output=True, text=True, timeout=180, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


ID = Column("id", "text", primary_key=True)
GUESTS = table("guests", ID, Column("name", "text"))
ENTRIES = table("entries", ID, Column("guest", "text"), by=ForeignKey("by", ("guest",), "guests", ("id",)))


def test_touched_tables_show_their_columns_and_what_happens_to_them() -> None:
    found = mermaid.tables(change((GUESTS,), (table("guests", ID, Column("bio", "text")), ENTRIES)))
    assert found.splitlines() == [
        "erDiagram",
        '  "guests" {',
        "    text id PK",
        '    text bio "added"',
        '    text name "dropped"',
        "  }",
        '  "entries"["entries (added)"] {',
        "    text id PK",
        "    text guest FK",
        "  }",
        '  "guests" ||--o{ "entries" : "guest"',
    ]


def test_no_diagram_is_longer_than_mermaid_draws() -> None:
    wide = tuple(table(f"t{number}", *(Column(f"column_{column}", "text") for column in range(200))) for number in range(30))
    found = mermaid.tables(change((), wide))
    assert 40_000 < len(found) < 50_000
    assert found.endswith("  }")


def test_the_timeline_leaves_out_what_was_not_reached() -> None:
    assert mermaid.timeline(_ran(passed(""), skipped(NOT_REACHED, ""), failed("x", ""))).splitlines()[3:] == [
        "  section plan",
        "  step-0 passed :done, 0, 1500",
        "  section deploy",
        "  step-2 failed :crit, 1500, 3000",
    ]


def _ran(*results: StepResult) -> Any:
    receipt = EMPTY
    for number, result in enumerate(results):
        receipt = receipt.after(replace(result, step=f"step-{number}", stage=Stage.DEPLOY if number else Stage.PLAN, seconds=1.5))
    return receipt


def _diagrams() -> Iterator[str]:
    yield mermaid.tables(change((GUESTS,), (table("guests", ID), ENTRIES)))
    for word in (*WORDS, *HOSTILE):
        named = table(word, ID, Column(word, word or "x"), by=ForeignKey("by", (word,), word, (word,)))
        yield mermaid.tables(change((), (named,)))
        yield mermaid.tables(change((named,), ()))


@pytest.mark.node
def test_mermaid_reads_every_diagram_whatever_it_names() -> None:
    diagrams = list(_diagrams())
    found = read(*diagrams)
    assert [(one, diagram) for one, diagram in zip(found, diagrams, strict=True) if one.get("type") != "er"] == []
    assert {len(one["entities"]) for one in found[1:]} == {1}
    assert {len(one["entities"][0][1]) for one in found[1:]} == {2}
    assert {one["relationships"] for one in found} == {1}


@pytest.mark.node
def test_mermaid_reads_the_timeline_to_the_millisecond() -> None:
    outcomes = [StepResult(outcome=outcome, reason="x", sentence="") for outcome in Outcome]
    (found,) = read(mermaid.timeline(_ran(*outcomes)))
    expected = [[f"step-{number} {outcome.value} ", 1500 * number, 1500 * (number + 1)] for number, outcome in enumerate(Outcome)]
    assert found == {"type": "gantt", "tasks": expected}


@pytest.mark.node
def test_mermaid_would_refuse_a_mistake() -> None:
    assert all("error" in one for one in read("erDiagram\n  to {", "gantt\n  bogus"))
