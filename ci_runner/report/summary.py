"""What people read of a run as Markdown: the step summary, and the body of the pull request's comment. Whole sections, as many as fit."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from ci_runner.model import Receipt, Stage
from ci_runner.report import mermaid
from ci_runner.report.markdown import address, cell, fenced
from hooks.about import rule_page
from hooks.finding import Diagnostic, Finding, Report
from hooks.render.changes import in_words
from hooks.schema_diff.change import Risk

# GitHub takes 1 MiB of summary and 65,536 characters of comment; a page that long is read by nobody.
MAX_CHARACTERS = 60_000
_MOST_ROWS = 50
_SECTIONS = {
    "head": "the verdict",
    "steps": "the steps",
    "todo": "what to do",
    "losses": "the data that is lost",
    "findings": "the findings",
    "schema": "the changes of the schema",
    "plan": "what follows the merge",
    "tables": "the diagram of the tables",
    "timeline": "the timeline",
}
_IN_A_COMMENT = tuple(name for name in _SECTIONS if name != "timeline")
_WEIGHTS = ("error", "no verdict", "warning", "note")
_ROWS = {Risk.ADDITIVE: "untouched", Risk.REWRITING: "rewritten", Risk.DESTRUCTIVE: "**lost**"}


class _Section(NamedTuple):
    """A part of the page that is shown whole or not at all, and what it is called where it is left out."""

    name: str
    text: str


def summary(receipt: Receipt) -> str:
    """The page of a run, for GitHub's step summary and any other place that takes Markdown."""
    return _fitting([*_rendered(receipt, tuple(_SECTIONS)), *_excerpts(receipt)])


def comment(receipt: Receipt) -> str:
    """What a pull request's comment says."""
    return _fitting([*_rendered(receipt, _IN_A_COMMENT), *_excerpts(receipt)])


def _fitting(sections: list[_Section]) -> str:
    """The sections in their order, without those that are too long for the room that is left; the end says which."""
    room, kept, left_out = MAX_CHARACTERS, [], []
    for section in sections:
        if len(section.text) <= room:
            kept.append(section.text)
            room -= len(section.text)
        else:
            left_out.append(section.name)
    if left_out:
        kept.append(f"*Left out for want of room: {', '.join(left_out)}. The receipt and the log hold them.*\n")
    return "\n".join(kept)


def _rendered(receipt: Receipt, names: tuple[str, ...]) -> Iterator[_Section]:
    for name in names:
        text = _environment().get_template(f"{name}.md.j2").render(receipt=receipt, most=_MOST_ROWS)
        if text.strip():
            yield _Section(_SECTIONS[name], text)


def _excerpts(receipt: Receipt) -> Iterator[_Section]:
    template = _environment().get_template("excerpt.md.j2")
    for result in receipt.steps:
        if result.excerpt:
            yield _Section(f"what {result.step} saw", template.render(result=result))


def worst_first(report: Report) -> list[tuple[str, Finding | Diagnostic]]:
    """Every finding with its severity, and every missing verdict, in the order of their weight."""
    found: list[tuple[str, Finding | Diagnostic]] = [(one.severity.value if one.severity else "error", one) for one in report.findings]
    found += [("no verdict", one) for one in report.diagnostics]
    return sorted(found, key=lambda pair: _WEIGHTS.index(pair[0]))


@cache
def _environment() -> Environment:
    # No autoescape: this is Markdown; what comes from elsewhere passes the filters below.
    environment = Environment(  # noqa: S701
        loader=PackageLoader("ci_runner.report"), trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.filters |= {
        "address": address,
        "cell": cell,
        "fenced": fenced,
        "in_words": in_words,
        "rule_page": rule_page,
        "worst_first": worst_first,
        "rows": _ROWS.__getitem__,
        "tables": mermaid.tables,
        "timeline": mermaid.timeline,
        "deploys": lambda receipt: any(result.stage is Stage.DEPLOY for result in receipt.steps),
    }
    return environment
