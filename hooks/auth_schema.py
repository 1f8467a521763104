"""`docs/schema/auth-config.schema.json` from the table by which `invalid-auth-config` checks: for editors and other validators.

`python -m hooks.auth_schema` rewrites the file; a test holds it equal to the rendering. Format: JSON Schema 2020-12.
"""

from pathlib import Path
from typing import Any

from hooks.about import HOME
from hooks.sources.auth_table import TABLE, Field, Kind

FILE_NAME = "docs/schema/auth-config.schema.json"


def schema() -> dict[str, Any]:
    """The whole file. A document without content is null, and asks for nothing."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{HOME}/blob/main/{FILE_NAME}", "title": "auth-config.yaml"}
    return head | _of(TABLE) | {"type": [Kind.MAPPING.value, "null"]}


def rendered() -> str:
    """The file's text."""
    import json

    return json.dumps(schema(), indent=2) + "\n"


def _of(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"description": field.meaning, "type": field.kind.value}
    if field.least is not None:
        found["minimum"] = field.least
    if field.only is not None:
        found["const"] = field.only
    if field.kind is Kind.MAPPING:
        found |= {"additionalProperties": False, "properties": {name: _of(inner) for name, inner in field.keys.items()}}
    return found | (_when_enabled(field.needed) if field.needed else {})


def _when_enabled(needed: tuple[str, ...]) -> dict[str, Any]:
    return {
        "if": {"properties": {"enabled": {"const": True}}, "required": ["enabled"]},
        "then": {"properties": {"config": {"required": list(needed)}}, "required": ["config"]},
    }


if __name__ == "__main__":
    Path(FILE_NAME).write_text(rendered(), encoding="utf-8")
