"""YAML 1.2 scalars with their places, within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hooks.errors import NoVerdict
from hooks.sources import yaml_tree


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("8", 8),
        ("-3", -3),
        ("010", 10),
        ("0x1f", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("12:30", "12:30"),
        ("'8'", "8"),
        ('"true"', "true"),
        ("2026-01-01", "2026-01-01"),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    assert yaml_tree.read("f", f"key: {text}\n".encode()).plain() == {"key": value}


def test_places_and_duplicates() -> None:
    root = yaml_tree.read("f.yaml", b"a:\n  b: 1\n  b: 2\n")
    assert isinstance(root.value, dict)
    inner = root.value["a"]
    assert [(key, place.line, place.column) for key, place in inner.duplicates] == [("b", 3, 3)]
    assert isinstance(inner.value, dict)
    assert inner.value["b"].location[:3] == ("f.yaml", 3, 6)


def _multiplying(levels: int) -> bytes:
    """Each line holds the one before ten times."""
    return "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}' if n else 'x'] * 10)}]\n" for n in range(levels)).encode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_multiplying(5), id="aliases that multiply"),
        pytest.param(b"[" * 100_000, id="deep nesting"),
        pytest.param(b"a: " + b"9" * 5_000, id="a number too long for Python"),
        pytest.param(b"x: y\n" * 60_000, id="too large"),
        pytest.param(b"\xff\xfe\x00", id="not UTF-8"),
        pytest.param(b"a: \x07", id="a control character"),
    ],
)
def test_hostile_files_end_as_no_verdict(content: bytes) -> None:
    with pytest.raises(NoVerdict):
        yaml_tree.read("f", content)


@given(st.binary(max_size=200))
def test_any_bytes_in_never_a_traceback_out(content: bytes) -> None:
    try:
        yaml_tree.read("f", content).plain()
    except NoVerdict as reason:
        assert reason.location.path == "f"
