"""What the pages tell people to type is something that the program takes."""

import re

import pytest

from hooks.render import FORMATS
from tests.contract.command_lines import problem, shown
from tests.guestbook import ROOT

AGENTS, OUTPUT = "ci_runner/scaffold/AGENTS.md", "docs/output.md"
PAGES = ["README.md", AGENTS, *sorted(file.relative_to(ROOT).as_posix() for file in (ROOT / "docs").rglob("*.md"))]


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_on_a_page_exists(page: str) -> None:
    assert [(line, problem(line)) for line in shown(text(page)) if problem(line)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)[^)]*\)", text(page))
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


@pytest.mark.parametrize("page", ["README.md", AGENTS, OUTPUT, "docs/agents.md"])
def test_commands_are_found_where_there_are_some(page: str) -> None:
    assert len(list(shown(text(page)))) > 1


def test_the_page_on_output_has_every_format() -> None:
    assert [line.split("`")[1] for line in text(OUTPUT).splitlines() if line.startswith("| `")] == list(FORMATS)


def test_agents_are_told_every_kind_of_repair_and_every_exit_code() -> None:
    told = text(AGENTS)
    assert all(word in told for word in ("- `edit`:", "- `command`:", "- `human`", "0 clean", "1 an error", "2 the command line", "3 something"))
