"""The JSON Schema of `.edgespark-ci.yaml`, for editors: with every rule's name and promise, and the pipeline's section.

`python -m ci_runner.policy_schema` rewrites the published file; a test holds it equal to this, and this to what the strict reader takes.
Draft 7, since that is what the YAML language server knows best.
"""

import json
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Any

from ci_runner.config import PRODUCTION, Apply, Comment, Demand, Migrations, Pending
from ci_runner.plan import STEP_NAMES
from hooks import registry
from hooks.about import HOME
from hooks.finding import Severity
from hooks.policy.config import BASELINE_FILE, FILE_NAME, Engine
from hooks.rule import Group

FILE = Path("docs/schema/edgespark-ci.schema.json")
URL = f"{HOME.replace('github.com', 'raw.githubusercontent.com')}/main/{FILE.as_posix()}"
_GLOB = r"^(?!!)(?=.*[^/])(?!(.*/)?\.{1,2}(/|$))[^\\]+$"
_PATH = r"^(?=.*\S)(\.|(?!:)(?!\.{1,2}(/|$))[^/\\]+(/(?!\.{1,2}(/|$))[^/\\]+)*)/?$"

Schema = dict[str, Any]

_PROMOTED: Schema = {
    "if": {"properties": {"promote": {"const": True}}, "required": ["promote"]},
    "then": {"properties": {"environment": {"const": PRODUCTION}}},
}


def document() -> Schema:
    """The whole schema."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": URL,
        "title": FILE_NAME,
        "description": "What a repository asks of edgespark-ci. Everything works without this file.",
        "definitions": {
            "names": _list({"enum": [*registry.rule_ids(), *(group.value for group in Group)]}, "Rules, or groups of rules."),
            "severities": _object({rule.id: _choice(Severity, f"{rule.summary} (default: {rule.severity.value})") for rule in registry.rules()}),
            "path": {"type": "string", "pattern": _PATH},
        },
        **_object(_keys()),
        "type": ["object", "null"],
    }


def _keys() -> dict[str, Schema]:
    return {
        "select": _names("Only these rules or groups. Default: every offline rule."),
        "ignore": _names("Never these rules or groups."),
        "severity": _severities("How much a finding of a rule weighs: error fails, warning is shown, note is counted."),
        "per-path": {
            **_map(_path_rules(), "What holds for some files: a glob as in .gitignore, and the rules that are not judged there, or their severity."),
            "propertyNames": {"pattern": _GLOB},
        },
        "optional-keys": _list({"type": "string"}, "Runtime keys that code may read without declaring them."),
        "acknowledge": _list(_acknowledgement(), "Results that are let stand, by the fingerprint that `check --format json` tells."),
        "baseline": _path(f"The file that `edgespark-ci baseline` writes. Default: {BASELINE_FILE}"),
        "undetermined": {"enum": ["fail", "warn"], "description": "Whether a rule without verdict (exit 3) blocks. Default: fail."},
        "engine": _choice(Engine, "Who reads the schema. All but static run the project's code. Default: static."),
        "projects": _map(_list(_path()), "For a project's directory: paths outside of it whose change is a change of the project."),
        "run": {**_object(_run(), "The pipeline."), "type": ["object", "null"], **_PROMOTED},
    }


def _path_rules() -> Schema:
    return _object({"ignore": _names("Not judged there."), "severity": _severities("Severities there.")})


def _acknowledgement() -> Schema:
    keys = {
        "fingerprint": {"type": "string", "pattern": "^[a-z0-9-]+:[^:]+:", "description": "RULE:PROJECT:SUBJECT"},
        "reason": {"type": "string", "pattern": r"\S", "description": "Why this is let stand."},
        "until": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "The last day of that, such as 2026-12-31."},
    }
    return _object(keys, required=("fingerprint", "reason"))


def _run() -> dict[str, Schema]:
    return {
        "environment": _text("The deployment environment. Default: production."),
        "migrations": _choice(Migrations, "Who applies migrations. Default: pipeline."),
        "pending": _choice(Pending, "What a failing db check or dry run means while this change's migrations wait. Default: fail."),
        "apply": _choice(Apply, "Whether changed buckets and a changed auth config are applied. Default: auto."),
        "verify": _list(_expectation(), "What a live deployment must answer."),
        "watch": _watch(),
        "time-limits": _object({step: _whole(1, 3600) for step in STEP_NAMES}, "Seconds that a step may take."),
        "online-on-pull-requests": {"type": "boolean", "description": "Whether steps that ask the platform run on pull requests. Default: false."},
        "protection": _list({"enum": _values(Demand)}, "What the environment on GitHub must ask for."),
        "comment": _choice(Comment, "When the pull request gets its one comment. Default: changes-only."),
        "promote": {"type": "boolean", "description": "Whether a deployment is promoted from staging. Default: false."},
        "base-url": {"type": "string", "pattern": "^https://", "description": "The platform's API. Default: the official one."},
    }


def _expectation() -> Schema:
    path = {"type": "string", "pattern": "^/", "description": "The path below the deployment's URL."}
    return _object({"path": path, "status": _whole(100, 599), "contains": _text("A text that the body holds.")}, required=("path",))


def _watch() -> Schema:
    keys = {"seconds": _whole(1, 600), "exceptions": _whole(0, 1_000_000), "server-errors": _whole(0, 1_000_000)}
    return _object(keys, "A look at the log after a deploy: how long, and what is let through.", required=("seconds",))


def _object(keys: dict[str, Schema], description: str = "", required: Iterable[str] = ()) -> Schema:
    told = {"description": description} if description else {}
    needed = {"required": [*required]} if required else {}
    return {"type": "object", **told, **needed, "properties": keys, "additionalProperties": False}


def _map(values: Schema, description: str) -> Schema:
    return {"type": "object", "description": description, "additionalProperties": values}


def _list(items: Schema, description: str = "") -> Schema:
    return {"type": "array", **({"description": description} if description else {}), "items": items}


def _names(description: str) -> Schema:
    return {"allOf": [{"$ref": "#/definitions/names"}], "description": description}


def _severities(description: str) -> Schema:
    return {"allOf": [{"$ref": "#/definitions/severities"}], "description": description}


def _path(description: str = "") -> Schema:
    reference = {"$ref": "#/definitions/path"}
    return {"allOf": [reference], "description": description} if description else reference


def _choice(kind: type[Enum], description: str) -> Schema:
    return {"enum": _values(kind), "description": description}


def _values(kind: type[Enum]) -> list[str]:
    return [member.value for member in kind]


def _text(description: str) -> Schema:
    return {"type": "string", "minLength": 1, "description": description}


def _whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def rendered() -> str:
    """The published file's text."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(rendered(), encoding="utf-8")
