"""The receipt's published schema is one, and refuses what is no receipt; that it takes real ones, every run in the tests of the pipeline shows."""

from dataclasses import replace

import jsonschema
import pytest

from ci_runner.report.receipt import document
from tests.ci_runner.receipt_schema import SCHEMA, problems
from tests.ci_runner.test_report import DONE

RECEIPT = document(replace(DONE, tree="a" * 40))


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_it_takes_a_receipt() -> None:
    assert problems(RECEIPT) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"version": 2}, id="another version"),
        pytest.param({"verdict": "ok"}, id="an unknown verdict"),
        pytest.param({"commit": "main"}, id="a commit that is none"),
        pytest.param({"reason": "Not merged"}, id="a reason that is no code"),
        pytest.param({"steps": [{}]}, id="an empty step"),
        pytest.param({"surprise": 1}, id="something that it does not describe"),
    ],
)
def test_it_refuses_what_is_none(change: dict[str, object]) -> None:
    assert problems({**RECEIPT, **change})


@pytest.mark.parametrize("name", sorted(RECEIPT))
def test_every_field_is_required(name: str) -> None:
    assert problems({key: value for key, value in RECEIPT.items() if key != name})
