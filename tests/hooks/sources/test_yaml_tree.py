"""YAML 1.2 scalars with their places, within bounds."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hooks.errors import NoVerdict
from hooks.sources import yaml_composer, yaml_tree


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
        ("!!str true", "true"),
        ("!!bool true", True),
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


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """Text that is often nearly YAML."""
    words = st.sampled_from(
        [
            "a",
            "no",
            ": ",
            "- ",
            "\n",
            "  ",
            "{",
            "}",
            "[",
            "]",
            ", ",
            "&x ",
            "*x",
            "'",
            '"',
            "# ",
            "|\n",
            ">-\n",
            "? ",
            "---\n",
            "...\n",
            "!t ",
            "%",
            "\t",
            "\r\n",
            "\r",
            "é",
            "\u2028",
            "\x85",
            "\\n",
        ]
    )
    return "".join(draw(st.lists(words, max_size=20)))


def _marks(node: Any) -> object:
    """A composed node as plain data: kind, value, style and place."""
    if node is None:
        return None
    value = node.value
    if node.id == "mapping":
        value = [(_marks(key), _marks(item)) for key, item in node.value]
    elif node.id == "sequence":
        value = [_marks(item) for item in node.value]
    start, end = node.start_mark, node.end_mark
    return (node.id, value, getattr(node, "style", None), (start.line, start.column, start.index), (end.line, end.column, end.index))


def _composed(compose: Callable[[str], object], error: type[yaml.MarkedYAMLError], text: str) -> object:
    try:
        return _marks(compose(text))
    except error as problem:
        mark = problem.problem_mark or problem.context_mark
        return (problem.problem, problem.context, mark and (mark.line, mark.column))
    except (RecursionError, IndexError) as limit:
        return type(limit)


@given(_texts())
def test_the_parts_compose_what_the_whole_of_pyyaml_composes(text: str) -> None:
    whole = _composed(lambda text: yaml.compose(text, Loader=yaml.SafeLoader), yaml.MarkedYAMLError, text)
    assert _composed(yaml_composer.compose, yaml_composer.error(), text) == whole
