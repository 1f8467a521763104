"""The published schema of `.edgespark-ci.yaml` takes what the strict reader takes, and nothing else."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

from ci_runner import config as pipeline
from ci_runner import policy_schema
from ci_runner.plan import STEP_NAMES
from hooks.errors import ConfigError
from hooks.policy import config, selection
from tests.guestbook import EXAMPLE, ROOT
from tests.hooks.chains import Files

SCHEMA = policy_schema.document()
VALIDATOR = Draft7Validator(SCHEMA, format_checker=FormatChecker())
EVERYTHING: dict[str, Any] = {
    "select": ["schema", "broken-journal"],
    "ignore": ["stale-types"],
    "severity": {"broken-journal": "warning"},
    "per-path": {"legacy/**": {"ignore": ["storage"], "severity": {"broken-journal": "note"}}},
    "optional-keys": ["SENTRY_DSN"],
    "acknowledge": [{"fingerprint": "broken-journal:.:0001", "reason": "by hand", "until": "2026-12-31"}],
    "baseline": "ci/known.json",
    "undetermined": "warn",
    "engine": "auto",
    "projects": {".": ["packages/shared"]},
    "run": {
        "environment": "production",
        "migrations": "local",
        "pending": "expected",
        "apply": "never",
        "verify": [{"path": "/", "status": 200, "contains": "x"}],
        "watch": {"seconds": 60, "exceptions": 0, "server-errors": 0},
        "time-limits": {"deploy": 60},
        "online-on-pull-requests": True,
        "protection": ["reviewers"],
        "comment": "never",
        "promote": True,
        "base-url": "https://example.invalid",
    },
}
_ODD: tuple[Any, ...] = (None, True, 0, 1.5, "", " ", "x", "/x", "../x", "a//b", ":!x", "2026-02-30", ["x"], {}, {"x": 1})


def is_read(document: Any) -> bool:
    tree = Files({"edgespark.toml": b"", config.FILE_NAME: json.dumps(document).encode()})
    try:
        policy = config.policy(tree)
        selection.require_known(policy, [".", "x", "unheard-of"])  # an editor does not know a repository's projects
        pipeline.read(policy.run, STEP_NAMES)
    except ConfigError:
        return False
    return True


def test_the_file_is_the_rendering() -> None:
    assert (ROOT / policy_schema.FILE).read_text(encoding="utf-8") == policy_schema.rendered(), "run `python -m ci_runner.policy_schema`"


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_it_has_every_key() -> None:
    assert set(SCHEMA["properties"]) == set(EVERYTHING)
    assert len(EVERYTHING) == len(config.Policy._fields) - len(["places"])
    run = {name.replace("_", "-") for name in pipeline.RunConfig.__dataclass_fields__}
    assert set(SCHEMA["properties"]["run"]["properties"]) == set(EVERYTHING["run"]) == run


@pytest.mark.parametrize("document", [EVERYTHING, {}, None, {"run": None}, {"run": {}}, {"baseline": "./"}, {"projects": {}}], ids=str)
def test_what_may_stand(document: Any) -> None:
    assert VALIDATOR.is_valid(document)
    assert is_read(document)


def test_the_example_may_stand() -> None:
    text = (EXAMPLE / config.FILE_NAME).read_bytes()
    policy = config.policy(Files({config.FILE_NAME: text}))
    assert policy.run is not None
    assert VALIDATOR.is_valid({"run": policy.run.plain()})


@pytest.mark.parametrize("glob", ["", "/", "./a", "a/../b", "..", "!a", "a\\b", "a", "/a/", "**", ".a/.b", "a/...", "a!b", "*.{ts,tsx}"])
def test_both_judge_a_glob_alike(glob: str) -> None:
    document: dict[str, Any] = {"per-path": {glob: {}}}
    assert VALIDATOR.is_valid(document) == is_read(document)


def _changed(value: Any) -> Iterator[Any]:
    """`value` with one thing in it replaced, taken away, or too many."""
    for odd in _ODD:
        yield copy.deepcopy(odd)
    if isinstance(value, dict):
        yield {**value, "unheard-of": []}
        for key, inner in value.items():
            yield {name: kept for name, kept in value.items() if name != key}
            yield from ({**value, key: changed} for changed in _changed(inner))
    if isinstance(value, list):
        yield []
        yield from ([changed] for changed in _changed(value[0]))


@pytest.mark.parametrize("key", EVERYTHING)
def test_both_judge_every_change_alike(key: str) -> None:
    differ = [document for document in ({key: value} for value in _changed(EVERYTHING[key])) if VALIDATOR.is_valid(document) != is_read(document)]
    assert differ == []
