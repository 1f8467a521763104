"""The published schema of receipts, held over every receipt that a run in these tests leaves."""

import json
from copy import deepcopy
from functools import cache
from typing import Any

import jsonschema

from tests.guestbook import ROOT

SCHEMA = json.loads((ROOT / "docs/schema/receipt-v1.json").read_text(encoding="utf-8"))


@cache
def _validator() -> jsonschema.Draft202012Validator:
    """The schema as it would be if nothing might be added: what it does not describe is a problem."""
    schema: dict[str, Any] = deepcopy(SCHEMA)
    for described in (schema, *schema["$defs"].values()):
        if described.get("type") == "object":
            described["additionalProperties"] = False
    return jsonschema.Draft202012Validator(schema)


def problems(document: Any) -> list[str]:
    """Where a receipt and its published schema disagree."""
    return [f"{error.json_path}: {error.message}" for error in _validator().iter_errors(document)]
