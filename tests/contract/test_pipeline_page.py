"""`docs/pipeline.md` names every step, every reason code and every key of the configuration."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ci_runner.config import RunConfig
from ci_runner.gate.overriding import REASONS
from ci_runner.plan import PROMOTION
from ci_runner.report.outputs import outputs
from tests.ci_runner.test_report import DONE
from tests.guestbook import ROOT

PAGE = (ROOT / "docs" / "pipeline.md").read_text(encoding="utf-8")
SOURCES = [path for place in ("steps", "gate", ".") for path in (ROOT / "ci_runner" / place).glob("*.py")]
_MAKERS = {"failed", "held", "skipped", "expected"}
_PLACES = {"judged": 2}  # `pending.judged(context, receipt, reason, answer)`
_CODE = re.compile(r"[a-z]+(-[a-z]+)*")


def reasons(path: Path) -> Iterator[str]:
    """Every reason code that a module's source gives to a result."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            place = 0 if name in _MAKERS else _PLACES.get(name)
            given = [] if place is None else node.args[place : place + 1]
            given += [keyword.value for keyword in node.keywords if keyword.arg in {"not_applied", "reason"}]
            parts = (part for one in given for part in ast.walk(one))
            yield from (one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str) and _CODE.fullmatch(one.value))


def test_every_reason_has_a_line() -> None:
    found = {reason for path in SOURCES for reason in reasons(path)}
    assert len(found) > 30
    assert sorted(reason for reason in found if f"`{reason}`" not in PAGE) == []


def test_what_an_override_sets_aside_is_named() -> None:
    paragraph = PAGE.partition("**Override.**")[2].partition("**")[0]
    assert sorted(reason for reason in re.findall(r"`([a-z-]+)`", paragraph.partition("It works for")[2])) == sorted(REASONS)


def test_every_step_has_a_line_in_order() -> None:
    section = PAGE.partition("## The steps")[2].partition("## Configuration")[0]
    assert re.findall(r"^\| `([a-z-]+)` \| ", section, re.MULTILINE) == [one.name for one in PROMOTION]


def test_every_key_of_the_configuration_has_a_line() -> None:
    section = PAGE.partition("## Configuration")[2].partition("## How it ends")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \| ", section, re.MULTILINE)) == {name.replace("_", "-") for name in RunConfig.__dataclass_fields__}


def test_every_output_is_named() -> None:
    assert [name for name in outputs(DONE, "receipt.json") if f"`{name}`" not in PAGE] == []
