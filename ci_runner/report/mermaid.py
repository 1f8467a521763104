"""Diagrams in mermaid's language: the tables that a change touches, and what the run did when.

Source: https://mermaid.js.org/syntax/entityRelationshipDiagram.html and https://mermaid.js.org/syntax/gantt.html
"""

import re
from collections.abc import Iterator

from ci_runner.model import NOT_REACHED, Outcome, Receipt, SchemaChange
from hooks.schema_diff.change import Action, Change, Thing
from hooks.sources.schema import Column, Table

_MOST_CHARACTERS = 45_000  # mermaid draws nothing of a text above 50,000
_SIGNS = {Action.ADD: "added", Action.DROP: "dropped", Action.ALTER: "changed"}
_STATES = {Outcome.PASSED: "done, ", Outcome.EXPECTED: "active, ", Outcome.FAILED: "crit, ", Outcome.HELD: "crit, ", Outcome.SKIPPED: ""}
_KEYS = frozenset({"PK", "FK", "UK"})
# What is no letter, digit or hyphen could be syntax; every name that people give survives this.
_NO_WORD = re.compile(r"[^\w-]", re.ASCII)


def tables(change: SchemaChange) -> str:
    """The touched tables with their columns and keys, each marked with what happens to it: the first of them, where mermaid takes no more."""
    shown, room = [], _MOST_CHARACTERS
    for table in change.tables:
        lines = [*_table(table, [one for one in change.changes if one.table == table.name]), *_references(table)]
        room -= sum(len(line) + 1 for line in lines)
        if room < 0:
            break
        shown += lines
    return "\n".join(["erDiagram", *shown])


def timeline(receipt: Receipt) -> str:
    """When each step ran, from the beginning of the run, in milliseconds."""
    begin, lines, stage = 0, ["gantt", "  dateFormat x", "  axisFormat %M:%S"], ""
    for result in receipt.steps:
        if result.reason == NOT_REACHED:
            continue
        if result.stage.value != stage:
            stage = result.stage.value
            lines.append(f"  section {stage}")
        length = max(round(result.seconds * 1000), 1)
        lines.append(f"  {_word(result.step)} {result.outcome.value} :{_STATES[result.outcome]}{begin}, {begin + length}")
        begin += length
    return "\n".join(lines)


def _table(table: Table, changes: list[Change]) -> Iterator[str]:
    name = _word(table.name)
    whole = next((f'["{name} ({_SIGNS[one.action]})"]' for one in changes if one.thing is Thing.TABLE), "")
    yield f'  "{name}"{whole} {{'
    for column, mark in _columns(table, changes):
        remark = f' "{mark}"' if mark else ""
        yield f"    {_word(column.type or 'any')} {_word(column.name)}{_keys(table, column)}{remark}"
    yield "  }"


def _columns(table: Table, changes: list[Change]) -> Iterator[tuple[Column, str]]:
    """The columns, each with what happens to it; those that are dropped come last, as they were."""
    of_columns = [one for one in changes if one.thing is Thing.COLUMN]
    marks = {one.name: _SIGNS[one.action] for one in of_columns}
    yield from ((column, marks.get(column.name, "")) for column in table.columns.values())
    yield from ((one.old, _SIGNS[one.action]) for one in of_columns if isinstance(one.old, Column) and one.new is None)


def _keys(table: Table, column: Column) -> str:
    primary = column.primary_key or any(column.name in key.columns for key in table.primary_keys.values())
    foreign = any(column.name in key.columns for key in table.foreign_keys.values())
    kinds = [name for name, holds in (("PK", primary), ("FK", foreign)) if holds]
    return f" {', '.join(kinds)}" if kinds else ""


def _references(table: Table) -> Iterator[str]:
    for key in table.foreign_keys.values():
        yield f'  "{_word(key.table_to)}" ||--o{{ "{_word(table.name)}" : "{" ".join(map(_word, key.columns))}"'


def _word(name: str) -> str:
    """A name that mermaid takes for one word; in quotes for tables, some of whose names are words of its own (`to`, `one`, `class`)."""
    word = _NO_WORD.sub("_", name)
    return word if re.match("[A-Za-z_]", word) and word.upper() not in _KEYS else f"_{word}"
