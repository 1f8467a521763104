"""The published JSON Schema of auth-config.yaml and the check that a hook runs are one table: they refuse the same files."""

import json
from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from hooks import auth_schema
from hooks.sources import yaml_tree
from hooks.sources.auth_faults import faults
from hooks.sources.auth_table import TABLE, Field, Kind
from tests.guestbook import EXAMPLE, ROOT

VALIDATOR = jsonschema.Draft202012Validator(auth_schema.schema())
_SCALARS = st.none() | st.booleans() | st.integers(-2, 20) | st.sampled_from([0.5, 2.0, 1e300, "", "no", "true", "8", "x"])
_ANYTHING = _SCALARS | st.lists(_SCALARS, max_size=2) | st.dictionaries(st.sampled_from(["enabled", "config", "x"]), _SCALARS, max_size=2)


def _good(field: Field) -> st.SearchStrategy[Any]:
    """Mostly what the field may hold, and at any depth now and then something else."""
    if field.kind is Kind.MAPPING:
        items = {name: _good(inner) for name, inner in field.keys.items()}
        value: st.SearchStrategy[Any] = st.fixed_dictionaries(items) | st.fixed_dictionaries({}, optional=items)
    else:
        value = {Kind.SWITCH: st.booleans(), Kind.NUMBER: st.integers(0, 3), Kind.TEXT: st.just(field.only or "x")}[field.kind]
    return st.integers(0, 19).flatmap(lambda die: _ANYTHING if die == 0 else value)


@settings(max_examples=150, deadline=None)
@given(_good(TABLE), st.sampled_from([{}, {}, {}, {"disableSignup": True}]))
def test_both_refuse_the_same_files(content: Any, more: dict[str, Any]) -> None:
    written = content | more if isinstance(content, dict) else content
    root = yaml_tree.read("f", json.dumps(written).encode())
    assert root.plain() == written
    assert VALIDATOR.is_valid(written) is not any(True for _ in faults(root)), written


def test_the_example_and_an_empty_file_are_valid() -> None:
    assert VALIDATOR.is_valid(yaml_tree.read("f", (EXAMPLE / "configs" / "auth-config.yaml").read_bytes()).plain())
    assert VALIDATOR.is_valid(None)


def test_the_published_file_is_the_rendering_and_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(auth_schema.schema())
    assert (ROOT / auth_schema.FILE_NAME).read_text(encoding="utf-8") == auth_schema.rendered()
