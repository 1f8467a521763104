"""Numbers and JSON as JavaScript writes them; the oracle's tests compare the same with Node."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hooks.sources.js_text import json_text, number_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(0, "0", id="zero"),
        pytest.param(-0.0, "0", id="minus zero"),
        pytest.param(1.0, "1", id="whole"),
        pytest.param(-1.5, "-1.5", id="negative"),
        pytest.param(0.1 + 0.2, "0.30000000000000004", id="shortest digits"),
        pytest.param(123456789.125, "123456789.125", id="fraction"),
        pytest.param(1e16, "10000000000000000", id="no exponent yet"),
        pytest.param(1e20, "100000000000000000000", id="largest without exponent"),
        pytest.param(1e21, "1e+21", id="exponent"),
        pytest.param(1.5e300, "1.5e+300", id="huge"),
        pytest.param(1e-6, "0.000001", id="smallest without exponent"),
        pytest.param(1.25e-7, "1.25e-7", id="small"),
        pytest.param(2**53 + 1, "9007199254740992", id="beyond exact whole numbers"),
        pytest.param(10**400, "Infinity", id="beyond doubles"),
        pytest.param(math.nan, "NaN", id="not a number"),
    ],
)
def test_a_number_is_written_as_javascript_writes_it(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_reads_back_as_the_same_number(value: float) -> None:
    assert float(number_text(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "null", id="null"),
        pytest.param(True, "true", id="boolean"),
        pytest.param([1, "a", None], '[1,"a",null]', id="list without spaces"),
        pytest.param({"b": 1.0, "a": {}}, '{"b":1,"a":{}}', id="object in its order"),
        pytest.param("é\n\"'", '"é\\n\\"\'"', id="letters stay"),
        pytest.param(math.inf, "null", id="what has no JSON"),
    ],
)
def test_json_is_written_as_javascript_writes_it(value: object, text: str) -> None:
    assert json_text(value) == text


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=4), lambda inner: st.lists(inner, max_size=3)))
def test_the_json_reads_back_as_the_same_value(value: object) -> None:
    assert json.loads(json_text(value)) == value
